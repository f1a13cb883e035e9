-- Visits of installers: what was asked for and heard, and the time in which one asked-for trigger of a home is a test.

alter table service
  -- Without a word from the installer's phone for so long, everything from the home is live again.
  add column visit_phone_lost_s integer not null default 60 check (visit_phone_lost_s between 15 and 600),
  -- A network weaker than this needs a written reason before a visit can be completed.
  add column visit_signal_limit_dbm integer not null default -105 check (visit_signal_limit_dbm between -130 and -50);

create table visit (
  -- Made by whoever planned or began it, the phone included: the same again is the same visit.
  id              uuid primary key,
  service_id      uuid not null references service,
  home_id         uuid not null references home,
  kind            text not null check (kind in ('INSTALL', 'UPGRADE', 'RECHECK')),
  state           text not null check (state in ('PLANNED', 'OPEN', 'COMPLETED', 'NO_ACCESS', 'ABANDONED')),
  planned_on      date not null,
  created_at      timestamptz not null,
  created_by      text not null,
  installer_id    uuid references operator,
  started_at      timestamptz,
  ended_at        timestamptz,
  latitude        double precision check (latitude between -90 and 90),
  longitude       double precision check (longitude between -180 and 180),
  -- The unit that is tested, and the one it took the place of.
  unit_id         uuid references home_unit,
  old_unit_id     uuid references home_unit,
  -- Which time somebody stands at this door since anybody was let in.
  attempt         integer not null default 1,
  note            text,
  next_attempt_on date,
  test_mode_ended_at timestamptz,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false
);
create index visit_home on visit (home_id, created_at desc);
create index visit_day on visit (service_id, planned_on) where state in ('PLANNED', 'OPEN');
create index visit_ended on visit (service_id, ended_at desc) where ended_at is not null;

-- What the installer did and wrote down, as the phone sent it; each once, by the phone's own id. Append-only.
create table visit_act (
  id          uuid primary key,
  service_id  uuid not null references service,
  visit_id    uuid not null references visit,
  kind        text not null,
  -- By the phone's clock; and when it reached us, which may be hours later.
  said_at     timestamptz not null,
  received_at timestamptz not null,
  actor       text not null,
  data        json not null
);
create index visit_act_of on visit_act (visit_id, received_at);

-- One question to a home and what was heard of it. A result is written once.
create table visit_test (
  id            uuid primary key,
  service_id    uuid not null references service,
  visit_id      uuid not null references visit,
  home_id       uuid not null references home,
  unit_id       uuid not null references home_unit,
  peripheral_id uuid references peripheral,
  step          text not null check (step in
                  ('TRIGGER', 'POWER_OFF', 'POWER_BACK', 'PATH_LOSS', 'HEARTBEAT', 'LAST_PRESS')),
  how           text not null check (how in ('PRESS', 'TEST_BUTTON', 'DELAYED', 'NOT_TESTABLE')),
  what          text not null,
  expected      text not null,
  dty           text,
  did           text,
  asked_at      timestamptz not null,
  listens_until timestamptz not null,
  look_at       timestamptz not null,
  result        text check (result in ('HEARD', 'HEARD_BY_TEST_BUTTON', 'NOT_TESTABLE', 'NOT_HEARD')),
  reason        text,
  signal_id     uuid,
  alarm_id      uuid,
  heard         text,
  heard_at      timestamptz,
  answered_at   timestamptz,
  settled_at    timestamptz,
  check (result not in ('HEARD', 'HEARD_BY_TEST_BUTTON') or heard_at is not null),
  check (result <> 'NOT_TESTABLE' or reason is not null)
);
create index visit_test_of on visit_test (visit_id, asked_at);
create index visit_test_open on visit_test (look_at) where result is null;

-- At most one row a home, read on the way of an alarm. Nothing is asked for unless asked_unit_id is set.
create table test_mode (
  home_id       uuid primary key,
  service_id    uuid not null references service,
  visit_id      uuid not null,
  installer_id  uuid not null,
  started_at    timestamptz not null,
  -- Renewed by the installer's acts, never past latest; phone_seen_at by every contact.
  until         timestamptz not null,
  latest        timestamptz not null,
  phone_seen_at timestamptz not null,
  phone_lost_s  integer not null,
  ended_at      timestamptz,
  test_id       uuid,
  asked_unit_id uuid,
  asked_dty     text,
  asked_did     text,
  asked_at      timestamptz
);
create index test_mode_service on test_mode (service_id) where ended_at is null;

-- Signals that raised no alarm because they were the test that was asked for. Written with the signal. Append-only.
create table visit_heard (
  signal_id   uuid primary key,
  service_id  uuid not null,
  home_id     uuid not null,
  visit_id    uuid not null,
  test_id     uuid not null,
  received_at timestamptz not null
);
create index visit_heard_test on visit_heard (test_id);

grant select, insert on visit_act, visit_heard to ${runtime_role};
grant select, insert, update on visit, visit_test, test_mode to ${runtime_role};
