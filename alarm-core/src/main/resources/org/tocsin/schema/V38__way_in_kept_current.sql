-- Who put a home's key-safe code and access note on file, and when; what they said before is kept nowhere. Null where
-- that was before this was written down.
alter table home
  add column key_safe_changed_at    timestamptz,
  add column key_safe_changed_by    text,
  add column access_note_changed_at timestamptz,
  add column access_note_changed_by text;
