-- Texts that people send to a service's number, each once, with what it was taken for. Append-only.
create table received_text (
  id          uuid primary key,
  service_id  uuid not null references service,
  provider_id uuid not null references notify_provider,
  -- The provider's own id of it: it sends again what was not taken.
  reference   text not null check (reference <> '' and length(reference) <= 100),
  from_number text not null check (length(from_number) <= 100),
  to_number   text not null check (length(to_number) <= 100),
  words       text not null check (length(words) <= 2000),
  -- When the provider received it, and when it reached us.
  sent_at     timestamptz not null,
  kept_at     timestamptz not null,
  meaning     text not null check (meaning in ('GOING', 'CANNOT', 'UNCLEAR')),
  outcome     text not null check (outcome in ('ACCEPTED', 'DECLINED', 'AGAIN', 'UNCLEAR', 'LATE', 'NO_ASK')),
  -- The ask it belongs to; null where there is none, or where it may be one of several.
  alarm_id    uuid,
  callout_id  uuid,
  unique (service_id, reference)
);
create index received_text_latest on received_text (service_id, kept_at desc);
create index received_text_alarm on received_text (alarm_id) where alarm_id is not null;
grant select, insert on received_text to ${runtime_role};

-- The promise for everybody, beside the two targets of arrival. Null: as the profile that is shipped has it.
alter table figure_profile
  add column arrive_crisis_s     integer check (arrive_crisis_s between 60 and 259200),
  add column arrive_crisis_share integer check (arrive_crisis_share between 0 and 10000),
  add check ((arrive_crisis_s is null) = (arrive_crisis_share is null));
