-- What is said to a unit, and which gateway can say it.

-- Grows with every connection of every unit, so that of two who think they hold one it is plain who is later.
create sequence unit_connection_claim;

-- The lasting connections of units, each with the gateway that holds it. One that is over stays until the unit's next.
create table unit_connection (
  unit_id        uuid not null references home_unit,
  -- The unit's own name for it (MQTT: the client id): the same name again takes the place of the older.
  connection_id  text not null,
  service_id     uuid not null references service,
  claim          bigint not null,
  gateway_id     text not null,
  protocol       text not null,
  remote_address text not null,
  connected_at   timestamptz not null,
  released_at    timestamptz,
  primary key (unit_id, connection_id)
);
create index unit_connection_gateway on unit_connection (gateway_id) where released_at is null;

-- Connections that their gateway should end, because the unit has come to another. The gateway deletes what it has read.
create table unit_takeover (
  gateway_id    text not null,
  unit_id       uuid not null,
  connection_id text not null,
  service_id    uuid not null,
  -- The claim that is over; a later one of the same gateway is not meant.
  claim         bigint not null,
  at            timestamptz not null,
  primary key (gateway_id, unit_id, connection_id)
);

-- Something a unit is asked to do.
create table unit_command (
  id            uuid primary key,
  service_id    uuid not null references service,
  unit_id       uuid not null references home_unit,
  -- The asker's own id: asked again with the same, nothing is done twice.
  request_id    text not null,
  op            text not null,
  args          json not null,
  -- Asked by somebody who works on an alarm: goes before the rest.
  urgent        boolean not null,
  state         text not null check (state in ('PENDING', 'SENT', 'DONE', 'FAILED', 'EXPIRED', 'NOT_SUPPORTED')),
  requested_by  text not null,
  requested_at  timestamptz not null,
  expires_at    timestamptz not null,
  -- Over which connection it was last tried, and until when nobody else tries: a lease by this database's clock.
  attempts      integer not null default 0,
  attempt_claim bigint,
  attempt_until timestamptz,
  -- Over which connection it was last sent. A later connection of the unit gets it again, under the same id.
  sent_claim    bigint,
  sent_at       timestamptz,
  gateway_id    text,
  -- The unit's answer, kept once.
  answered_at   timestamptz,
  ok            boolean,
  code          integer,
  answer        text,
  unique (service_id, request_id)
);
create index unit_command_unit on unit_command (unit_id, id);
create index unit_command_open on unit_command (expires_at) where state in ('PENDING', 'SENT');

grant usage on sequence unit_connection_claim to ${runtime_role};
grant select, insert, update, delete on unit_connection, unit_takeover to ${runtime_role};
grant select, insert, update on unit_command to ${runtime_role};
