-- What is known of each make of home unit, and how a unit may prove itself besides a secret.

create table unit_model (
  id                uuid primary key,
  service_id        uuid not null references service,
  make              text not null check (make <> ''),
  name              text not null check (name <> ''),
  -- Answered "hold" until an operator has taken the alarm; off unless the service switches it on.
  hold_until_taken  boolean not null default false,
  -- How long one reference with one body counts as a retransmission. Short for units that never change theirs.
  repeat_window_s   integer not null default 86400 check (repeat_window_s between 60 and 604800),
  -- Whether it can be given several numbers to call in one reply.
  several_numbers   boolean not null default true,
  -- Which of the keys 1 and 3 makes it louder during a call: makers differ.
  volume_keys       text not null default 'ONE_IS_DOWN' check (volume_keys in ('ONE_IS_DOWN', 'ONE_IS_UP')),
  -- How often it is asked to send a heartbeat, where it lets itself be asked.
  heartbeat_s       integer check (heartbeat_s between 60 and 86400),
  -- Whether a sender's name that is not the unit's id is refused (still shown to a person) or only marked.
  sender_must_match boolean not null default false,
  -- Which topic-mapping profile reads it, for units that speak a vendor's own MQTT.
  topic_profile     text check (topic_profile ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  created_at        timestamptz not null,
  unique (service_id, make, name)
);
grant select, insert, update on unit_model to ${runtime_role};

alter table home_unit
  add column model_id          uuid references unit_model,
  -- Addresses or CIDR ranges a unit without a secret may call from; empty = any.
  add column allowed_addresses text[] not null default '{}',
  -- The name in a unit's client certificate where that is not its cid.
  add column certificate_name  text;

alter table home_unit drop constraint home_unit_authentication_check;
alter table home_unit add constraint home_unit_authentication_check
  check (authentication in ('PASSWORD', 'DIGEST', 'NONE', 'CERTIFICATE'));
create unique index home_unit_certificate on home_unit (certificate_name) where certificate_name is not null;
