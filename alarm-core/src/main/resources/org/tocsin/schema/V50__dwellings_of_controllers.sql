-- A unit and each home it speaks for: its own, or every dwelling of the scheme whose controller it is.
create view speaks_for as
  select service_id, id as unit_id, home_id from home_unit where home_id is not null
  union all
  select distinct u.service_id, u.id, t.home_id from home_unit u join scheme_point t on t.scheme_id = u.scheme_id
  where t.home_id is not null;
grant select on speaks_for to ${runtime_role};

-- What happens to a controller happens to the readiness of each dwelling it speaks for.
create function readiness_of_unit_s_homes_changed() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id)
    select service_id, home_id from changed where home_id is not null
    union select t.service_id, t.home_id from changed c join home_unit u on u.id = c.unit_id
      join scheme_point t on t.scheme_id = u.scheme_id where c.home_id is null and t.home_id is not null;
  return null;
end $$;
create or replace trigger readiness_change_noted after insert on unit_change referencing new table as changed
  for each statement execute function readiness_of_unit_s_homes_changed();
create trigger readiness_point_added after insert on scheme_point referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_point_changed after update on scheme_point referencing old table as was new table as changed
  for each statement execute function readiness_of_both_homes_changed();
create trigger readiness_point_gone after delete on scheme_point referencing old table as changed
  for each statement execute function readiness_of_home_changed();
create function readiness_of_scheme_changed() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id)
    select distinct t.service_id, t.home_id from (select scheme_id from changed union select scheme_id from was) c
    join scheme_point t on t.scheme_id = c.scheme_id where t.home_id is not null;
  return null;
end $$;
create function readiness_of_new_controller() returns trigger language plpgsql as $$
begin
  insert into readiness_due (service_id, home_id)
    select distinct t.service_id, t.home_id from changed c
    join scheme_point t on t.scheme_id = c.scheme_id where t.home_id is not null;
  return null;
end $$;
create trigger readiness_controller_added after insert on home_unit referencing new table as changed
  for each statement execute function readiness_of_new_controller();
create trigger readiness_controller_changed after update on home_unit referencing old table as was new table as changed
  for each statement execute function readiness_of_scheme_changed();
insert into readiness_due (service_id, home_id) select distinct service_id, home_id from scheme_point
  where home_id is not null;
