-- An outcome that says that an emergency service was sent counts as help only where 999 was rung, see Closure.
-- A default of false: the release before this one makes outcomes without it.
alter table outcome_code add column emergency boolean not null default false;
update outcome_code set emergency = true where code in ('ambulance', 'fire-service', 'police') and help_sent;
