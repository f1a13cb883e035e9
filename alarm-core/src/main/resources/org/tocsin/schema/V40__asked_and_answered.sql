-- A command is written three or four times within a second: room for that on its own page spares its indexes part of it.
alter table unit_command set (fillfactor = 50);
