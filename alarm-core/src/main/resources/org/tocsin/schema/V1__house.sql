-- The first shape of the house. Forward only: a later release adds, it never rewrites this file.
-- Every table carries the service it belongs to; retention class and legal hold stand on what is kept.
-- Business time is always a parameter; only leases read the database's own clock.

create table service (
  id              uuid primary key,
  code            text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  name            text not null,
  time_zone       text not null default 'Europe/London',
  -- Whom a voice-capable alarm is told to call: 61 = its own pre-set receiver, 62 = speech_number.
  speech_reply    smallint not null default 61 check (speech_reply in (61, 62)),
  speech_number   text,
  -- How long a responder may take to answer an offer, and then to arrive.
  answer_within_s integer not null default 120 check (answer_within_s between 5 and 86400),
  arrive_within_s integer not null default 2700 check (arrive_within_s between 5 and 86400),
  created_at      timestamptz not null,
  check (speech_reply <> 62 or speech_number is not null)
);

create table outcome_code (
  service_id uuid not null references service,
  code       text not null check (code ~ '^[a-z0-9-]{1,40}$'),
  label      text not null,
  -- Closing under a code without help sent asks who was spoken to.
  help_sent  boolean not null,
  position   integer not null,
  primary key (service_id, code)
);

-- People who sign in. username is unique over the platform.
create table operator (
  id            uuid primary key,
  service_id    uuid not null references service,
  username      text not null unique check (username ~ '^[a-z0-9._-]{1,64}$'),
  display_name  text not null,
  role          text not null check (role in ('OPERATOR', 'RESPONDER', 'INSTALLER', 'MANAGER', 'ADMIN')),
  password_hash text not null,
  active        boolean not null default true,
  created_at    timestamptz not null
);

