-- Figures that stand up in an audit: what became of every call and of every sending out, by which rule it was counted,
-- what was left out by whom, why some waited long, which calls were listened to, and how they were judged.

-- From when the telephone system reported its calls, and from when it did not: a call is judged by what held then.
create table calls_reported_change (
  service_id uuid not null references service,
  at         timestamptz not null,
  reported   boolean not null,
  by         text not null,
  primary key (service_id, at)
);
-- Where it does already, it does since the first report.
insert into calls_reported_change (service_id, at, reported, by)
  select s.id, min(p.reported_at), true, 'platform' from service s join phone_call p on p.service_id = s.id
  where s.calls_reported group by s.id;

-- Up to where changed alarms have been worked into the two tables below.
create table figure_progress (
  one        boolean primary key default true check (one),
  change_xid xid8 not null default '0',
  alarm_id   uuid not null default '00000000-0000-0000-0000-000000000000'
);
insert into figure_progress default values;

-- One row an alarm that a home raised, one a press in it; worked out from the record, written anew whenever the alarm
-- changes. They hold times and ids only, and may be thrown away and worked out again.
create table figure_case (
  alarm_id    uuid primary key,
  service_id  uuid not null,
  -- The first day of the month in the service's zone.
  month       date not null,
  home_id     uuid,
  reference   text not null,
  kind        text not null check (kind in ('EMERGENCY', 'COMMUNAL', 'DOOR', 'TEST', 'TECHNICAL')),
  received_at timestamptz not null,
  taken_at    timestamptz,
  -- The first person was asked to go; the first was there; the home's own device said so.
  decided_at  timestamptz,
  arrived_at  timestamptz,
  proven_at   timestamptz,
  closed_at   timestamptz,
  outcome     text,
  -- How long somebody was busy with it.
  handled_s   integer check (handled_s >= 0),
  -- Who closed it, whether the same person took it, and whether 999 was rung.
  handler     uuid,
  end_to_end  boolean not null,
  rang_999    boolean not null
);
create index figure_case_month on figure_case (service_id, month);

create table figure_press (
  signal_id   uuid primary key,
  service_id  uuid not null,
  alarm_id    uuid not null,
  month       date not null,
  pressed_at  timestamptz not null,
  kind        text not null check (kind in ('EMERGENCY', 'COMMUNAL', 'DOOR', 'TEST', 'TECHNICAL')),
  -- How an answer is known: speech connected, opened for want of speech, or taken, because nobody reports speech.
  way         text not null check (way in ('SPEECH', 'OPENED', 'TAKEN')),
  answered_at timestamptz,
  opened_at   timestamptz,
  -- The caller rang off before the answer.
  given_up_at timestamptz,
  -- The alarm was closed.
  over_at     timestamptz
);
create index figure_press_month on figure_press (service_id, month, pressed_at);
create index figure_press_alarm on figure_press (alarm_id);
create index figure_press_waiting on figure_press (service_id, pressed_at) where answered_at is null and over_at is null;

-- A call that is left out of the figures, by a named person with a reason. Taken back, never deleted.
create table figure_exclusion (
  id             uuid primary key,
  service_id     uuid not null references service,
  signal_id      uuid not null,
  reason         text not null check (reason <> ''),
  at             timestamptz not null,
  by             text not null,
  operator_id    uuid not null references operator,
  withdrawn_at   timestamptz,
  withdrawn_by   text,
  withdrawn_why  text,
  check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_why is null))
);
create unique index figure_exclusion_now on figure_exclusion (signal_id) where withdrawn_at is null;
create index figure_exclusion_of on figure_exclusion (service_id, at desc);

