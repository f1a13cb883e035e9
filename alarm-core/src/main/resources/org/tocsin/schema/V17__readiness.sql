-- What was heard from each trigger of a home, signed and chained; and from it, whether a home is ready for the shutdown.

-- After how many days a trigger must be heard again, and how often a home on a converter must be tested.
alter table service
  add column proof_limit_days      integer not null default 365 check (proof_limit_days between 1 and 3650),
  add column converter_retest_days integer not null default 90 check (converter_retest_days between 1 and 3650);

-- Evidence, never changed: no update, no delete.
create table proof (
  id              uuid primary key,
  service_id      uuid not null references service,
  home_id         uuid not null references home,
  unit_id         uuid not null references home_unit,
  -- The trigger that was heard; null where only unit and path are proved.
  peripheral_id   uuid references peripheral,
  signal_id       uuid not null,
  kind            text not null check (kind in ('VISIT', 'LAST_PRESS', 'USER_TEST', 'REMOTE_TEST', 'PROVE_PAGE')),
  -- Who asked for it.
  asked_by        text not null,
  asked_at        timestamptz not null,
  received_at     timestamptz not null,
  path            text,
  visit_id        uuid,
  recorded_at     timestamptz not null,
  retention_class text not null default 'evidence',
  legal_hold      boolean not null default false,
  check (received_at >= asked_at),
  check (kind <> 'REMOTE_TEST' or peripheral_id is null),
  -- One signal proves one thing once, however often it is handed in.
  constraint proof_once unique nulls not distinct (signal_id, kind, peripheral_id)
);
create index proof_home on proof (home_id, received_at desc);

-- That a home may be switched over, as told to its line provider.
create table line_confirmation (
  id              uuid primary key,
  service_id      uuid not null references service,
  home_id         uuid not null references home,
  provider        text,
  at              timestamptz not null,
  confirmed_by    text not null,
  -- Why it was confirmed although a trigger was not proved; null where all were.
  override_reason text check (override_reason <> '')
);
create index line_confirmation_home on line_confirmation (home_id, at desc);

-- What waits to be sealed; a row goes with its sealing.
create table seal_due (
  subject_id uuid primary key,
  service_id uuid not null references service,
  kind       text not null check (kind in ('PROOF', 'CONFIRMATION'))
);

-- The public halves of every key that has signed.
create table chain_key (
  id            text primary key check (id ~ '^[0-9a-f]{16}$'),
  public_key    bytea not null,
  first_used_at timestamptz not null
);

-- One chain a service: each record carries the hash of the one before it. Evidence, never changed.
create table chain_record (
  service_id uuid not null references service,
  -- From 1, without a gap.
  number     bigint not null check (number > 0),
  kind       text not null check (kind in ('PROOF', 'CONFIRMATION', 'LOG')),
  subject_id uuid,
  home_id    uuid,
  -- Which record of its home this is, from 1.
  home_number bigint check (home_number > 0),
  -- What is hashed and signed: canonical JSON, to the byte.
  canonical  text not null,
  hash       bytea not null,
  signature  bytea not null,
  key_id     text not null references chain_key,
  sealed_at  timestamptz not null,
  primary key (service_id, number),
  check ((kind = 'LOG') = (subject_id is null)),
  check ((home_id is null) = (home_number is null))
);
create unique index chain_record_home on chain_record (home_id, home_number) where home_id is not null;
create unique index chain_record_subject on chain_record (subject_id) where subject_id is not null;

-- Up to where the database's own log is sealed, and what is noted to be sealed once every transaction has ended that
-- could still add a row below it. Numbers are given before their transactions commit, and become visible in any order.
create table log_horizon (
  one          boolean primary key default true check (one),
  entry_to     bigint not null default 0,
  audit_to     bigint not null default 0,
  signal_to    uuid not null default '00000000-0000-0000-0000-000000000000',
  noted_entry  bigint,
  noted_audit  bigint,
  noted_signal uuid,
  noted_xid    xid8,
  -- By the database's own clock, like a lease.
  noted_at     timestamptz,
  sealed_at    timestamptz
);
insert into log_horizon default values;
-- Costs an insert next to nothing: the lines of the log are found by number without a tree that must be kept.
create index alarm_entry_number on alarm_entry using brin (id) with (pages_per_range = 32, autosummarize = on);

-- What stands in the way, with somebody who looks after it. One open at a time.
create table readiness_exception (
  id          uuid primary key,
  service_id  uuid not null references service,
  home_id     uuid not null references home,
  kind        text not null check (kind in
                ('NO_ACCESS_1', 'NO_ACCESS_2', 'NO_ACCESS_3', 'REFUSED', 'IN_HOSPITAL', 'AWAITING_STOCK')),
  owner       text not null check (owner <> ''),
  since       timestamptz not null,
  review_on   date,
  note        text,
  recorded_by text not null,
  ended_at    timestamptz,
  ended_by    text
);
create unique index readiness_exception_open on readiness_exception (home_id) where ended_at is null;

