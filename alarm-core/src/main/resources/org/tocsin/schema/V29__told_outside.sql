-- Who is told outside, by text and e-mail, when nobody takes a life alarm.

alter table shift_settings
  -- Where a text goes when the number to be rung is none that takes texts.
  add column on_call_text  text,
  add column on_call_email text,
  add column partner_text  text,
  add column partner_email text;

alter table notification
  -- Says that nobody takes a life alarm: to the manager on call, or to the partner centre; null for any other message.
  add column step    text check (step in ('MANAGER', 'PARTNER')),
  -- When such a message is tried next, in place of due_at: a release that does not know them would send them as trials.
  add column call_at timestamptz;
create index notification_call on notification (call_at) where call_at is not null;
create index notification_step on notification (service_id, step, asked_at) where step is not null;
create index notification_failed on notification (settled_at) where state = 'FAILED';

-- The further alarms that one message counts: what becomes of it stands in the log of each.
create table notified_alarm (
  notification_id uuid not null references notification,
  alarm_id        uuid not null,
  service_id      uuid not null references service,
  primary key (notification_id, alarm_id)
);
create index notified_alarm_alarm on notified_alarm (alarm_id);
grant select, insert on notified_alarm to ${runtime_role};

-- One more kind of what a service need not keep: where responders were, phones that take no notices any more.
alter table retention_rule drop constraint retention_rule_class_check;
alter table retention_rule add constraint retention_rule_class_check
  check (class in ('PERSON', 'HOME', 'ALARM_NOTE', 'VISIT_NOTE', 'CALL_NOTE', 'STAFF_TRACE'));

-- The urgent task that a code that failed has become.
alter table key_safe_failure add column follow_up_id uuid references follow_up;

-- The alarm a single call comes from: not moving, medication not taken. Such a plan has ended when it begins.
alter table call_plan add column alarm_id uuid;
create unique index call_plan_alarm on call_plan (alarm_id) where alarm_id is not null;
