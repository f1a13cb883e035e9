-- What an operator must know at a glance, whom to ring, and what was said on the telephone.

-- What whoever answers or goes there must know, each line with who said so and when. Lines are ended, never rewritten.
create table card_fact (
  id              uuid primary key,
  service_id      uuid not null references service,
  home_id         uuid not null references home,
  -- Whose it is; null for what is true of the home.
  service_user_id uuid references service_user,
  kind            text not null check (kind in
                    ('RISK', 'ACCESS', 'RESPECT', 'MEDICAL', 'SAFEGUARDING', 'COMMUNICATION', 'LANGUAGE')),
  words           text not null check (words <> ''),
  recorded_at     timestamptz not null,
  recorded_by     text not null,
  -- The last time somebody asked and it still held.
  confirmed_at    timestamptz not null,
  confirmed_by    text not null,
  ended_at        timestamptz,
  ended_by        text,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false
);
create index card_fact_home on card_fact (home_id, recorded_at);
create index card_fact_person on card_fact (service_user_id) where service_user_id is not null;

-- When a contact can be reached: hours of some days of the week, and days they are away. None on file: at any time.
alter table contact
  add column confirmed_at timestamptz,
  add column confirmed_by text;
create table contact_time (
  id          uuid primary key,
  service_id  uuid not null references service,
  contact_id  uuid not null references contact,
  -- Days of the week, Monday 1, Tuesday 2, Wednesday 4 … Sunday 64, added up; null for days away.
  weekdays    smallint check (weekdays between 1 and 127),
  -- In the service's zone; until before from, or the same, goes over midnight.
  from_time   time,
  until_time  time,
  -- Away from this day to that, both included.
  away_from   date,
  away_until  date,
  note        text,
  recorded_at timestamptz not null,
  recorded_by text not null,
  ended_at    timestamptz,
  ended_by    text,
  check ((weekdays is null) = (away_from is not null)),
  check (weekdays is null or (from_time is not null and until_time is not null)),
  check (away_from is null or away_until >= away_from)
);
create index contact_time_of on contact_time (contact_id) where ended_at is null;

-- A code that did not open the key safe: a banner on the home until somebody has settled it.
create table key_safe_failure (
  id            uuid primary key,
  service_id    uuid not null references service,
  home_id       uuid not null references home,
  alarm_id      uuid,
  failed_at     timestamptz not null,
  failed_by     text not null,
  settled_at    timestamptz,
  settled_by    text,
  settled_words text
);
create unique index key_safe_failure_open on key_safe_failure (home_id) where settled_at is null;

-- A call somebody made or took by hand, and what came of it. The telephone system's own report of it, where there is one,
-- stands beside it.
create table call_line (
  id            uuid primary key,
  service_id    uuid not null references service,
  alarm_id      uuid not null,
  direction     text not null check (direction in ('IN', 'OUT')),
  whom          text not null check (whom <> ''),
  telephone     text,
  -- True for the home itself: only that is speech with the home.
  home          boolean not null default false,
  contact_id    uuid references contact,
  at            timestamptz not null,
  by            text not null,
  operator_id   uuid,
  result        text check (result in ('SPOKE', 'NO_ANSWER', 'ENGAGED', 'MESSAGE_LEFT', 'WRONG_NUMBER')),
  result_at     timestamptz,
  result_by     text,
  phone_call_id uuid unique references phone_call
);
create index call_line_alarm on call_line (alarm_id, at);
create index call_line_unreported on call_line (service_id, at) where direction = 'OUT' and phone_call_id is null;

-- Somebody is to be rung at a time. Whoever has the shift then hears of it, from any console.
create table call_back (
  id          uuid primary key,
  service_id  uuid not null references service,
  alarm_id    uuid,
  home_id     uuid references home,
  whom        text not null check (whom <> ''),
  telephone   text,
  reason      text not null,
  due_at      timestamptz not null,
  asked_at    timestamptz not null,
  asked_by    text not null,
  done_at     timestamptz,
  done_by     text,
  done_words  text
);
create index call_back_due on call_back (service_id, due_at) where done_at is null;
create index call_back_home on call_back (home_id) where home_id is not null;

-- Clocks of a case: since when somebody lies on the floor, when to speak with them again, when to ask 999 again.
create table case_clock (
  id         uuid primary key,
  service_id uuid not null references service,
  alarm_id   uuid not null,
  kind       text not null check (kind in ('FLOOR', 'STAY_WITH', 'AMBULANCE')),
  started_at timestamptz not null,
  started_by text not null,
  -- How often somebody is reminded, and when it was last done; null for the floor, which only runs.
  every_s    integer check (every_s between 60 and 7200),
  last_at    timestamptz not null,
  -- Of the 999 call.
  reference  text,
  ended_at   timestamptz,
  ended_by   text
);
create unique index case_clock_running on case_clock (alarm_id, kind) where ended_at is null;
create index case_clock_service on case_clock (service_id) where ended_at is null;

-- That an operator heard every sound of the board at the start of a shift.
create table sound_test (
  id          uuid primary key,
  service_id  uuid not null references service,
  operator_id uuid not null references operator,
  at          timestamptz not null,
  -- Which were heard; those that were not are in words.
  heard       text[] not null,
  not_heard   text[] not null default '{}'
);
create index sound_test_of on sound_test (operator_id, at desc);

-- Anybody is found by the words of a name or an address as people type them, and by a telephone number in any spelling.
-- The indexes hold the words; nothing has to be kept in step by hand. Console and database take words apart alike.
create function search_words(words text) returns tsvector
  language sql immutable parallel safe
  return array_to_tsvector(array_remove(string_to_array(regexp_replace(lower(translate(words,
    'ÀÁÂÄÃÅĀÈÉÊËĒÌÍÎÏĪÒÓÔÖÕØŌÙÚÛÜŪÝŸŴŶÑÇŠŽŁàáâäãåāèéêëēìíîïīòóôöõøōùúûüūýÿŵŷñçšžł’''',
    'aaaaaaaeeeeeiiiiiooooooouuuuuyywyncszlaaaaaaaeeeeeiiiiiooooooouuuuuyywyncszl')), '[^a-z0-9]+', ' ', 'g'), ' '), ''));

-- The digits from the last to the first, without country and leading zeros: what is typed of a number, or only its end,
-- is the beginning here.
create function search_digits(telephone text) returns text
  language sql immutable parallel safe
  return reverse(regexp_replace(regexp_replace(regexp_replace(telephone, '[^0-9+]', '', 'g'), '^(\+|00)?44', ''), '^[+0]+', ''));

create index home_words on home using gin
  (search_words(line1 || ' ' || coalesce(line2, '') || ' ' || coalesce(town, '') || ' ' || postcode));
create index service_user_words on service_user using gin (search_words(name));
create index contact_words on contact using gin (search_words(name)) where home_id is not null;
create index service_user_digits on service_user (service_id, (search_digits(telephone)) text_pattern_ops)
  where telephone is not null;
create index contact_digits on contact (service_id, (search_digits(telephone)) text_pattern_ops)
  where telephone is not null and home_id is not null;

grant select, insert, update on card_fact, contact_time, key_safe_failure, call_line, call_back, case_clock
  to ${runtime_role};
grant select, insert on sound_test to ${runtime_role};