-- Homes whose readiness must be worked out again; written by the database itself, so that no writer can forget it.
-- Rows are added, never changed: what was added while a home was being read stays for the next look.
create table readiness_due (
  id         bigint generated always as identity primary key,
  service_id uuid not null,
  home_id    uuid not null
);

-- The readiness of each home, worked out from the rest; may be deleted and comes again.
create table home_readiness (
  -- Goes with its home, where one that came on file by mistake is taken off again.
  home_id           uuid primary key references home on delete cascade,
  service_id        uuid not null references service,
  -- 1 critical, 2 high, 3 standard.
  risk              smallint not null,
  area              text,
  equipment         text not null,
  converter_due_on  date,
  line_provider     text,
  line_planned_on   date,
  line_confirmed_at timestamptz,
  state             text not null,
  proof             text not null,
  reason            text,
  triggers          integer not null,
  never             integer not null,
  current           integer not null,
  recheck           integer not null,
  revisit           integer not null,
  exception         text,
  -- When time alone makes it otherwise.
  next_at           timestamptz,
  as_of             timestamptz not null
);
create index home_readiness_order on home_readiness (service_id, risk, home_id);
create index home_readiness_next on home_readiness (next_at) where next_at is not null;

create function readiness_of_home_changed() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id)
    select distinct service_id, home_id from changed where home_id is not null;
  return null;
end $$;
create function readiness_of_both_homes_changed() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id)
    select service_id, home_id from changed where home_id is not null
    union select service_id, home_id from was where home_id is not null;
  return null;
end $$;
create function readiness_of_this_home_changed() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id) select service_id, id from changed;
  return null;
end $$;
create function readiness_of_service_changed() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id) select service_id, id from home where service_id = new.id;
  return null;
end $$;

create trigger readiness_home_added after insert on home referencing new table as changed
  for each statement execute function readiness_of_this_home_changed();
create trigger readiness_home_changed after update on home referencing new table as changed
  for each statement execute function readiness_of_this_home_changed();
create trigger readiness_unit_added after insert on home_unit referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_unit_changed after update on home_unit referencing old table as was new table as changed
  for each statement execute function readiness_of_both_homes_changed();
create trigger readiness_trigger_added after insert on peripheral referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_trigger_changed after update on peripheral referencing old table as was new table as changed
  for each statement execute function readiness_of_both_homes_changed();
create trigger readiness_change_noted after insert on unit_change referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_proof_added after insert on proof referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_exception_added after insert on readiness_exception referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_exception_changed after update on readiness_exception referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_limits_changed after update of proof_limit_days, converter_retest_days on service
  for each row execute function readiness_of_service_changed();
insert into readiness_due (service_id, home_id) select service_id, id from home;

-- A code with which a phone company's engineer at the door tests a home; only its keyed digest is kept.
create table prove_code (
  id           uuid primary key,
  service_id   uuid not null references service,
  home_id      uuid not null references home,
  code_digest  bytea not null unique,
  valid_from   timestamptz not null,
  valid_until  timestamptz not null check (valid_until > valid_from),
  issued_by    text not null,
  issued_at    timestamptz not null,
  revoked_at   timestamptz,
  completed_at timestamptz
);
create index prove_code_home on prove_code (home_id, issued_at desc);

-- Each time a code was entered, and what came of it.
create table prove_attempt (
  id           uuid primary key,
  service_id   uuid not null references service,
  code_id      uuid not null references prove_code,
  home_id      uuid not null references home,
  -- Of the random token that only the engineer's page knows.
  token_digest bytea not null unique,
  reference    text not null unique check (reference ~ '^[2-9A-HJ-NP-Z]{8}$'),
  started_at   timestamptz not null,
  ends_at      timestamptz not null,
  state        text not null check (state in ('WAITING', 'PASSED', 'FAILED')),
  decided_at   timestamptz,
  proof_id     uuid references proof
);
create index prove_attempt_waiting on prove_attempt (ends_at) where state = 'WAITING';

grant select, insert on proof, line_confirmation, chain_key, chain_record to ${runtime_role};
grant select, insert, delete on seal_due, readiness_due to ${runtime_role};
grant select, update on log_horizon to ${runtime_role};
grant select on sequence alarm_entry_id_seq, audit_id_seq to ${runtime_role};
grant select, insert, update on readiness_exception, prove_code, prove_attempt to ${runtime_role};
grant select, insert, update, delete on home_readiness to ${runtime_role};
