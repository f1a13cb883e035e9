-- How far the estate was on each day, as it was known on that day: what a burn-down is drawn from.

-- One row a day and value; the day's rows are written anew until it is over, and then stand.
create table readiness_day (
  service_id uuid not null references service,
  -- In the service's zone.
  day        date not null,
  -- What homes are told apart by, and the value; ALL and an empty text for all of them.
  dimension  text not null check (dimension in
               ('ALL', 'RISK', 'AREA', 'PROVIDER', 'EQUIPMENT', 'STATE', 'PROOF', 'EXCEPTION')),
  value      text not null,
  homes      integer not null,
  -- Every trigger heard since the last change; and told so to the line's provider.
  proven     integer not null,
  confirmed  integer not null,
  as_of      timestamptz not null,
  primary key (service_id, day, dimension, value)
);
create index readiness_day_written on readiness_day (service_id, as_of desc) where dimension = 'ALL';

create index visit_test_settled on visit_test (service_id, settled_at) where settled_at is not null;

grant select, insert, update, delete on readiness_day to ${runtime_role};
