-- How our replies reach a unit: where it has registered itself, how often it wants to be asked for a sign of life, and
-- whether it has confirmed what we told it.

-- The contact a unit has registered over SIP; one for each, the newest. Taken back = its time is over.
create table sip_contact (
  unit_id        uuid primary key references home_unit,
  service_id     uuid not null references service,
  -- The URI as the unit wrote it, and its host and port where it is an IPv4 address.
  uri            text not null,
  host           text,
  port           integer check (port between 1 and 65535),
  transport      text not null check (transport in ('UDP', 'TCP', 'TLS')),
  -- Where the registration came from.
  source_address text not null,
  gateway_id     text not null,
  -- Only what a unit with a secret or a certificate has registered may take a reply elsewhere than to its sender.
  proven         boolean not null,
  registered_at  timestamptz not null,
  expires_at     timestamptz not null
);

-- Replies a unit has not confirmed since the last one it did; times = 0 where all is well again.
create table undelivered_reply (
  unit_id    uuid primary key references home_unit,
  service_id uuid not null references service,
  times      integer not null,
  since      timestamptz not null,
  last_at    timestamptz not null,
  reason     text not null check (reason in ('NO_ANSWER', 'NOT_SENT', 'REFUSED')),
  -- The unit's own answer where it refused.
  sip_status smallint,
  gateway_id text not null
);

grant select, insert, update on sip_contact, undelivered_reply to ${runtime_role};

-- A unit's own setting, before its model's.
alter table home_unit add column heartbeat_s integer check (heartbeat_s between 60 and 86400);
