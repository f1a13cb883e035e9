-- Messages to people: through whom a service sends them, what was asked to be sent, and what became of it.

alter table contact add column email text check (length(email) <= 254 and email ~ '^[^@[:space:]<>]+@[^@[:space:]<>]+$');
-- Where this service's people reach the console from outside: links in messages begin with it. Null: no links.
alter table service add column public_url text check (public_url ~ '^https?://[^[:space:]]+[^/[:space:]]$');

-- Through whom messages go. A change ends one row and begins another, so that what was sent says through which.
create table notify_provider (
  id         uuid primary key,
  service_id uuid not null references service,
  kind       text not null check (kind in ('GOVUK_NOTIFY', 'SMTP', 'WEB_PUSH')),
  channels   text[] not null check (channels <> '{}' and channels <@ array['SMS', 'EMAIL', 'PUSH']),
  settings   jsonb not null,
  -- Sealed with the platform's key, under a purpose of this row's own.
  secrets    bytea not null,
  key_id     text not null,
  created_at timestamptz not null,
  created_by text not null,
  ended_at   timestamptz
);
create unique index notify_provider_kind on notify_provider (service_id, kind) where ended_at is null;

-- Browsers of people who want to be told on their phone. Its keys are the browser's own, for this service only.
create table push_subscription (
  id             uuid primary key,
  service_id     uuid not null references service,
  operator_id    uuid not null references operator,
  endpoint       text not null check (length(endpoint) <= 1000),
  receiver       bytea not null check (length(receiver) = 65),
  authentication bytea not null check (length(authentication) = 16),
  created_at     timestamptz not null,
  ended_at       timestamptz
);
create unique index push_subscription_endpoint on push_subscription (endpoint) where ended_at is null;
create index push_subscription_operator on push_subscription (operator_id) where ended_at is null;

-- Written with the act that wants it said, sent afterwards by whichever process comes first.
create table notification (
  id          uuid primary key,
  service_id  uuid not null references service,
  channel     text not null check (channel in ('SMS', 'EMAIL', 'PUSH')),
  recipient   text not null,
  to_address  text not null,
  -- What it asks; both null: a trial.
  alarm_id    uuid,
  callout_id  uuid,
  state       text not null default 'WAITING' check (state in ('WAITING', 'SENT', 'DELIVERED', 'FAILED', 'DROPPED')),
  asked_at    timestamptz not null,
  expires_at  timestamptz not null,
  -- When it is tried next; null once it need not be.
  due_at      timestamptz,
  attempts    integer not null default 0,
  lease_token bigint not null default 0,
  lease_until timestamptz,
  provider_id uuid references notify_provider,
  -- How the provider names it.
  reference   text,
  sent_at     timestamptz,
  settled_at  timestamptz,
  -- Why it could not be sent, the last time.
  problem     text
);
create index notification_due on notification (due_at) where due_at is not null;
create index notification_alarm on notification (alarm_id) where alarm_id is not null;
create index notification_service on notification (service_id, asked_at desc);

grant select, insert, update on notify_provider, push_subscription, notification to ${runtime_role};
