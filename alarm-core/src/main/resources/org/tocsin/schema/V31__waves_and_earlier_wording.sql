-- Firmware and settings that go to units in waves; and what stood on a card before it was changed.

-- One change for many units. A wave goes out, comes back and is watched before the next one goes.
create table rollout (
  id               uuid primary key,
  service_id       uuid not null references service,
  name             text not null check (name <> ''),
  -- What each unit is asked, as a command: firmware.update {version, url}, config.set {values}.
  op               text not null check (op in ('firmware.update', 'config.set')),
  args             json not null,
  -- The selection; null: any.
  area             text,
  model_id         uuid references unit_model,
  equipment        text check (equipment in ('UNKNOWN', 'ANALOGUE', 'CONVERTER', 'DIGITAL')),
  risk_tier        text check (risk_tier in ('CRITICAL', 'HIGH', 'STANDARD')),
  -- "MON-FRI 09:30-16:00" in the service's zone; empty: at any time.
  hours            text not null,
  trial_per_model  integer not null check (trial_per_model between 1 and 1000),
  wave_units       integer not null check (wave_units between 1 and 100000),
  -- Null: as fast as the units take it.
  pace_per_minute  integer check (pace_per_minute between 1 and 600000),
  -- How long a unit may take until it is changed and heard, and how long its wave is watched after that.
  answer_within_s  integer not null check (answer_within_s between 60 and 604800),
  watch_s          integer not null check (watch_s between 0 and 604800),
  -- More than so many in a hundred of a wave in trouble, and nobody else is asked.
  fault_percent    integer not null check (fault_percent between 0 and 50),
  state            text not null check (state in
                     ('PLANNED', 'ASKING', 'WATCHING', 'TO_ACCEPT', 'HALTED', 'PAUSED', 'DONE', 'STOPPED')),
  -- The wave that is under way; 0 is the trial.
  wave             integer not null default 0,
  watch_until      timestamptz,
  -- So many of this wave in trouble somebody has looked at and accepted.
  accepted_trouble integer not null default 0,
  -- Why it is HALTED or PAUSED, and by whom; what it was before.
  reason           text,
  reason_by        text,
  was_state        text,
  starts_at        timestamptz not null,
  ended_at         timestamptz,
  pace_from        timestamptz,
  pace_count       bigint not null default 0,
  created_at       timestamptz not null,
  created_by       text not null
);
create index rollout_service on rollout (service_id, id);
create index rollout_live on rollout (starts_at) where state in ('PLANNED', 'ASKING', 'WATCHING');

create table rollout_unit (
  rollout_id     uuid not null references rollout,
  unit_id        uuid not null references home_unit,
  service_id     uuid not null references service,
  home_id        uuid references home,
  model_id       uuid references unit_model,
  wave           integer not null,
  position       integer not null,
  -- PLANNED; ASKED to change; CHANGED, and asked for a test; HEARD; and what went wrong.
  state          text not null check (state in ('PLANNED', 'ASKED', 'CHANGED', 'HEARD', 'REFUSED', 'NO_ANSWER',
                   'NOT_CHANGED', 'NOT_HEARD', 'NOT_SUPPORTED', 'SKIPPED')),
  words          text,
  command_id     uuid,
  asked_at       timestamptz,
  -- Until when it must be heard.
  due_at         timestamptz,
  changed_at     timestamptz,
  test_id        uuid,
  signal_id      uuid,
  heard_at       timestamptz,
  primary key (rollout_id, unit_id)
) with (fillfactor = 70);
create index rollout_unit_wave on rollout_unit (rollout_id, wave, position);
create index rollout_unit_unit on rollout_unit (unit_id);
create index rollout_unit_home on rollout_unit (home_id);
create index rollout_unit_open on rollout_unit (rollout_id, state) where state in ('PLANNED', 'ASKED', 'CHANGED');

-- What happened to a rollout, and who did it. Append-only.
create table rollout_event (
  rollout_id uuid not null references rollout,
  id         bigint generated always as identity,
  service_id uuid not null references service,
  at         timestamptz not null,
  kind       text not null,
  actor      text not null,
  words      text not null,
  primary key (rollout_id, id)
);

