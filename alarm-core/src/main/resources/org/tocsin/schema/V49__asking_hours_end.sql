-- Until when a unit may be told what its campaign asks: the end of the asking hours it was asked in; null for any time.
-- An answer may take longer than that, and counts.
alter table test_run add column say_until timestamptz;
