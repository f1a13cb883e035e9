-- In which language somebody who can be called out reads what they are sent. Null: as the provider of the message is set,
-- which is what the release before this one does for everybody.
alter table contact add column language text check (language in ('cy', 'en'));