grant select, insert, update on rollout, rollout_unit to ${runtime_role};
grant select, insert on rollout_event to ${runtime_role};

-- What refers to a home, its units, people, contacts and triggers is found through an index: where a home is taken back,
-- each of these tables is looked through once for each home, and a hundred thousand may go.
create index test_run_home on test_run (home_id);
create index campaign_told_home on campaign_told (home_id);
create index stock_move_home on stock_move (home_id);
create index visit_unit on visit (unit_id);
create index visit_old_unit on visit (old_unit_id);
create index visit_test_home on visit_test (home_id);
create index visit_test_unit on visit_test (unit_id);
create index visit_test_trigger on visit_test (peripheral_id);
create index proof_unit on proof (unit_id);
create index proof_trigger on proof (peripheral_id);
create index prove_attempt_home on prove_attempt (home_id);
create index script_person on script (service_user_id);
create index call_line_contact on call_line (contact_id);
create index call_plan_of_home on call_plan (home_id);
create index contact_time_contact on contact_time (contact_id);
create index fault_case_of_home on fault_case (home_id);
create index key_safe_failure_home on key_safe_failure (home_id);
create index readiness_exception_of_home on readiness_exception (home_id);
create index supervision_pause_of_unit on supervision_pause (unit_id);
create index test_run_of_unit on test_run (unit_id);

-- After the indexes: from here on nobody else reads a contact until this is committed, and a board does.

-- The wording of a card before it was changed: of a home, a person or a contact. Written by the database itself, so that
-- no program and no release can change a card and leave the earlier wording behind; hence by its own clock.
create table card_was (
  id              uuid primary key default gen_random_uuid(),
  service_id      uuid not null references service,
  -- An import that is taken back takes its homes off file, and what was kept of them.
  home_id         uuid references home on delete cascade,
  service_user_id uuid references service_user on delete cascade,
  contact_id      uuid references contact on delete cascade,
  until           timestamptz not null default clock_timestamp(),
  was             json not null,
  check (num_nonnulls(home_id, service_user_id, contact_id) = 1)
);
create index card_was_home on card_was (home_id, until) where home_id is not null;
create index card_was_person on card_was (service_user_id, until) where service_user_id is not null;
create index card_was_contact on card_was (contact_id, until) where contact_id is not null;

-- Null: on file before this was kept.
alter table contact add column added_at timestamptz;
alter table contact alter column added_at set default clock_timestamp();

create function keep_home_wording() returns trigger language plpgsql as $$
begin
  insert into card_was (service_id, home_id, was) values (old.service_id, old.id, json_build_object(
    'place', concat_ws(', ', old.line1, old.line2, old.town, old.postcode), 'risks', old.risks, 'area', old.area,
    'risk_tier', old.risk_tier, 'equipment', old.equipment));
  return null;
end $$;
create trigger home_wording after update on home for each row
  when ((old.line1, old.line2, old.town, old.postcode, old.risks, old.area, old.risk_tier, old.equipment)
    is distinct from (new.line1, new.line2, new.town, new.postcode, new.risks, new.area, new.risk_tier, new.equipment))
  execute function keep_home_wording();

create function keep_person_wording() returns trigger language plpgsql as $$
begin
  insert into card_was (service_id, service_user_id, was) values (old.service_id, old.id, json_build_object(
    'name', old.name, 'telephone', old.telephone, 'notes', old.notes));
  return null;
end $$;
create trigger person_wording after update on service_user for each row
  when ((old.name, old.telephone, old.notes) is distinct from (new.name, new.telephone, new.notes))
  execute function keep_person_wording();

create function keep_contact_wording() returns trigger language plpgsql as $$
begin
  insert into card_was (service_id, contact_id, was) values (old.service_id, old.id, json_build_object(
    'position', old.position, 'name', old.name, 'kind', old.kind, 'relation', old.relation,
    'telephone', old.telephone));
  return null;
end $$;
create trigger contact_wording after update on contact for each row
  when ((old.position, old.name, old.kind, old.relation, old.telephone)
    is distinct from (new.position, new.name, new.kind, new.relation, new.telephone))
  execute function keep_contact_wording();

grant select, insert on card_was to ${runtime_role};
