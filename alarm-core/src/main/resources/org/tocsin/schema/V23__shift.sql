-- The shift: who is there, what is parked, offered or about to be released, who is rung when nobody takes a life alarm,
-- and who answers when the room must be left.

-- One row a service that has set something; without one the usual rules hold.
create table shift_settings (
  service_id          uuid primary key references service,
  -- How long the alarms of somebody whose browser is gone are counted down before they go back to the board.
  release_after_s     integer not null check (release_after_s between 10 and 600),
  -- The longest an alarm can be parked, by its priority.
  park_life_s         integer not null check (park_life_s between 60 and 900),
  park_urgent_s       integer not null check (park_urgent_s between 60 and 7200),
  park_fault_s        integer not null check (park_fault_s between 60 and 86400),
  park_information_s  integer not null check (park_information_s between 60 and 86400),
  -- From then on an alarm is first and heard at every desk, whoever has the skill.
  all_hear_life_s     integer not null check (all_hear_life_s between 0 and 60),
  all_hear_s          integer not null check (all_hear_s between 0 and 600),
  on_call_name        text,
  on_call_number      text,
  on_call_after_s     integer not null check (on_call_after_s between 15 and 600),
  partner_name        text,
  partner_number      text,
  partner_after_s     integer not null check (partner_after_s between 15 and 1200),
  check (partner_after_s >= on_call_after_s)
);
grant select, insert, update on shift_settings to ${runtime_role};

-- What an operator's desk answers; null: everything.
alter table operator add column skills text[];
-- Sits in the partner centre: quiet until the service is evacuated or the partner is to be rung.
alter table operator add column partner boolean not null default false;

-- Whose browser is there. Only counted while a console listens, by the database's clock and never more than two seconds
-- at once: neither our own silence nor a clock that is set makes anybody gone.
create table operator_presence (
  operator_id uuid primary key references operator,
  service_id  uuid not null references service,
  -- Here without a break since then.
  since       timestamptz not null,
  heard_at    timestamptz not null,
  unheard_ms  integer not null default 0,
  gone        boolean not null default false
);
create table presence_round (
  one        boolean primary key default true check (one),
  counted_at timestamptz not null
);
insert into presence_round (counted_at) values ('epoch');
grant select, insert, update on operator_presence to ${runtime_role};
grant select, update on presence_round to ${runtime_role};

-- What stands between an alarm and whoever has it. It holds only while the same person has it since the same moment, a
-- parking only until the home presses again; so nothing on the way of an alarm has to end it.
create table alarm_hold (
  alarm_id     uuid not null,
  kind         text not null check (kind in ('PARK', 'NOTICE', 'OFFER', 'RELEASE')),
  service_id   uuid not null references service,
  operator_id  uuid not null,
  taken_at     timestamptz not null,
  signal_count integer not null,
  -- Who is asked to take over; null: whoever comes next.
  to_operator  uuid,
  words        text not null,
  at           timestamptz not null,
  -- When it ends by itself; a release is counted down instead.
  due_at       timestamptz,
  left_ms      integer,
  lease_until  timestamptz,
  lease_token  bigint not null default 0,
  primary key (alarm_id, kind),
  check ((due_at is null) = (kind = 'RELEASE'))
);
create index alarm_hold_due on alarm_hold (due_at) where due_at is not null;
create index alarm_hold_operator on alarm_hold (operator_id);
grant select, insert, update, delete on alarm_hold to ${runtime_role};

-- How far the calls for help have gone for a life alarm nobody takes; one row while it waits. The alarm's log is the record.
create table untaken (
  alarm_id   uuid primary key,
  service_id uuid not null references service,
  -- Since when it has been waiting; when it comes back to the board another time everything begins anew.
  since      timestamptz not null,
  step       text not null check (step in ('MANAGER', 'PARTNER')),
  who        text,
  number     text,
  at         timestamptz not null
);
grant select, insert, update, delete on untaken to ${runtime_role};

-- When the room is left: the board and the speech numbers are the partner's from began_at to ended_at. Never deleted.
create table evacuation (
  id             uuid primary key,
  service_id     uuid not null references service,
  rehearsal      boolean not null,
  why            text not null,
  partner_name   text not null,
  partner_number text not null,
  began_at       timestamptz not null,
  began_by       text not null,
  ended_at       timestamptz,
  ended_by       text,
  ended_why      text,
  check ((ended_at is null) = (ended_by is null))
);
create unique index evacuation_now on evacuation (service_id) where ended_at is null;
create index evacuation_of on evacuation (service_id, began_at desc);
grant select, insert on evacuation to ${runtime_role};
grant update (ended_at, ended_by, ended_why) on evacuation to ${runtime_role};
