-- What a service must know of a home to have it ready for the analogue shutdown, and what may make a proof stale.

-- The two facts of a home that are not proof: what stands there, and what it is connected to.
alter table home
  add column external_id       text,
  add column area              text,
  add column risk_tier         text not null default 'STANDARD'
                                 check (risk_tier in ('CRITICAL', 'HIGH', 'STANDARD')),
  add column vulnerabilities   text[] not null default '{}'
                                 check (vulnerabilities <@ array['OXYGEN', 'LIVES_ALONE', 'FALLS', 'NO_MOBILE_SIGNAL',
                                   'POWER_CUTS', 'NO_SECOND_CONTACT']),
  add column equipment         text not null default 'UNKNOWN'
                                 check (equipment in ('UNKNOWN', 'ANALOGUE', 'CONVERTER', 'DIGITAL')),
  add column converter_assessed_on date,
  add column line_provider     text,
  add column line_planned_on   date,
  add column line_confirmed_at timestamptz,
  add column line_confirmed_by text,
  add column ended_at          timestamptz;
create unique index home_external on home (service_id, external_id) where external_id is not null;
create index home_service on home (service_id, id);

-- The newest line is what holds for the person; it is copied to service_user.status with the same commit.
create table service_user_status (
  id              uuid primary key,
  service_id      uuid not null references service,
  service_user_id uuid not null references service_user,
  status          text not null check (status in
                    ('ACTIVE', 'IN_HOSPITAL', 'RESPITE', 'AWAY', 'SUSPENDED', 'MOVED', 'DECEASED', 'ENDED')),
  since           timestamptz not null,
  until           timestamptz,
  review_on       date,
  recorded_at     timestamptz not null,
  recorded_by     text not null
);
create index service_user_status_of on service_user_status (service_user_id, since desc);
alter table service_user
  add column external_id text,
  add column review_on   date;
create unique index service_user_external on service_user (service_id, external_id) where external_id is not null;
create index resident_service_user on resident (service_user_id);

alter table home_unit
  add column external_id  text,
  add column serial       text,
  add column firmware     text,
  add column iccid        text check (iccid ~ '^[0-9]{10,22}$'),
  add column sim_network  text,
  add column paths        text[] not null default '{}' check (paths <@ array['IP', 'MOBILE', 'SECOND_MOBILE', 'ANALOGUE']);
create unique index home_unit_external on home_unit (service_id, external_id) where external_id is not null;
create index home_unit_service on home_unit (service_id, id);

-- Where a unit has stood, with dates; the line that has no end is where it stands.
create table unit_placement (
  id         uuid primary key,
  service_id uuid not null references service,
  unit_id    uuid not null references home_unit,
  home_id    uuid not null references home,
  since      timestamptz not null,
  until      timestamptz,
  placed_by  text not null
);
create index unit_placement_unit on unit_placement (unit_id, since desc);
create index unit_placement_home on unit_placement (home_id, since desc);
insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)
  select gen_random_uuid(), service_id, id, home_id, created_at, 'before dates were kept' from home_unit
  where home_id is not null;

-- A trigger of a home: a pendant, a smoke detector, the unit's own button. Named on the wire by its device type and id.
create table peripheral (
  id          uuid primary key,
  service_id  uuid not null references service,
  home_id     uuid not null references home,
  unit_id     uuid references home_unit,
  external_id text,
  dty         text not null check (dty ~ '^[0-9]{4}$'),
  did         text check (did ~ '^[!-~]{1,16}$'),
  name        text not null check (name <> ''),
  room        text,
  since       timestamptz not null,
  until       timestamptz
);
create index peripheral_home on peripheral (home_id) where until is null;
create index peripheral_unit on peripheral (unit_id) where until is null;
create unique index peripheral_external on peripheral (service_id, external_id) where external_id is not null;

-- Everything that was changed at a unit, and when: what was heard before it may have to be heard again.
create table unit_change (
  id         uuid primary key,
  service_id uuid not null references service,
  home_id    uuid references home,
  unit_id    uuid references home_unit,
  at         timestamptz not null,
  kind       text not null check (kind in
               ('FIRMWARE', 'CONFIGURATION', 'UNIT_SWAP', 'SIM_SWAP', 'LINE', 'TRIGGER_ADDED', 'TRIGGER_REMOVED',
                'ROAMING', 'MOVED_HOME')),
  was        text,
  is_now     text,
  noticed_by text not null
);
create index unit_change_home on unit_change (home_id, at desc);
create index unit_change_unit on unit_change (unit_id, at desc);

alter table service add column switchover_on date not null default date '2027-01-31';

grant select, insert on service_user_status, unit_change to ${runtime_role};
grant select, insert, update on unit_placement, peripheral to ${runtime_role};
