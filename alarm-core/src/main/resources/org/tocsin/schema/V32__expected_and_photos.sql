-- When a responder says that they will be there; and photos from a door or a home, where a service wants any.

-- As the responder said it last, and when they said it; it moves no limit.
alter table callout
  add column expected_at      timestamptz,
  add column expected_said_at timestamptz;

-- No row: no photos.
create table photo_setting (
  service_id uuid primary key references service,
  allowed    boolean not null,
  changed_at timestamptz not null,
  changed_by text not null
);

-- One photo, of a call-out or of a visit; its picture is sealed under a key outside the database, and goes when its time
-- is over, while that it was there stays.
create table photo (
  -- Made by the phone: the same again is the same photo.
  id              uuid primary key,
  service_id      uuid not null references service,
  callout_id      uuid,
  alarm_id        uuid,
  visit_id        uuid,
  home_id         uuid,
  operator_id     uuid not null references operator,
  -- By the phone's clock; and when it reached us, which may be hours later.
  said_at         timestamptz not null,
  received_at     timestamptz not null,
  width           integer not null check (width between 1 and 4096),
  height          integer not null check (height between 1 and 4096),
  size_bytes      integer not null check (size_bytes between 1 and 2097152),
  sealed          bytea,
  removed_at      timestamptz,
  retention_class text not null default 'standard',
  legal_hold      boolean not null default false,
  check ((callout_id is null) = (alarm_id is null)),
  check (num_nonnulls(callout_id, visit_id) = 1),
  check ((sealed is null) = (removed_at is not null))
);
create index photo_callout on photo (callout_id) where callout_id is not null;
create index photo_alarm on photo (alarm_id) where alarm_id is not null;
create index photo_visit on photo (visit_id) where visit_id is not null;
create index photo_home on photo (home_id) where home_id is not null;

grant select, insert on photo to ${runtime_role};
grant select, insert, update on photo_setting to ${runtime_role};
