-- What V39 did once, for the services that the release before it put on file while the upgrade went on: their outcomes
-- came without it. Only where nobody of the service has ever changed the outcome; what they chose stays. A row that is
-- right already is not touched, so that this may be run again.
update outcome_code o set emergency = true
where o.code in ('ambulance', 'fire-service', 'police') and o.help_sent and not o.emergency
  and not exists (select from audit a where a.subject = 'outcome:' || o.code and a.service_id = o.service_id
    and a.action = 'change-outcome');
