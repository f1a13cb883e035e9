-- An estate put on file from a table, row by row, so that it can be left, continued and undone.

-- Who called and is not on file; of a signal from a unit on file this index knows nothing.
create index signal_stranger on signal (service_id, received_at) where unit_id is null;

-- In service for longer than this and never heard: a ghost.
alter table service add column ghost_after_days integer not null default 7 check (ghost_after_days between 1 and 365);

create table estate_import (
  id           uuid primary key,
  service_id   uuid not null references service,
  file_name    text not null,
  charset      text not null default '',
  separator    text not null default ',',
  headings     text[] not null default '{}',
  -- For each column of the file the name of its field, empty for one that is left out.
  mapping      text[] not null default '{}',
  state        text not null check (state in
                 ('LOADING', 'LOADED', 'CHECKING', 'CHECKED', 'RUNNING', 'DONE', 'UNDOING', 'UNDONE', 'CANCELLED', 'FAILED')),
  -- Every row is good or nothing goes in.
  all_or_none  boolean not null default false,
  row_count    integer not null default 0,
  -- Of the stage that is running: how many rows are behind it, and up to which row.
  rows_done    integer not null default 0,
  cursor_row   integer not null default 0,
  added        integer not null default 0,
  changed      integer not null default 0,
  unchanged    integer not null default 0,
  refused      integer not null default 0,
  undone       integer not null default 0,
  kept         integer not null default 0,
  requested_by text not null,
  created_at   timestamptz not null,
  stage_at     timestamptz not null,
  finished_at  timestamptz,
  problem      text,
  -- New units' secrets that nobody has fetched yet.
  secrets      integer not null default 0,
  secrets_at   timestamptz,
  -- When the cells and what is needed to undo were thrown away.
  emptied_at   timestamptz,
  -- A lease by this database's clock.
  lease_until  timestamptz,
  lease_token  bigint not null default 0
);
create index estate_import_service on estate_import (service_id, id desc);
create index estate_import_due on estate_import (id) where state in ('LOADING', 'CHECKING', 'RUNNING', 'UNDOING');

create table estate_import_row (
  import_id  uuid not null references estate_import,
  row_no     integer not null,
  service_id uuid not null references service,
  -- Sealed under a key that is not in this database, like everything personal here.
  cells      bytea,
  -- What must not stand in two rows.
  keys       text[],
  outcome    text check (outcome in ('ADD', 'CHANGE', 'SAME', 'REFUSED', 'ADDED', 'CHANGED', 'UNDONE', 'KEPT')),
  problems   text[] not null default '{}',
  remarks    text[] not null default '{}',
  home_id    uuid,
  -- The time at which everything of this row was written: what it began and ended carries it.
  done_at    timestamptz,
  -- What was amended, with what it was before; and what was made.
  amended    bytea,
  made       uuid[] not null default '{}',
  secret     bytea,
  primary key (import_id, row_no)
);
create index estate_import_row_told on estate_import_row (import_id, row_no) where outcome in ('REFUSED', 'KEPT');

create table estate_mapping (
  service_id uuid not null references service,
  -- The headings it was made for.
  headings   text[] not null,
  mapping    text[] not null,
  saved_at   timestamptz not null,
  saved_by   text not null,
  primary key (service_id, headings)
);

grant select, insert, update on estate_import, estate_import_row, estate_mapping to ${runtime_role};

-- What is taken off file again is asked whether anything refers to it.
create index peripheral_of_home on peripheral (home_id);
create index peripheral_of_unit on peripheral (unit_id) where unit_id is not null;
create index callout_of_contact on callout (contact_id);

-- Takes back what rows of an import did, and nothing else: the run-time role deletes no home by itself. What a row made
-- is taken off file, what it ended begins again, what it brought from elsewhere goes back. A row whose things are
-- referred to by anything that came later stays whole; the answer names that table. What was amended is not written here.
create function estate_import_undo(import uuid, numbers integer[], undone_at timestamptz)
  returns table (number integer, referred_by text) language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  one record;
  people uuid[];
  units uuid[];
  left_units uuid[];
  derived text[];
