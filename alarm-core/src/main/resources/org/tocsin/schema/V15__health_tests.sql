-- The periodic device health tests: campaigns over a selection of the estate, one run a unit, and who presses each month.

-- How units of a model can be tested from here; null: by command over MQTT, not at all over SCAIP.
alter table unit_model
  add column test_method   text check (test_method in ('COMMAND', 'PERIODIC', 'BY_CALL', 'BY_APPOINTMENT', 'NONE')),
  -- How often it sends a test transmission by itself (stc 0102, 0103).
  add column test_period_s integer check (test_period_s between 60 and 3456000),
  -- Whether the home hears it: then it is told beforehand.
  add column test_audible  boolean not null default false;

-- What a run is matched with. Only test transmissions are in it, so nothing else pays for it.
create index signal_test on signal (unit_id, received_at) where kind = 'TEST';

create table campaign (
  id               uuid primary key,
  service_id       uuid not null references service,
  name             text not null check (name <> ''),
  -- The selection; null: any.
  area             text,
  model_id         uuid references unit_model,
  equipment        text check (equipment in ('UNKNOWN', 'ANALOGUE', 'CONVERTER', 'DIGITAL')),
  risk_tier        text check (risk_tier in ('CRITICAL', 'HIGH', 'STANDARD')),
  not_tested_since timestamptz,
  not_proven_since timestamptz,
  -- Once, or again after so many days.
  every_days       integer check (every_days between 1 and 366),
  -- Null: as fast as the units take it.
  pace_per_minute  integer check (pace_per_minute between 1 and 600000),
  -- "MON-FRI 09:30-16:00; SAT 10:00-12:00" in the service's zone; empty: at any time.
  hours            text not null,
  attempts         integer not null check (attempts between 1 and 10),
  retry_after_s    integer not null check (retry_after_s between 0 and 604800),
  answer_within_s  integer not null check (answer_within_s between 1 and 86400),
  -- How long a press by appointment or a test during a call is awaited.
  await_s          integer not null check (await_s between 60 and 34560000),
  trial_per_model  integer not null check (trial_per_model between 0 and 1000),
  state            text not null check (state in
                     ('PLANNED', 'TRIAL', 'TO_ACCEPT', 'RUNNING', 'WAITING', 'DONE', 'STOPPED')),
  cycle            integer not null default 0,
  -- When the first, or the next, cycle begins.
  next_at          timestamptz not null,
  began_at         timestamptz,
  ended_at         timestamptz,
  paused_at        timestamptz,
  paused_by        text,
  pause_reason     text,
  held_why         text check (held_why in ('LIFE_ALARM_WAITS', 'INCIDENT')),
  held_since       timestamptz,
  calm_since       timestamptz,
  -- Models whose trial somebody has accepted in this campaign; the zero id for units without a model.
  accepted_models  uuid[] not null default '{}',
  -- The pace, shared by all processes: so many have been asked since then.
  pace_from        timestamptz,
  pace_count       bigint not null default 0,
  look_at          timestamptz not null,
  swept_at         timestamptz,
  created_at       timestamptz not null,
  created_by       text not null,
  check ((paused_at is null) = (pause_reason is null)),
  check ((held_since is null) = (held_why is null))
);
create index campaign_service on campaign (service_id, id);
create index campaign_live on campaign (look_at) where state not in ('DONE', 'STOPPED');

-- What happened to a campaign, and who did it. Append-only.
create table campaign_event (
  campaign_id uuid not null references campaign,
  id          bigint generated always as identity,
  service_id  uuid not null references service,
  at          timestamptz not null,
  kind        text not null,
  actor       text not null,
  words       text not null,
  primary key (campaign_id, id)
);

create table test_run (
  id             uuid primary key,
  service_id     uuid not null references service,
  campaign_id    uuid not null references campaign,
  cycle          integer not null,
  unit_id        uuid not null references home_unit,
  home_id        uuid references home,
  model_id       uuid references unit_model,
  method         text not null check (method in ('COMMAND', 'PERIODIC', 'BY_CALL', 'BY_APPOINTMENT', 'NONE')),
  audible        boolean not null,
  -- In which order they are asked; below 0: the trial.
  position       integer not null,
  state          text not null check (state in ('PLANNED', 'SENT', 'AWAITED', 'HELD', 'PASSED', 'FAILED', 'NO_ANSWER',
                   'NOT_SUPPORTED', 'SKIPPED')),
  cause          text,
  words          text,
  attempts       integer not null default 0,
  first_asked_at timestamptz,
  asked_at       timestamptz,
  -- PLANNED: not before; SENT, AWAITED: no answer by then is none; HELD: when it is given up.
  due_at         timestamptz,
  command_id     uuid,
  -- What it has passed by, and what was known of the unit then.
  signal_id      uuid,
  received_at    timestamptz,
  delay_ms       bigint,
  path           text,
  battery        integer,
  rssi           integer,
  ended_at       timestamptz,
  -- Whether the evidence is in the book of proofs.
  proved         boolean not null default false,
  unique (campaign_id, cycle, unit_id),
  check (state <> 'PASSED' or (signal_id is not null and received_at >= first_asked_at))
) with (fillfactor = 70);
create index test_run_planned on test_run (campaign_id, position) where state = 'PLANNED';
create index test_run_asked on test_run (campaign_id, due_at) where state in ('SENT', 'AWAITED', 'HELD');
create index test_run_unit on test_run (unit_id, received_at) where state = 'PASSED';
create index test_run_unproved on test_run (campaign_id) where state = 'PASSED' and not proved;

-- Homes that were told that a test will be heard there.
create table campaign_told (
  campaign_id uuid not null references campaign,
  home_id     uuid not null references home,
  service_id  uuid not null references service,
  how         text not null check (how in ('LETTER', 'SMS', 'TELEPHONE')),
  told_at     timestamptz not null,
  told_by     text not null,
  primary key (campaign_id, home_id)
);

-- A press of the resident's own, spoken to and closed as a user test.
create table user_test (
  alarm_id      uuid primary key,
  service_id    uuid not null references service,
  home_id       uuid not null references home,
  unit_id       uuid,
  peripheral_id uuid,
  signal_id     uuid not null,
  received_at   timestamptz not null,
  spoken_to     text not null,
  recorded_at   timestamptz not null,
  recorded_by   text not null
);
create index user_test_home on user_test (home_id, received_at desc);
create index user_test_service on user_test (service_id, received_at desc);

alter table outcome_code drop constraint outcome_code_rule_check;
alter table outcome_code add constraint outcome_code_rule_check check (rule in ('RESTORED', 'RELEASED', 'USER_TEST'));
insert into outcome_code (service_id, code, label, help_sent, position, rule)
  select id, 'user-test', 'Monthly test by the resident, spoken to', false, 15, 'USER_TEST' from service
on conflict (service_id, code) do nothing;

grant select, insert, update on campaign, test_run to ${runtime_role};
grant select, insert on campaign_event, campaign_told, user_test to ${runtime_role};
