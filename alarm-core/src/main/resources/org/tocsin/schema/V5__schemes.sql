-- Grouped housing, faults with their restorals, and messages in several parts.

create table scheme (
  id              uuid primary key,
  service_id      uuid not null references service,
  name            text not null check (name <> ''),
  -- While a manager is on duty an alarm is theirs for so long before it sounds at the centre.
  manager_first_s integer not null default 120 check (manager_first_s between 0 and 900),
  -- A manager on duty for longer has forgotten the switch.
  duty_limit_s    integer not null default 50400 check (duty_limit_s between 3600 and 259200),
  -- When somebody is there, in the service's zone; until before from means over midnight, null: not on file.
  staffed_from    time,
  staffed_until   time,
  created_at      timestamptz not null,
  unique (service_id, name),
  check ((staffed_from is null) = (staffed_until is null))
);

-- What a scheme's units last said about its manager; written by intake, apart from what people write.
create table scheme_duty (
  scheme_id  uuid primary key references scheme,
  service_id uuid not null references service,
  duty       text not null check (duty in ('OFF', 'ON', 'RECEIVING')),
  since      timestamptz not null,
  -- That it was forgotten is said once for each time it is switched on.
  warned_at  timestamptz
);

-- Where a controller's device ids are: a dwelling, a door panel, a point in a communal room.
create table scheme_point (
  id         uuid primary key,
  service_id uuid not null references service,
  scheme_id  uuid not null references scheme,
  did        text not null check (did ~ '^[!-~]{1,16}$'),
  kind       text not null check (kind in ('DWELLING', 'DOOR', 'COMMUNAL')),
  -- "Flat 12", "Front door", "Lounge".
  name       text not null check (name <> ''),
  home_id    uuid references home,
  unique (scheme_id, did),
  check ((kind = 'DWELLING') = (home_id is not null))
);
create index scheme_point_home on scheme_point (home_id) where home_id is not null;

alter table home_unit add column scheme_id uuid references scheme;
create index home_unit_scheme on home_unit (scheme_id) where scheme_id is not null;

alter table alarm drop constraint alarm_joining_class_check;
alter table alarm
  add constraint alarm_joining_class_check check (joining_class in ('LIFE', 'TECHNICAL', 'DOOR', 'COMMUNAL')),
  add column scheme_id     uuid,
  -- The point's name when the alarm came; the list of points may change later.
  add column point_name    text,
  -- With the scheme's manager until then, and quiet; null: with the centre.
  add column manager_until timestamptz,
  -- What is still expected of messages in several parts; null where there are none.
  add column parts         json;
create index alarm_manager on alarm (manager_until) where manager_until is not null;

-- From a loss to its restoral, of one device of one unit. A restoral that came before its loss stands here without one.
create table fault (
  id                 uuid primary key,
  service_id         uuid not null,
  cid                text not null,
  did                text not null,
  dty                text not null,
  -- What was lost: BATTERY, MAINS …; the status code itself where no status restores it.
  kind               text not null,
  alarm_id           uuid,
  lost_at            timestamptz,
  lost_unit_time     timestamptz,
  -- The unit's start and its count since then, "3/117".
  lost_sequence      text,
  restored_at        timestamptz,
  restored_unit_time timestamptz,
  restored_sequence  text,
  check (lost_at is not null or restored_at is not null)
);
-- What still matters of a unit first: what is lost, what waits for its loss, then the newest.
create index fault_cid on fault (cid, (coalesce(case when lost_at is not null then restored_at end, 'infinity')) desc);
create index fault_alarm on fault (alarm_id) where restored_at is null;

-- Two endings have a rule of their own: a fault that was restored, a door that was released.
alter table outcome_code add column rule text check (rule in ('RESTORED', 'RELEASED'));
update outcome_code set rule = 'RESTORED' where code = 'power-or-line';
insert into outcome_code (service_id, code, label, help_sent, position, rule)
  select id, 'door-released', 'Door released, identity checked', false, 13, 'RELEASED' from service
  union all
  select id, 'door-kept-shut', 'Door kept shut', false, 14, null from service
on conflict (service_id, code) do nothing;

grant select, insert, update on scheme, scheme_duty, scheme_point, fault to ${runtime_role};
grant delete on scheme_point to ${runtime_role};
