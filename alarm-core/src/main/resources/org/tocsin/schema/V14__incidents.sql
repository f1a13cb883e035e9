-- One cause, one card: many homes that lose their mains or their path together are one piece of work. And the net under a
-- home whose unit or trigger is known to be faulty, until it has been heard again.

alter table service
  -- So many homes of one area, or of one carrier, within so long, are one incident.
  add column incident_homes           integer not null default 5 check (incident_homes between 2 and 1000),
  add column incident_carrier_homes   integer not null default 10 check (incident_carrier_homes between 2 and 1000),
  add column incident_within_s        integer not null default 300 check (incident_within_s between 30 and 3600),
  -- Restoration has begun when so many in a hundred are back; who is still off so long after it is on their own again.
  add column incident_restored_percent integer not null default 50 check (incident_restored_percent between 10 and 100),
  add column incident_pop_out_s       integer not null default 1800 check (incident_pop_out_s between 60 and 86400),
  -- An open fault on what a life depends on: how often the home is rung, and when the manager hears of it.
  add column fault_call_every_s       integer not null default 14400 check (fault_call_every_s between 900 and 172800),
  add column fault_manager_after_s    integer not null default 86400 check (fault_manager_after_s between 900 and 1209600);

create table incident (
  id              uuid primary key,
  service_id      uuid not null references service,
  cause           text not null check (cause in ('MAINS', 'PATH', 'SILENT')),
  -- What the homes have in common: the area they are in, the mobile network of their units, or the provider of their lines.
  shared          text not null check (shared in ('AREA', 'NETWORK', 'LINE')),
  area            text,
  carrier         text,
  -- The alarm that stands for all of them on the board.
  card_id         uuid not null unique,
  opened_at       timestamptz not null,
  joined_at       timestamptz not null,
  homes           integer not null default 0,
  restored        integer not null default 0,
  -- Spoken with, and still off.
  contacted       integer not null default 0,
  -- On their own again.
  popped          integer not null default 0,
  tasks           integer not null default 0,
  tasks_left      integer not null default 0,
  restoring_since timestamptz,
  closed_at       timestamptz,
  -- Until when no other process looks: a lease by this database's clock.
  look_until      timestamptz,
  -- Up to where the changes of its homes' alarms have been read.
  seen            xid8 not null default '0',
  -- When the last alarm of its homes was closed with it, or stood on its own again.
  settled_at      timestamptz,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false,
  check ((shared = 'AREA') = (area is not null) and (shared = 'AREA') = (carrier is null))
);
create index incident_unsettled on incident (service_id) where settled_at is null;
create index incident_of_service on incident (service_id, opened_at desc);

-- A home in an incident. Its alarm stays its own record; here is what became of it on the card.
create table incident_home (
  incident_id  uuid not null references incident,
  alarm_id     uuid not null,
  service_id   uuid not null,
  home_id      uuid not null,
  -- The order in which they are rung: lower comes first.
  rank         smallint not null,
  -- Why somebody has to ring; empty: nobody must.
  tasks        text[] not null default '{}',
  lost_at      timestamptz not null,
  joined_at    timestamptz not null,
  restored_at  timestamptz,
  attempts     integer not null default 0,
  contacted_at timestamptz,
  contacted_by text,
  result       text,
  note         text,
  left_at      timestamptz,
  left_why     text check (left_why in ('STILL_OFF', 'OTHER_FAULT', 'NEEDS_HELP', 'TAKEN_ALONE', 'CARD_CLOSED')),
  primary key (incident_id, alarm_id)
);
create index incident_home_alarm on incident_home (alarm_id);
create index incident_home_rank on incident_home (incident_id, rank, home_id);

-- The incident that speaks for this alarm; null: it stands on the board itself.
alter table alarm add column incident_id uuid;
create index alarm_ungrouped on alarm (service_id)
  where joining_class = 'TECHNICAL' and state = 'WAITING' and incident_id is null;
create index alarm_grouped on alarm (incident_id) where incident_id is not null and state <> 'CLOSED';

grant select, insert, update on incident, incident_home to ${runtime_role};

-- An open fault on what a life depends on: the net under the home until it has been heard again.
create table fault_case (
  id               uuid primary key,
  service_id       uuid not null references service,
  home_id          uuid not null references home,
  fault_id         uuid not null unique,
  cid              text not null,
  did              text not null,
  dty              text not null,
  kind             text not null,
  -- "Pendant, battery low".
  what             text not null,
  -- The rule that makes it one, in words.
  why              text not null,
  lost_at          timestamptz not null,
  opened_at        timestamptz not null,
  next_call_at     timestamptz not null,
  manager_at       timestamptz not null,
  escalated_at     timestamptz,
  -- What a person says was done. It ends nothing: it only lets the next signal count.
  repaired_at      timestamptz,
  repaired_by      text,
  repaired_words   text,
  closed_at        timestamptz,
  closed_signal_id uuid,
  closed_words     text,
  look_until       timestamptz,
  retention_class  text not null default 'standard',
  legal_hold       boolean not null default false,
  -- Nobody can tick it closed: only a signal that was received ends it.
  check ((closed_at is null) = (closed_signal_id is null))
);
create index fault_case_home on fault_case (home_id) where closed_at is null;
create index fault_case_open on fault_case (service_id, lost_at) where closed_at is null;
create index fault_case_look on fault_case (look_until nulls first) where closed_at is null;
create index fault_lasting on fault (lost_at) where restored_at is null and lost_at is not null and kind <> 'MAINS';

-- A call to a home with such a fault: due, sounding as an alarm of its own, and what came of it.
create table welfare_call (
  id            uuid primary key,
  service_id    uuid not null references service,
  fault_case_id uuid not null references fault_case,
  alarm_id      uuid not null,
  due_at        timestamptz not null,
  done_at       timestamptz,
  done_by       text,
  outcome       text check (outcome in ('WELL', 'NO_ANSWER', 'NEEDS_HELP', 'CLOSED_ON_BOARD', 'NOT_NEEDED')),
  note          text
);
create unique index welfare_call_due on welfare_call (fault_case_id) where done_at is null;
create index welfare_call_case on welfare_call (fault_case_id, due_at desc);

grant select, insert, update on fault_case, welfare_call to ${runtime_role};

-- How long a unit of this model runs without mains, as its maker says; null: not on file, and assumed.
alter table unit_model add column standby_h integer check (standby_h between 1 and 240);
