-- Legal holds: who keeps which record from being taken away, why, under which reference, and when it is to be looked at
-- again. And what every run of the retention program took.

create table legal_hold (
  -- Made by whoever places it, so that the same again is the same hold.
  id         uuid primary key,
  service_id uuid not null references service,
  kind       text not null check (kind in ('HOME', 'PERSON', 'ALARM', 'VISIT', 'SCENE', 'INCIDENT')),
  record_id  uuid not null,
  -- The home the record is of: its file is kept as long. None of a person, who may have lived in several, and of an incident.
  home_id    uuid,
  reason     text not null check (length(reason) between 1 and 500),
  -- Of whoever asked for it: a coroner's case, a claim.
  reference  text check (length(reference) between 1 and 100),
  review_on  date not null,
  placed_at  timestamptz not null,
  placed_by  text not null,
  lifted_at  timestamptz,
  lifted_by  text,
  lifted_why text,
  check (num_nonnulls(lifted_at, lifted_by, lifted_why) in (0, 3))
);
create index legal_hold_standing on legal_hold (record_id) where lifted_at is null;
create index legal_hold_home on legal_hold (home_id) where lifted_at is null and home_id is not null;
create index legal_hold_review on legal_hold (service_id, review_on, id) where lifted_at is null;
create index legal_hold_lifted on legal_hold (service_id, lifted_at desc) where lifted_at is not null;
-- Who placed it, when and why is never changed.
grant select, insert on legal_hold to ${runtime_role};
grant update (review_on, lifted_at, lifted_by, lifted_why) on legal_hold to ${runtime_role};
-- What a responder wrote stays as it was said; that it is held is another matter.
grant update (legal_hold) on scene_report to ${runtime_role};

-- The mark on the record itself says "held" to every release: the earlier one knows nothing else. Where that one sets or
-- takes the mark of a home or person, a hold is placed or lifted with it, so that the list is complete.
create function hold_by_mark() returns trigger language plpgsql as $$
begin
  if new.legal_hold and not exists
      (select from legal_hold where record_id = new.id and kind = tg_argv[0] and lifted_at is null) then
    insert into legal_hold (id, service_id, kind, record_id, home_id, reason, review_on, placed_at, placed_by)
      values (gen_random_uuid(), new.service_id, tg_argv[0], new.id, case tg_argv[0] when 'HOME' then new.id end,
        'No reason was written down', (clock_timestamp() + interval '90 days')::date, clock_timestamp(), 'platform');
  elsif not new.legal_hold then
    update legal_hold set lifted_at = clock_timestamp(), lifted_by = 'platform', lifted_why = 'No reason was written down'
      where record_id = new.id and kind = tg_argv[0] and lifted_at is null and reason = 'No reason was written down';
    -- What was placed with a reason stands until whoever knows it lifts it.
    if exists (select from legal_hold where record_id = new.id and kind = tg_argv[0] and lifted_at is null) then
      execute format('update %I set legal_hold = true where id = $1', tg_table_name) using new.id;
    end if;
  end if;
  return null;
end $$;
create trigger home_hold after update of legal_hold on home for each row
  when (old.legal_hold is distinct from new.legal_hold) execute function hold_by_mark('HOME');
create trigger person_hold after update of legal_hold on service_user for each row
  when (old.legal_hold is distinct from new.legal_hold) execute function hold_by_mark('PERSON');

-- Those that stand already: when and by whom is on the audit trail.
insert into legal_hold (id, service_id, kind, record_id, home_id, reason, review_on, placed_at, placed_by)
  select gen_random_uuid(), m.service_id, m.kind, m.id, m.home_id, 'No reason was written down',
    (clock_timestamp() + interval '90 days')::date, coalesce(t.at, clock_timestamp()), coalesce(t.actor, 'platform')
  from (select service_id, 'HOME' as kind, id, id as home_id, 'home:' || id as subject from home where legal_hold
    union all select service_id, 'PERSON', id, null, 'person:' || id from service_user where legal_hold) m
  left join lateral (select a.at, a.actor from audit a
    where a.subject = m.subject and a.action = 'hold' order by a.id desc limit 1) t on true;

-- What a run of the retention program took of one kind; written by it, with what went, in one transaction.
create table retention_run (
  run_id     uuid not null,
  service_id uuid not null references service,
  class      text not null,
  days       integer not null,
  started_at timestamptz not null,
  ended_at   timestamptz not null,
  gone       integer not null,
  -- True once nothing was left to be taken.
  complete   boolean not null,
  primary key (run_id, class)
);
create index retention_run_service on retention_run (service_id, started_at desc, class);
grant select on retention_run to ${runtime_role};
