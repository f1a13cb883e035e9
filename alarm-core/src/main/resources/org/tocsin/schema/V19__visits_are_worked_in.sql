-- How far a home is follows from its visits too: that one is planned, that somebody has stood at the door. Until now a
-- home was only worked out anew when something else of it changed.

create trigger readiness_visit_added after insert on visit referencing new table as changed
  for each statement execute function readiness_of_home_changed();
create trigger readiness_visit_changed after update on visit referencing new table as changed
  for each statement execute function readiness_of_home_changed();

insert into readiness_due (service_id, home_id) select distinct service_id, home_id from visit;
