-- What a unit says of itself and of its connection: one row a unit, rewritten.
create table unit_state (
  unit_id     uuid primary key references home_unit,
  service_id  uuid not null,
  -- Its own word, or ours: CONNECTED it is back, DISCONNECTED it said goodbye, LOST its connection broke and it has not
  -- come back in time. Shown to people; none of them ever raises or closes an alarm.
  state       text not null
    check (state in ('CONNECTED', 'INIT', 'READY', 'SLEEPING', 'DISCONNECTED', 'LOST')),
  since       timestamptz not null,
  -- What it last reported; null where it never said so.
  reported_at timestamptz,
  boot        bigint,
  firmware    text,
  bearer      text,
  rssi        integer,
  mains       boolean,
  battery     integer check (battery between 0 and 100)
) with (fillfactor = 50);
grant select, insert, update on unit_state to ${runtime_role};
