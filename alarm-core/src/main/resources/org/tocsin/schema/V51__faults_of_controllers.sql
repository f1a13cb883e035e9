-- A fault of a scheme's controller is a case of each dwelling behind it; this says which fault they have in common, and null
-- that the case has its fault alone. fault_id stays unique: for such a case it is worked out of the fault and the home.
alter table fault_case add column scheme_fault_id uuid;
create index fault_case_of_scheme on fault_case (scheme_fault_id) where scheme_fault_id is not null and closed_at is null;
create index fault_case_of_unit on fault_case (service_id, cid) where closed_at is null;
-- One alarm may stand for many calls.
create index welfare_call_of_alarm on welfare_call (alarm_id) where done_at is null;