create table session (
  token_hash  bytea primary key,
  service_id  uuid not null references service,
  operator_id uuid not null references operator,
  csrf        text not null,
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
create index session_expiry on session (expires_at);

create table api_token (
  token_hash bytea primary key,
  service_id uuid not null references service,
  name       text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table home (
  id              uuid primary key,
  service_id      uuid not null references service,
  line1           text not null,
  line2           text,
  town            text,
  postcode        text not null,
  -- Risks to whoever goes in: shown before the address.
  risks           text,
  -- AES-GCM under a key that is not in this database; shown only while an alarm is open, each view audited.
  access_note_enc bytea,
  key_safe_enc    bytea,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false,
  created_at      timestamptz not null
);

create table service_user (
  id              uuid primary key,
  service_id      uuid not null references service,
  name            text not null,
  telephone       text,
  notes           text,
  status          text not null default 'ACTIVE' check (status in
                    ('ACTIVE', 'IN_HOSPITAL', 'RESPITE', 'AWAY', 'SUSPENDED', 'MOVED', 'DECEASED', 'ENDED')),
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false,
  created_at      timestamptz not null
);

create table resident (
  service_id      uuid not null references service,
  home_id         uuid not null references home,
  service_user_id uuid not null references service_user,
  since           timestamptz not null,
  until           timestamptz,
  primary key (home_id, service_user_id, since)
);

create table home_unit (
  id             uuid primary key,
  service_id     uuid not null references service,
  home_id        uuid references home,
  cid            text not null unique check (cid ~ '^[0-9]{1,32}$'),
  protocol       text not null check (protocol in ('SCAIP', 'MQTT')),
  authentication text not null check (authentication in ('PASSWORD', 'DIGEST', 'NONE')),
  status         text not null default 'IN_SERVICE' check (status in ('IN_SERVICE', 'SUSPENDED')),
  -- MQTT: HMAC-SHA-256 of the secret. SCAIP digest: the secret under AES-GCM. Key outside the database, its id here.
  secret_hmac    bytea,
  secret_enc     bytea,
  secret_key_id  text,
  created_at     timestamptz not null
);
create index home_unit_home on home_unit (home_id);

-- Signs of life, apart from the unit so that a beat rewrites one narrow row.
create table sign_of_life (
  unit_id      uuid primary key references home_unit,
  service_id   uuid not null,
  last_seen_at timestamptz not null
) with (fillfactor = 50);

-- Who can be called out, in order: a home's own contacts first, then the service's responders (home_id null).
create table contact (
  id          uuid primary key,
  service_id  uuid not null references service,
  home_id     uuid references home,
  position    integer not null,
  name        text not null,
  telephone   text,
  kind        text not null check (kind in ('KEYHOLDER', 'RELATIVE', 'RESPONDER')),
  relation    text,
  -- A contact with a sign-in answers on the responder's page; one without is telephoned.
  operator_id uuid references operator
);
create index contact_home on contact (home_id);
create index contact_operator on contact (operator_id) where operator_id is not null;

-- One message from a unit, as received. Never changed (the run-time role cannot).
-- No foreign keys here and below on the way of an alarm: a signal is kept whatever else is on file.
create table signal (
  id              uuid primary key,
  service_id      uuid not null,
  unit_id         uuid,
  home_id         uuid,
  alarm_id        uuid,
  cid             text not null,
  ref             text not null,
  protocol        text not null,
  kind            text not null,
  body_hash       bytea not null,
  received_at     timestamptz not null,
  recorded_at     timestamptz not null,
  unit_time       timestamptz,
  remote_address  text not null,
  gateway_id      text not null,
  doubts          text[] not null,
  body            json not null,
  raw             bytea not null,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false
);
create index signal_key on signal (cid, ref);

-- Retransmissions of a signal: counted here, never a second signal.
create table signal_repeat (
  signal_id  uuid primary key,
  service_id uuid not null,
  repeats    integer not null,
  last_at    timestamptz not null
);

-- Each gateway lane takes 1,024 numbers at a time; a spoken reference is made from each.
create sequence alarm_number increment by 1024 minvalue 0 start 0;

-- The case a person works on.
create table alarm (
  id              uuid primary key,
  service_id      uuid not null,
  -- Short and spoken: no 0/O, 1/I.
  reference       text not null,
  home_id         uuid,
  unit_id         uuid,
  cid             text not null,
  -- One open alarm per (home, joining class); where there is no home, per unit.
  join_key        text not null,
  joining_class   text not null check (joining_class in ('LIFE', 'TECHNICAL')),
  kind            text not null,
  priority        smallint not null check (priority between 1 and 4),
  state           text not null check (state in ('WAITING', 'TAKEN', 'RESPONDING', 'HANDLED', 'CLOSED')),
  flags           text[] not null,
  trigger_words   text not null,
  signal_count    integer not null,
  raised_at       timestamptz not null,
  -- The last press: where the answer clock starts again.
  pressed_at      timestamptz not null,
  -- True while it sounds: at its taker if taken, otherwise on every board.
  sounding        boolean not null,
  taken_by        uuid,
  taken_at        timestamptz,
  closed_at       timestamptz,
  closed_by       uuid,
  outcome         text,
  spoken_to       text,
  closing_note    text,
  -- Which time the contacts are being asked: it grows when all have been and the alarm returns to the board.
  plan_round      integer not null default 1,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false,
  -- Set anew by every change: what a live reader asks for.
  change_xid      xid8 not null default pg_current_xact_id()
);
create unique index alarm_open on alarm (join_key, joining_class) where state <> 'CLOSED';
create index alarm_changed on alarm (change_xid);
-- The last alarms of a home and of a unit, newest first: ids grow in the order of recording.
create index alarm_home on alarm (home_id, id);
create index alarm_cid on alarm (cid, id);

-- Append-only line of an alarm's log, also for what could not be done.
create table alarm_entry (
  alarm_id   uuid not null,
  -- No cache: within one alarm the order of the ids is the order of writing, whichever process wrote.
  id         bigint generated always as identity,
  service_id uuid not null,
  at         timestamptz not null,
  kind       text not null,
  actor      text not null,
  words      text not null,
  signal_id  uuid,
  primary key (alarm_id, id)
);

-- One request to one contact.
create table callout (
  id           uuid primary key,
  service_id   uuid not null references service,
  alarm_id     uuid not null,
  contact_id   uuid not null references contact,
  plan_round   integer not null default 1,
  state        text not null check (state in
                 ('OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'EN_ROUTE', 'ARRIVED', 'LEFT', 'WITHDRAWN')),
  offered_at   timestamptz not null,
  -- When escalation acts if nothing has happened; null once nothing more is awaited.
  due_at       timestamptz,
  accepted_at  timestamptz,
  arrived_at   timestamptz,
  left_at      timestamptz,
  reason       text,
  done         text,
  lease_until  timestamptz,
  lease_token  bigint not null default 0,
  change_xid   xid8 not null default pg_current_xact_id()
);
create index callout_alarm on callout (alarm_id);
create index callout_due on callout (due_at) where due_at is not null;
create index callout_contact on callout (contact_id) where state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED');

-- Who saw or changed what. Append-only.
create table audit (
  id         bigint generated always as identity primary key,
  service_id uuid not null,
  at         timestamptz not null,
  actor      text not null,
  action     text not null,
  subject    text not null,
  address    text
);

-- The gateways and consoles that are running, each with its last sign of life.
create table process (
  id           text primary key,
  kind         text not null,
  started_at   timestamptz not null,
  last_seen_at timestamptz not null
);

grant usage on schema public to ${runtime_role};
grant select on all tables in schema public to ${runtime_role};
grant usage on all sequences in schema public to ${runtime_role};
grant insert on all tables in schema public to ${runtime_role};
revoke insert on flyway_schema_history from ${runtime_role};
grant update on service, outcome_code, operator, session, api_token, home, service_user, resident, home_unit,
  sign_of_life, contact, signal_repeat, alarm, callout, process to ${runtime_role};
grant delete on session, process to ${runtime_role};
