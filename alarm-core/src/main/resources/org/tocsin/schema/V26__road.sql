-- Who is on duty where, whom the nearest call goes to, and what a responder does on the road and in the home.

-- How a service sends people; what is not set takes its usual value, which the code knows.
create table response_setting (
  service_id             uuid primary key references service,
  -- The promise: so many minutes for most, for the rest, and for a crisis.
  arrive_mostly_s        integer not null check (arrive_mostly_s between 60 and 86400),
  arrive_latest_s        integer not null check (arrive_latest_s between 60 and 86400),
  crisis_within_s        integer not null check (crisis_within_s between 60 and 86400),
  -- Alone in a home without a word for so long.
  lone_worker_s          integer not null check (lone_worker_s between 300 and 14400),
  -- A press of the home so close to the word of the responder is theirs.
  arrival_press_s        integer not null check (arrival_press_s between 30 and 1800),
  -- How long before an area has nobody the centre is told.
  cover_ahead_s          integer not null check (cover_ahead_s between 300 and 43200),
  changed_at             timestamptz not null,
  changed_by             text not null
);

-- An area, as homes name theirs, in which somebody must be on duty at all times.
create table response_area (
  id          uuid primary key,
  service_id  uuid not null references service,
  name        text not null check (length(name) between 1 and 100),
  covered     boolean not null default true,
  changed_at  timestamptz not null,
  changed_by  text not null
);
create unique index response_area_name on response_area (service_id, lower(name));

-- What a responder can do, and where they last said they are: only while on duty, by their own choice.
create table responder_profile (
  operator_id   uuid primary key references operator,
  service_id    uuid not null references service,
  team          text,
  skills        text[] not null default '{}',
  latitude      double precision check (latitude between -90 and 90),
  longitude     double precision check (longitude between -180 and 180),
  positioned_at timestamptz
);
create index responder_profile_service on responder_profile (service_id);

create table rota_shift (
  id           uuid primary key,
  service_id   uuid not null references service,
  operator_id  uuid not null references operator,
  team         text,
  -- Null: every area of the service.
  area         text,
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  created_at   timestamptz not null,
  created_by   text not null,
  cancelled_at timestamptz,
  cancelled_by text,
  check (ends_at > starts_at and ends_at <= starts_at + interval '36 hours')
);
create index rota_shift_time on rota_shift (service_id, ends_at, starts_at) where cancelled_at is null;
create unique index rota_shift_once on rota_shift (operator_id, starts_at, lower(coalesce(area, '')))
  where cancelled_at is null;

-- Sick or away: not on duty, whatever the rota says.
create table rota_absence (
  id           uuid primary key,
  service_id   uuid not null references service,
  operator_id  uuid not null references operator,
  kind         text not null check (kind in ('SICK', 'AWAY')),
  starts_at    timestamptz not null,
  ends_at      timestamptz,
  created_at   timestamptz not null,
  created_by   text not null,
  check (ends_at is null or ends_at >= starts_at)
);
create index rota_absence_time on rota_absence (service_id, starts_at);

-- Nobody in an area, from when it was foreseen until somebody is on again; told once each way by its number.
create table cover_gap (
  id          uuid primary key,
  service_id  uuid not null references service,
  area_id     uuid not null references response_area,
  number      integer not null,
  begins_at   timestamptz not null,
  noticed_at  timestamptz not null,
  ended_at    timestamptz,
  raised_at   timestamptz,
  restored_at timestamptz,
  lease_until timestamptz
);
create unique index cover_gap_open on cover_gap (area_id) where ended_at is null;
create unique index cover_gap_number on cover_gap (area_id, number);
create index cover_gap_untold on cover_gap (service_id) where raised_at is null or (ended_at is not null and restored_at is null);

alter table callout
  add column en_route_at        timestamptz,
  -- Why this person: in words, as it was decided.
  add column chosen_because     text,
  -- Heard from the home itself, beside what was tapped on the phone.
  add column arrival_press_at   timestamptz,
  add column arrival_press_id   uuid,
  add column leaving_press_at   timestamptz,
  add column leaving_press_id   uuid,
  -- Alone in the home: when the next word is due, and how often its absence was told.
  add column check_in_due_at    timestamptz,
  add column check_in_alarms    integer not null default 0,
  add column check_in_heard     integer not null default 0,
  add column check_in_alarmed_at timestamptz,
  add column checked_in_at      timestamptz,
  add column way_in_held_at     timestamptz,
  -- In two words for a board: what came from the home last.
  add column scene_words        text;
create index callout_check_in on callout (check_in_due_at)
  where check_in_due_at is not null or check_in_alarms > check_in_heard;
create index callout_pressing on callout (arrived_at)
  where arrived_at is not null and (arrival_press_at is null or leaving_press_at is null);

-- A home where one alone, or without something, cannot help.
create table home_need (
  home_id    uuid primary key references home,
  service_id uuid not null references service,
  skills     text[] not null default '{}',
  changed_at timestamptz not null,
  changed_by text not null
);

-- What responders did, as their phones sent it; each once, by the phone's own id. Append-only.
create table responder_act (
  id          uuid primary key,
  service_id  uuid not null references service,
  operator_id uuid not null references operator,
  callout_id  uuid not null,
  kind        text not null,
  -- By the phone's clock; and when it reached us, which may be hours later.
  said_at     timestamptz not null,
  received_at timestamptz not null,
  refused     text,
  data        json not null
);
create index responder_act_callout on responder_act (callout_id, received_at);

-- What was found and done in the home. The newest of a callout holds. Append-only.
create table scene_report (
  id               uuid primary key,
  service_id       uuid not null references service,
  callout_id       uuid not null,
  alarm_id         uuid not null,
  home_id          uuid,
  operator_id      uuid not null references operator,
  said_at          timestamptz not null,
  received_at      timestamptz not null,
  on_the_floor     boolean not null,
  -- Names of the questions whose answer speaks against lifting.
  dangers          text[] not null,
  injury           text not null check (injury in ('NONE', 'MINOR', 'SERIOUS', 'NOT_KNOWN')),
  lift             text not null check (lift in ('NONE', 'BY_THEMSELVES', 'BY_HAND', 'CUSHION', 'CHAIR', 'HOIST', 'NOT_LIFTED')),
  outcome          text not null check (outcome in ('SETTLED', 'AMBULANCE_LEFT_AT_HOME', 'TO_HOSPITAL', 'WITH_FAMILY', 'NO_ENTRY', 'DIED', 'OTHER')),
  hospital_avoided boolean not null,
  reference_999    text,
  follow_up        text,
  note             text,
  retention_class  text not null default 'standard',
  legal_hold       boolean not null default false
);
create index scene_report_callout on scene_report (callout_id, received_at);
create index scene_report_service on scene_report (service_id, said_at);

grant select, insert on responder_act, scene_report to ${runtime_role};
grant select, insert, update on response_setting, response_area, responder_profile, rota_shift, rota_absence,
  cover_gap, home_need to ${runtime_role};
