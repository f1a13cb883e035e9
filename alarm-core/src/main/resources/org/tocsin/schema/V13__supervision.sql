-- Who is heard, who is late, who is silent; and when we ourselves were listening.

-- When each gateway listened and stored. The platform's own, of no service. A row grows while its gateway commits; after
-- a standstill of ours another one begins. In the gaps no unit can be blamed for what we could not hear.
create table listening_span (
  id         uuid primary key,
  process_id text not null,
  protocols  text[] not null check (protocols <@ array['SCAIP', 'MQTT']),
  since      timestamptz not null,
  -- Everything heard before then has been stored.
  until      timestamptz not null,
  -- Ended in order. Without that, what was heard at the very end may have been lost with the process.
  closed     boolean not null default false
) with (fillfactor = 50);
grant select, insert, update, delete on listening_span to ${runtime_role};

-- How often a unit is expected, and how long it may be late, per model and risk class. Model null: any model.
create table supervision_rule (
  id            uuid primary key,
  service_id    uuid not null references service,
  model_id      uuid references unit_model,
  risk_tier     text not null check (risk_tier in ('CRITICAL', 'HIGH', 'STANDARD')),
  -- Null: as the model says. A unit's own setting comes before either.
  interval_s    integer check (interval_s between 1 and 604800),
  -- Of the interval, and at least so long.
  grace_percent integer not null check (grace_percent between 0 and 1000),
  grace_min_s   integer not null check (grace_min_s between 1 and 604800)
);
create unique index supervision_rule_of on supervision_rule
  (service_id, coalesce(model_id, '00000000-0000-0000-0000-000000000000'), risk_tier);
grant select, insert, update, delete on supervision_rule to ${runtime_role};

alter table service
  -- Where neither a unit nor its model says how often it is heard.
  add column heartbeat_s integer not null default 86400 check (heartbeat_s between 60 and 604800);
alter table unit_model
  -- How often its triggers report to it, and after how long without a report one is out of range. Null: they do not.
  add column trigger_heartbeat_s integer check (trigger_heartbeat_s between 60 and 604800),
  add column trigger_silent_s    integer check (trigger_silent_s between 60 and 2592000);

-- One row a unit on file. Heartbeats never touch it: it is judged anew when it is due, from the signs of life.
create table unit_watch (
  unit_id    uuid primary key references home_unit,
  service_id uuid not null,
  state      text not null default 'NEW' check (state in ('NEW', 'ALIVE', 'LATE', 'SILENT', 'PAUSED')),
  -- Why it is paused.
  reason     text check (reason in ('IN_STOCK', 'HOME_ENDED', 'SUSPENDED', 'TEST_MODE', 'PLANNED_WORK')),
  since      timestamptz,
  -- When it was last heard, as far as it was looked at.
  heard_at   timestamptz,
  -- Nothing was awaited before then: it was paused.
  waits_from timestamptz,
  -- When it is silent if it stays so; null where that cannot be said.
  silent_at  timestamptz,
  due_at     timestamptz not null default '1970-01-01T00:00:00Z',
  -- The silence that is not over.
  silence_id uuid,
  silences   integer not null default 0
) with (fillfactor = 70);
create index unit_watch_due on unit_watch (due_at);
-- Those of whom a word is awaited.
create index unit_watch_unheard on unit_watch (unit_id) where state in ('NEW', 'LATE', 'SILENT') or silence_id is not null;
create index unit_watch_listed on unit_watch (service_id, state, since) where state <> 'ALIVE';
insert into unit_watch (unit_id, service_id) select id, service_id from home_unit;
grant select, insert, update on unit_watch to ${runtime_role};

-- Whoever puts a unit on file, and however many at once: it is watched from that moment on.
create function watch_new_units() returns trigger language plpgsql as $$
begin
  insert into unit_watch (unit_id, service_id) select id, service_id from added on conflict do nothing;
  return null;
end $$;
create trigger home_unit_watched after insert on home_unit
  referencing new table as added for each statement execute function watch_new_units();

-- Every silence of a unit or a trigger, from the last it was heard of to the next. What is told once is told from here.
create table silence (
  id             uuid primary key,
  service_id     uuid not null,
  unit_id        uuid not null,
  peripheral_id  uuid,
  home_id        uuid,
  cid            text not null,
  -- Grows with each silence of this subject.
  number         integer not null,
  heard_at       timestamptz not null,
  -- When it became one, and when that was noticed.
  began_at       timestamptz not null,
  noticed_at     timestamptz not null,
  noticed_by     text not null,
  -- When it was raised as a fault, when the unit was heard again, and when that was told.
  raised_at      timestamptz,
  heard_again_at timestamptz,
  restored_at    timestamptz,
  -- Whoever tells it, for so long; by this database's clock.
  lease_until    timestamptz
) with (fillfactor = 70);
create index silence_untold on silence (id) where raised_at is null or (heard_again_at is not null and restored_at is null);
create index silence_unit on silence (unit_id, id);
grant select, insert, update on silence to ${runtime_role};

-- Work at a unit or around it that is known beforehand. Never for ever.
create table supervision_pause (
  id         uuid primary key,
  service_id uuid not null references service,
  unit_id    uuid not null references home_unit,
  words      text not null check (words <> ''),
  since      timestamptz not null,
  until      timestamptz not null,
  set_by     text not null,
  ended_at   timestamptz,
  ended_by   text,
  check (until > since and until <= since + interval '30 days')
);
create index supervision_pause_unit on supervision_pause (unit_id, until desc) where ended_at is null;
grant select, insert, update on supervision_pause to ${runtime_role};

-- When a trigger was last heard of through its unit. A row comes with its first word.
create table peripheral_watch (
  peripheral_id uuid primary key references peripheral,
  service_id    uuid not null,
  heard_at      timestamptz not null,
  -- The last time it said that its battery is low, and that it is not.
  battery_low_at timestamptz,
  battery_ok_at  timestamptz,
  due_at        timestamptz not null,
  silence_id    uuid,
  silences      integer not null default 0
) with (fillfactor = 70);
create index peripheral_watch_due on peripheral_watch (due_at);
create index peripheral_watch_silent on peripheral_watch (peripheral_id) where silence_id is not null;
grant select, insert, update on peripheral_watch to ${runtime_role};

-- Up to which signal the triggers' words have been read. The platform's own, of no service.
create table trigger_reading (
  only_one  boolean primary key default true check (only_one),
  signal_id uuid not null
);
-- Ids begin with their time: the first reading goes back a week.
insert into trigger_reading (signal_id)
  select (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7000-8000-000000000000')::uuid
  from (select lpad(to_hex((extract(epoch from now() - interval '7 days') * 1000)::bigint), 12, '0') as h) week_ago;
grant select, update on trigger_reading to ${runtime_role};

-- One row a day and unit: the lowest and highest it reported on that day (UTC).
create table unit_trend (
  unit_id     uuid not null,
  day         date not null,
  service_id  uuid not null,
  battery_min smallint,
  battery_max smallint,
  rssi_min    smallint,
  rssi_max    smallint,
  primary key (unit_id, day)
) with (fillfactor = 50);
grant select, insert, update, delete on unit_trend to ${runtime_role};
