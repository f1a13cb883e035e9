-- What only came to light in use.

-- Units behind a broker are heard while a gateway is connected to it, whatever becomes of those connected to us directly.
alter table listening_span add column broker boolean not null default false;

-- Lost so long after the others that it may be chance: it says so on the card.
alter table incident_home add column late boolean not null default false;

-- A unit that roams to and fro has one line of history a day; how often it was, stands here.
alter table unit_trend add column network_changes integer not null default 0;
