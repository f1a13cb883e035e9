-- An estate moves here from another alarm receiving centre. While both run, a home's alarms are received at both; it is
-- released there only when each of its units is proven here.
-- The centre a home came from; null for a home that came from none.
alter table home add column former_centre text;
alter table home add constraint home_former_centre_check check (former_centre <> '') not valid;
create index home_from_centre on home (service_id, former_centre) where former_centre is not null;

create table centre_release (
  id              uuid primary key,
  service_id      uuid not null references service,
  home_id         uuid not null references home,
  -- As it was called then.
  former_centre   text not null check (former_centre <> ''),
  at              timestamptz not null,
  released_by     text not null,
  -- How it stood at that moment.
  triggers        integer not null,
  current         integer not null,
  units           integer not null,
  heard           integer not null,
  -- Why it was released although it was not proven here; null where it was.
  override_reason text check (override_reason <> ''),
  -- The former centre receives its alarms again.
  taken_back_at   timestamptz,
  taken_back_by   text,
  taken_back_why  text check (taken_back_why <> ''),
  check ((taken_back_at is null) = (taken_back_by is null) and (taken_back_at is null) = (taken_back_why is null))
);
create unique index centre_release_standing on centre_release (home_id, former_centre) where taken_back_at is null;
create index centre_release_home on centre_release (home_id, at desc);
grant select, insert on centre_release to ${runtime_role};
grant update (taken_back_at, taken_back_by, taken_back_why) on centre_release to ${runtime_role};
