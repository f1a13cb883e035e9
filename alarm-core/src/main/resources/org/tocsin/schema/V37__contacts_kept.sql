-- Contacts that are retired, and who asked whether what is read first on a card still holds.

-- At once and in one order, so that nobody who has one of them waits here for another.
lock table home, service_user, contact in access exclusive mode;

-- Who took a home's contact out of those who are asked.
alter table contact add column retired_by text;

-- Of risks, and of a person's name, telephone and notes; a status says itself who recorded it. Null: nobody has asked since it was worded.
alter table home add column risks_confirmed_at timestamptz, add column risks_confirmed_by text;
alter table service_user add column confirmed_at timestamptz, add column confirmed_by text;

-- Somebody asked, and then the words were changed without asking, as by an import: they are no longer confirmed. By the
-- database, so that no program and no release can leave a name under words nobody asked about.
create function unconfirm_risks() returns trigger language plpgsql as $$
begin
  new.risks_confirmed_at := null;
  new.risks_confirmed_by := null;
  return new;
end $$;
create trigger risks_unconfirmed before update on home for each row
  when (old.risks is distinct from new.risks and old.risks_confirmed_at is not null
    and old.risks_confirmed_at is not distinct from new.risks_confirmed_at)
  execute function unconfirm_risks();

create function unconfirm() returns trigger language plpgsql as $$
begin
  new.confirmed_at := null;
  new.confirmed_by := null;
  return new;
end $$;
create trigger person_unconfirmed before update on service_user for each row
  when ((old.name, old.telephone, old.notes) is distinct from (new.name, new.telephone, new.notes)
    and old.confirmed_at is not null and old.confirmed_at is not distinct from new.confirmed_at)
  execute function unconfirm();
create trigger contact_unconfirmed before update on contact for each row
  when ((old.name, old.telephone) is distinct from (new.name, new.telephone)
    and old.confirmed_at is not null and old.confirmed_at is not distinct from new.confirmed_at)
  execute function unconfirm();

-- As before, and where they were asked by e-mail, and since when they were not asked at all.
create or replace function keep_contact_wording() returns trigger language plpgsql as $$
begin
  insert into card_was (service_id, contact_id, was) values (old.service_id, old.id, json_build_object(
    'position', old.position, 'name', old.name, 'kind', old.kind, 'relation', old.relation,
    'telephone', old.telephone, 'email', old.email, 'retired_at', old.retired_at, 'retired_by', old.retired_by));
  return null;
end $$;
drop trigger contact_wording on contact;
create trigger contact_wording after update on contact for each row
  when ((old.position, old.name, old.kind, old.relation, old.telephone, old.email, old.retired_at)
    is distinct from (new.position, new.name, new.kind, new.relation, new.telephone, new.email, new.retired_at))
  execute function keep_contact_wording();
