-- What phone companies answer about the lines of homes, and the property number by which they know an address.

alter table home
  -- Unique Property Reference Number.
  add column uprn            text check (uprn ~ '^[0-9]{1,12}$'),
  -- What a phone company last said of the line, and which; and that it will not move the line before a day. It counts
  -- while that company is the line's provider.
  add column line_answer     text check (line_answer in ('CONFIRMED', 'PLANNED', 'NEEDS_VISIT', 'MOVED', 'NOT_OURS')),
  add column line_answer_of  text,
  add column line_not_before date;
create index home_uprn on home (service_id, uprn) where uprn is not null;

-- The phone company whose reply a file is; null for a table of the estate.
alter table estate_import add column reply_of text check (reply_of <> '');

-- Every answer as it came, and that one was taken back: never changed.
create table line_answer (
  id          uuid primary key,
  service_id  uuid not null references service,
  home_id     uuid not null references home,
  provider    text,
  -- Null where an answer was taken back.
  answer      text,
  planned_on  date,
  not_before  date,
  at          timestamptz not null,
  recorded_by text not null
);
create index line_answer_home on line_answer (home_id, at desc);
grant select, insert on line_answer to ${runtime_role};
