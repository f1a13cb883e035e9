-- People are made, named, moved and given passwords by managers.

-- Until when a password that somebody else handed out lets its person in, to choose their own. Null: it is their own.
alter table operator add column password_until timestamptz;

-- A contact, of the service or of a home, who is not called out any more and is still named wherever they stood:
-- callouts, calls and logs refer to them. Null: in the list.
alter table contact add column retired_at timestamptz;