begin
  for one in
    select r.row_no, r.made, r.home_id as home, r.done_at as t, r.service_id as service, r.outcome
    from estate_import_row r
      -- Written by the run-time role, so not believed: nothing of another service, and only while it is being undone.
      join estate_import i on i.id = r.import_id and i.service_id = r.service_id and i.state = 'UNDOING'
      join home h on h.id = r.home_id and h.service_id = r.service_id
    where r.import_id = import and r.row_no = any(numbers) and r.outcome in ('ADDED', 'CHANGED') order by r.row_no desc
  loop
    number := one.row_no;
    referred_by := null;
    people := array(select service_user_id from resident where home_id = one.home and since = one.t);
    units := array(select unit_id from unit_placement where home_id = one.home and since = one.t);
    left_units := array(select unit_id from unit_placement where home_id = one.home and until = one.t);
    begin
      if exists (select from home_unit u join signal s on s.cid = u.cid and s.unit_id = u.id where u.id = any(one.made)) then
        referred_by := 'signal';
      -- What has called from this home since it was placed here stands here, whatever the table said before.
      elsif exists (select from home_unit u join signal s on s.cid = u.cid and s.unit_id = u.id
          where u.id = any(units) and s.home_id = one.home and s.received_at >= one.t and s.protocol <> 'PLATFORM') then
        referred_by := 'signal';
      elsif exists (select from alarm a where a.home_id = any(one.made)) then
        referred_by := 'alarm';
      elsif exists (select from home_unit u where (u.id = any(units) and u.home_id is distinct from one.home)
          or (u.id = any(left_units) and u.home_id is not null)) then
        referred_by := 'home_unit';
      elsif exists (select from resident r join resident n on n.service_user_id = r.service_user_id and n.until is null
          where r.home_id = one.home and r.until = one.t) then
        referred_by := 'resident';
      else
        -- What is worked out from the rest, in tables of later days.
        foreach derived slice 1 in array array[['home_readiness', 'home_id'], ['unit_watch', 'unit_id'],
            ['peripheral_watch', 'peripheral_id']] loop
          if to_regclass(derived[1]) is not null then
            execute format('delete from %I where %I = any($1)', derived[1], derived[2]) using one.made;
          end if;
        end loop;
        delete from contact c where c.id = any(one.made) and c.service_id = one.service;
        delete from peripheral p where p.id = any(one.made) and p.service_id = one.service;
        update peripheral set until = null where home_id = one.home and until = one.t;

        delete from resident where home_id = one.home and since = one.t;
        update resident set until = null
          where until = one.t and (home_id = one.home or service_user_id = any(people));
        delete from service_user_status s where s.service_user_id = any(one.made) and s.recorded_at = one.t;
        delete from service_user u where u.id = any(one.made) and u.service_id = one.service;

        delete from unit_placement where home_id = one.home and since = one.t;
        update home_unit u set home_id =
            (select p.home_id from unit_placement p where p.unit_id = u.id and p.until = one.t)
          where u.id = any(units) and not u.id = any(one.made);
        update home_unit set home_id = one.home where id = any(left_units);
        update unit_placement set until = null where until = one.t and (unit_id = any(left_units) or unit_id = any(units));
        update peripheral set unit_id = (select u.id from home_unit u where u.home_id = one.home
            and not u.id = any(one.made) order by u.created_at, u.id limit 1)
          where home_id = one.home and until is null and unit_id = any(one.made || units);
        -- The shelf follows.
        with moved as (
          update stock_item i set state = case when u.home_id is null then 'RETURNED' else 'ON_LOAN' end,
            home_id = u.home_id, since = undone_at
          from home_unit u where u.id = i.unit_id and i.unit_id = any(left_units || units)
          returning i.id, i.state, i.home_id)
        insert into stock_move (id, service_id, item_id, act, home_id, at, by)
          select gen_random_uuid(), one.service, m.id, case m.state when 'ON_LOAN' then 'ISSUE' else 'RETURN' end,
            coalesce(m.home_id, case when one.outcome = 'CHANGED' then one.home end), undone_at, 'import:' || import
          from moved m;
        -- That a unit was another for a while stays known of a home that stays; it is known by its number.
        update unit_change set unit_id = null
          where unit_id = any(one.made) and at = one.t and noticed_by = 'import:' || import;
        delete from unit_change where home_id = any(one.made) and at = one.t and noticed_by = 'import:' || import;
        if one.outcome = 'CHANGED' and cardinality(units || left_units) > 0 then
          insert into unit_change (id, service_id, home_id, unit_id, at, kind, was, is_now, noticed_by)
          select gen_random_uuid(), one.service, one.home, (left_units)[1], undone_at, 'UNIT_SWAP',
            (select string_agg(cid, ', ') from home_unit where id = any(units)),
            (select string_agg(cid, ', ') from home_unit where id = any(left_units)), 'import:' || import;
        end if;
        update stock_move set home_id = null where home_id = any(one.made) and at = one.t;
        delete from home_unit u where u.id = any(one.made) and u.service_id = one.service;
        delete from home h where h.id = any(one.made) and h.service_id = one.service;
      end if;
    exception when foreign_key_violation then
      get stacked diagnostics referred_by = table_name;
    end;
    return next;
  end loop;
end $$;
revoke all on function estate_import_undo(uuid, integer[], timestamptz) from public;
grant execute on function estate_import_undo(uuid, integer[], timestamptz) to ${runtime_role};
