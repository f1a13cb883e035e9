-- What becomes of people and things over time: until when a status holds, and the round a thing makes through homes.

-- A status may end by itself: away until Friday. The newest line's times are copied with its word.
alter table service_user_status add column note text;
alter table service_user
  add column status_since timestamptz,
  add column status_until timestamptz;
create index service_user_review on service_user (service_id, review_on) where review_on is not null;

-- Homes as they are listed and looked for: by postcode, neighbours beside each other, in the order of their bytes.
create index home_listed on home (service_id, (lower(postcode) collate "C"), id);
create index home_postcode on home (service_id, (replace(lower(postcode), ' ', '') collate "C"));
create index home_area on home (service_id, area) where area is not null;
create index home_kinds on home (service_id, equipment, risk_tier) where ended_at is null;
create index home_external_begins on home (service_id, (lower(external_id) collate "C"))
  where external_id is not null;
create index service_user_service on service_user (service_id, id);
create index peripheral_ended on peripheral (home_id, until desc) where until is not null;

-- A thing of the service's: on the shelf, in a home, back and not yet clean. A unit in a home that never was on the
-- shelf gets its line when it first comes back.
create table stock_item (
  id         uuid primary key,
  service_id uuid not null references service,
  kind       text not null check (kind in ('UNIT', 'TRIGGER', 'CONVERTER', 'OTHER')),
  -- Make and model, or whatever else it is called.
  name       text not null check (name <> ''),
  serial     text,
  -- The unit it is, once it has a number on the wire.
  unit_id    uuid unique references home_unit,
  state      text not null check (state in ('IN_STOCK', 'ON_LOAN', 'RETURNED', 'WRITTEN_OFF')),
  home_id    uuid references home,
  since      timestamptz not null,
  created_at timestamptz not null,
  check ((state = 'ON_LOAN') = (home_id is not null))
);
create index stock_item_state on stock_item (service_id, state, id);
create index stock_item_home on stock_item (home_id) where home_id is not null;

-- Its history. Append-only.
create table stock_move (
  id         uuid primary key,
  service_id uuid not null references service,
  item_id    uuid not null references stock_item,
  act        text not null check (act in ('ADD', 'ISSUE', 'RETURN', 'CLEAN', 'WRITE_OFF')),
  home_id    uuid references home,
  at         timestamptz not null,
  by         text not null,
  note       text
);
create index stock_move_item on stock_move (item_id, at desc);

grant select, insert, update on stock_item to ${runtime_role};
grant select, insert on stock_move to ${runtime_role};

-- How long a service keeps what it need not keep. Whoever sees to it is the owner of the database; see ADR 28.
create table retention_rule (
  service_id uuid not null references service,
  class      text not null check (class in ('PERSON', 'HOME', 'ALARM_NOTE')),
  days       integer not null check (days between 1 and 36500),
  primary key (service_id, class)
);
grant select on retention_rule to ${runtime_role};
alter table service_user add column erased_at timestamptz;
alter table home add column erased_at timestamptz;
create index home_ended on home (service_id, ended_at) where ended_at is not null and erased_at is null;
create index alarm_with_notes on alarm (service_id, closed_at)
  where closed_at is not null and (spoken_to is not null or closing_note is not null);
-- Who looked at what, for the person it is about.
create index audit_subject on audit (subject, id);
