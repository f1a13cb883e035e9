-- A unit's own mark of how it is set up: another mark, other settings. The platform never reads more into it.
alter table unit_state add column settings text;
-- At the door a unit is compared with the others of its model.
create index home_unit_model on home_unit (model_id) where model_id is not null;
