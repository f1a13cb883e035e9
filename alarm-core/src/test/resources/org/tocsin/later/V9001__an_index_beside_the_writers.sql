set lock_timeout = '5min';
drop index concurrently if exists signal_later;
create index concurrently signal_later on signal (gateway_id);
set lock_timeout = '5s';
