-- A unit's own mark of how it is set up: another mark, other settings. The platform never reads more into it.
alter table unit_state add column settings text;
