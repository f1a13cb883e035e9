-- A health test of a unit that is connected goes from its run straight to the gateway that holds the connection. Only what
-- that gateway cannot say at once, and what no gateway can say yet, becomes a command.
alter table test_run
  -- Which gateway is to say it, over which connection; null where a command says it.
  add column gateway_id text,
  add column claim      bigint,
  -- Written for units that have not answered soon.
  add column sent_at    timestamptz,
  -- What the unit itself said, in the words of a command's state.
  add column answered   text;
alter table test_run add constraint test_run_answered_check
  check (answered in ('DONE', 'FAILED', 'NOT_SUPPORTED')) not valid;
-- What is to be said, or was said a moment ago. The ids grow with time.
-- Room on the same page for the two versions that asking and passing write.
alter table test_run set (fillfactor = 50);
create index test_run_to_say on test_run (command_id)
  where state = 'SENT' and gateway_id is not null and sent_at is null;

-- The last sign of life of a release that takes tests from their runs; the one before knows commands alone.
alter table process add column takes_tests_at timestamptz;

-- The tests of a unit are some dozens, found through the index over its runs: a second one was written with each pass.
drop index test_run_unit;
