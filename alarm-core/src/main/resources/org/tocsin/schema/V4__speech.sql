-- Who is called so that operator and home speak with each other, and what the telephone system reports of the calls.

alter table service
  -- The staffed number a held alarm is sent to when nobody has taken it in time.
  add column overflow_number      text,
  -- Where a call goes that belongs to no alarm we know.
  add column default_queue_number text,
  -- Whether the service's telephone system reports its calls: only then can a call that does not come be noticed.
  add column calls_reported       boolean not null default false,
  -- How long an alarm is held for a taker, and how long a unit may take until its call is connected.
  add column hold_s               integer not null default 60 check (hold_s between 10 and 1800),
  add column speech_within_s      integer not null default 60 check (speech_within_s between 15 and 600);

-- Where this person is called.
alter table operator add column extension text;

-- When speech with the home was first connected.
alter table alarm add column answered_at timestamptz;

-- What a unit was told about speech: one row a signal, so that its repeats are told the same by every gateway.
create table speech_ask (
  signal_id   uuid primary key,
  service_id  uuid not null,
  alarm_id    uuid not null,
  -- Stands in the number the unit calls; leads the call back to its alarm.
  token       text not null unique,
  asked_at    timestamptz not null,
  -- Null while it is held.
  told        text check (told in ('NUMBERS', 'OWN_RECEIVER', 'IN_CALL', 'NOT_CALLABLE')),
  numbers     text[] not null default '{}',
  told_at     timestamptz,
  -- When silence is noticed; null where nothing is awaited (any more).
  due_at      timestamptz,
  -- When silence was noticed.
  missed_at   timestamptz,
  lease_until timestamptz,
  lease_token bigint not null default 0
);
create index speech_ask_due on speech_ask (due_at) where due_at is not null;
create index speech_ask_alarm on speech_ask (alarm_id);
grant select, insert, update on speech_ask to ${runtime_role};

-- A call as the telephone system reports it; kept also where it belongs to no alarm.
create table phone_call (
  id              uuid primary key,
  service_id      uuid not null references service,
  -- The telephone system's own name for it.
  external_id     text not null,
  alarm_id        uuid,
  home_id         uuid,
  matched_by      text check (matched_by in ('TOKEN', 'CID', 'NUMBER')),
  caller          text,
  called          text,
  cid             text,
  ringing_at      timestamptz,
  connected_at    timestamptz,
  cleared_at      timestamptz,
  recording       text,
  reported_at     timestamptz not null,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false,
  unique (service_id, external_id)
);
create index phone_call_alarm on phone_call (alarm_id) where alarm_id is not null;
create index phone_call_up on phone_call (home_id) where cleared_at is null;
grant select, insert, update on phone_call to ${runtime_role};
