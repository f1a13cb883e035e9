-- People are made, named, moved and given passwords by managers.

-- Until when a password that somebody else handed out lets its person in, to choose their own. Null: it is their own.
alter table operator add column password_until timestamptz;

-- A responder of the service who is not called out any more. Null: in the list. Of a home's contacts never set.
alter table contact add column retired_at timestamptz;
