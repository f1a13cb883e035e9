-- What is done step by step, who was spoken to, how an alarm may end, and what remains to be done afterwards.

-- For what a script is written: for a service or for one person, for one occasion or for any.
create table script (
  id              uuid primary key,
  service_id      uuid not null references service,
  service_user_id uuid references service_user,
  occasion        text check (occasion ~ '^[A-Z_]{1,32}$'),
  created_at      timestamptz not null
);
create unique index script_place on script
  (service_id, coalesce(service_user_id, '00000000-0000-0000-0000-000000000000'), coalesce(occasion, ''));

-- What is being written and not yet used; one for each script.
create table script_draft (
  script_id  uuid primary key references script,
  service_id uuid not null,
  words      text not null,
  edited_at  timestamptz not null,
  edited_by  text not null
);

-- What was published, for ever; the newest of them is in use. One that was withdrawn says so in a version of its own.
create table script_version (
  id           uuid primary key,
  service_id   uuid not null,
  script_id    uuid not null references script,
  number       integer not null,
  withdrawn    boolean not null,
  words        text not null,
  note         text,
  published_at timestamptz not null,
  published_by text not null,
  unique (script_id, number)
);

-- The platform's own scripts as they were when first used by a service: a release may bring others.
create table shipped_script (
  id            uuid primary key,
  service_id    uuid not null references service,
  occasion      text not null,
  words         text not null,
  digest        bytea not null,
  first_used_at timestamptz not null,
  unique (service_id, occasion, digest)
);

-- Which script an alarm keeps, one for each occasion in it.
create table alarm_script (
  alarm_id   uuid not null,
  occasion   text not null,
  service_id uuid not null,
  version_id uuid references script_version,
  shipped_id uuid references shipped_script,
  kept_at    timestamptz not null,
  primary key (alarm_id, occasion),
  check ((version_id is null) <> (shipped_id is null))
);

-- A step that was done, or could not be. That somebody was spoken to counts until the home presses again.
create table script_tick (
  id         uuid primary key,
  alarm_id   uuid not null,
  occasion   text not null,
  step       integer not null,
  service_id uuid not null,
  done       boolean not null,
  reason     text,
  at         timestamptz not null,
  actor      text not null,
  actor_name text not null
);
create index script_tick_alarm on script_tick (alarm_id);

-- Who was spoken to about an alarm, that nobody answered, and that a team leader lets it be closed without speech.
create table alarm_speech (
  id         uuid primary key,
  alarm_id   uuid not null,
  service_id uuid not null,
  kind       text not null check (kind in ('AT_HOME', 'ELSEWHERE', 'NOBODY', 'ALLOWED')),
  -- The person's name; for ALLOWED the reason.
  words      text,
  at         timestamptz not null,
  actor      text not null
);
create index alarm_speech_alarm on alarm_speech (alarm_id, at);

alter table outcome_code
  -- The key that chooses it; null: the first letter of its words that is free.
  add column letter     text check (letter ~ '^[a-z]$'),
  -- It says that somebody of ours came: asking them is not enough.
  add column attended   boolean not null default false,
  -- Offered no more, and still read where it was used.
  add column retired_at timestamptz;
update outcome_code set attended = true where code in ('responder-attended', 'family-attended') and help_sent;

-- What remains to be done after an alarm, with a day by which.
create table follow_up (
  id         uuid primary key,
  service_id uuid not null references service,
  home_id    uuid references home,
  alarm_id   uuid,
  what       text not null,
  urgent     boolean not null default false,
  due_at     timestamptz not null,
  made_at    timestamptz not null,
  made_by    text not null,
  done_at    timestamptz,
  done_by    text,
  result     text
);
create index follow_up_open on follow_up (service_id, due_at) where done_at is null;
create index follow_up_home on follow_up (home_id, made_at desc) where home_id is not null;
create index follow_up_alarm on follow_up (alarm_id) where alarm_id is not null;

-- Whom we ring without being called: how well somebody is, a reminder, somebody who has not been noticed moving.
create table call_plan (
  id           uuid primary key,
  service_id   uuid not null references service,
  home_id      uuid not null references home,
  kind         text not null check (kind in ('WELL_BEING', 'REMINDER', 'INACTIVITY')),
  purpose      text not null,
  every_days   integer not null check (every_days between 1 and 366),
  -- In the service's zone.
  at_time      time not null,
  next_due_at  timestamptz not null,
  made_at      timestamptz not null,
  made_by      text not null,
  ended_at     timestamptz,
  ended_by     text
);
create index call_plan_due on call_plan (next_due_at) where ended_at is null;
create index call_plan_home on call_plan (home_id) where ended_at is null;

create table listed_call (
  id          uuid primary key,
  service_id  uuid not null,
  plan_id     uuid not null references call_plan,
  home_id     uuid not null,
  -- When it was to be made first, and when it is to be tried next.
  due_at      timestamptz not null,
  try_at      timestamptz not null,
  attempts    integer not null default 0,
  done_at     timestamptz,
  done_by     text,
  outcome     text check (outcome in ('SPOKEN', 'NEEDS_HELP', 'NOT_NEEDED', 'MISSED')),
  spoken_to   text,
  note        text,
  -- What was opened on the board because nobody rang, or nobody answered.
  alarm_id    uuid
);
create unique index listed_call_open on listed_call (plan_id) where done_at is null;
create index listed_call_late on listed_call (try_at) where done_at is null;
create index listed_call_service on listed_call (service_id, due_at desc);

-- Each try of a call that nobody answered; append-only.
create table listed_call_try (
  call_id    uuid not null references listed_call,
  id         bigint generated always as identity,
  service_id uuid not null,
  at         timestamptz not null,
  actor      text not null,
  words      text not null,
  primary key (call_id, id)
);

-- When a call counts as missed, per service and kind; usual values where there is no row.
create table call_list_rule (
  service_id    uuid not null references service,
  kind          text not null check (kind in ('WELL_BEING', 'REMINDER', 'INACTIVITY')),
  made_within_s integer not null check (made_within_s between 300 and 86400),
  attempts      integer not null check (attempts between 1 and 10),
  retry_after_s integer not null check (retry_after_s between 60 and 14400),
  primary key (service_id, kind)
);

grant select, insert on script_version, shipped_script, alarm_script, script_tick, alarm_speech, listed_call_try
  to ${runtime_role};
-- A script's row is locked while it is written, which needs the right to change it.
grant select, insert, update on script, follow_up, call_plan, listed_call, call_list_rule to ${runtime_role};
grant select, insert, update, delete on script_draft to ${runtime_role};