-- Every answer that took too long asks for a reason: opened by the platform, written by people. Never deleted.
create table investigation (
  signal_id  uuid primary key,
  service_id uuid not null references service,
  alarm_id   uuid not null,
  month      date not null,
  pressed_at timestamptz not null,
  limit_s    integer not null,
  opened_at  timestamptz not null,
  -- What was known later shows an answer in time.
  needless_at timestamptz
);
create index investigation_of on investigation (service_id, pressed_at desc);
create table investigation_finding (
  id          uuid primary key,
  signal_id   uuid not null references investigation,
  service_id  uuid not null references service,
  at          timestamptz not null,
  by          text not null,
  operator_id uuid not null references operator,
  cause       text not null check (cause ~ '^[A-Z_]{1,40}$'),
  words       text not null check (words <> '')
);
create index investigation_finding_of on investigation_finding (signal_id, at desc);

-- Targets and counting rule, from a month on. The newest written for a month holds; none is changed or deleted.
create table figure_profile (
  id               uuid primary key,
  service_id       uuid not null references service,
  valid_from       date not null check (extract(day from valid_from) = 1),
  name             text not null check (name <> ''),
  source           text,
  -- Which kinds of call count.
  counted          text[] not null,
  answered_by      text not null check (answered_by in ('SPEECH', 'OPENED')),
  arrival_clock    text not null check (arrival_clock in ('DECISION', 'RECEIPT')),
  -- Seconds, and hundredths of a percent.
  answer_s         integer not null check (answer_s between 1 and 3600),
  answer_share     integer not null check (answer_share between 0 and 10000),
  answer_latest_s  integer not null check (answer_latest_s between 1 and 86400),
  answer_latest_share integer not null check (answer_latest_share between 0 and 10000),
  arrive_s         integer not null check (arrive_s between 60 and 86400),
  arrive_share     integer not null check (arrive_share between 0 and 10000),
  arrive_latest_s  integer not null check (arrive_latest_s between 60 and 172800),
  arrive_latest_share integer not null check (arrive_latest_share between 0 and 10000),
  at               timestamptz not null,
  by               text not null,
  check (answer_latest_s >= answer_s and arrive_latest_s >= arrive_s)
);
create index figure_profile_of on figure_profile (service_id, valid_from desc, at desc);

-- Which calls are listened to: drawn once a month, with what is needed to draw the same again.
create table quality_draw (
  service_id uuid not null references service,
  month      date not null,
  seed       text not null,
  -- How many calls could be drawn, and SHA-256 over them in their order.
  candidates integer not null,
  digest     text not null,
  drawn_at   timestamptz not null,
  drawn_by   text not null,
  primary key (service_id, month)
);
create table quality_sample (
  id          uuid primary key,
  service_id  uuid not null references service,
  month       date not null,
  operator_id uuid not null references operator,
  alarm_id    uuid not null,
  -- An end-to-end 999 call, as one of each handler's is where there was one.
  rang_999    boolean not null,
  position    integer not null,
  unique (service_id, month, operator_id, alarm_id)
);
create table quality_form (
  id         uuid primary key,
  service_id uuid not null references service,
  number     integer not null,
  -- One question a line, its highest mark before it.
  words      text not null check (words <> ''),
  at         timestamptz not null,
  by         text not null,
  unique (service_id, number)
);
-- How a named reviewer judged; the newest of a sample holds. Append-only.
create table quality_review (
  id          uuid primary key,
  service_id  uuid not null references service,
  sample_id   uuid not null references quality_sample,
  -- The form as it was, with each mark.
  form        integer not null,
  marks       json not null,
  score       integer not null check (score between 0 and 10000),
  note        text,
  at          timestamptz not null,
  by          text not null,
  operator_id uuid not null references operator
);
create index quality_review_of on quality_review (sample_id, at desc);

-- Whether 999 was rung in an alarm is asked for alarms that are over, too.
create index case_clock_alarm on case_clock (alarm_id);

grant select, insert on calls_reported_change, investigation_finding, figure_profile, quality_draw, quality_sample,
  quality_form, quality_review, figure_exclusion, investigation to ${runtime_role};
grant update (withdrawn_at, withdrawn_by, withdrawn_why) on figure_exclusion to ${runtime_role};
grant update (needless_at) on investigation to ${runtime_role};
grant select, update on figure_progress to ${runtime_role};
grant select, insert, update, delete on figure_case, figure_press to ${runtime_role};
