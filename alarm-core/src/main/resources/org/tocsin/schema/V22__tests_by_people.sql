-- Tests that need somebody at the home: by an operator during a call, or a press by appointment.

-- What came of ringing a home for its test. Append-only.
create table test_call (
  id          uuid primary key,
  service_id  uuid not null references service,
  test_run_id uuid not null references test_run,
  at          timestamptz not null,
  called_by   text not null,
  outcome     text not null check (outcome in ('ASKED', 'AGREED', 'NO_ANSWER', 'DECLINED')),
  -- When it is to be pressed.
  agreed_for  timestamptz,
  note        text,
  check ((outcome = 'AGREED') = (agreed_for is not null))
);
create index test_call_run on test_call (test_run_id, at desc);
grant select, insert on test_call to ${runtime_role};

-- Who is due for such a test; they are few among the runs.
create index test_run_by_people on test_run (campaign_id, method, state)
  where method in ('BY_CALL', 'BY_APPOINTMENT');

-- What was written on visits, and what was noted of calls, goes by the service's own rules too.
alter table retention_rule drop constraint retention_rule_class_check;
alter table retention_rule add constraint retention_rule_class_check
  check (class in ('PERSON', 'HOME', 'ALARM_NOTE', 'VISIT_NOTE', 'CALL_NOTE'));
