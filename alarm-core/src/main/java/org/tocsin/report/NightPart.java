package org.tocsin.report;

/**
 * A part of what is known of one person and one night. Each statement reads from {@code q}: the service, the person, the
 * homes they lived in, the units that stood there, and the night's begin and end.
 */
public enum NightPart {
    PERSON("""
            select v.was->>'name' as name, v.was->>'telephone' as telephone, v.was->>'email' as email,
              (v.was->>'retired_at')::timestamptz as asked_no_more_since, v.was->>'notes' as notes,
              coalesce(v.since, v.created_at) as worded_since, nullif(v.until, 'infinity') as worded_until
            from q join lateral (
              select w.*, u.created_at, lag(w.until) over (order by w.until) as since from service_user u
                cross join lateral (select c.until, c.was from card_was c where c.service_user_id = u.id
                  union all select 'infinity', json_build_object('name', u.name, 'telephone', u.telephone,
                    'notes', u.notes)) w
              where u.id = q.person and u.service_id = q.service) v
              on v.until >= q.begin and coalesce(v.since, '-infinity') <= q.finish
            order by v.until
            """),
    HOMES("""
            select v.was->>'place' as place, r.since as lived_since, r.until as lived_until, v.was->>'risks' as risks,
              v.was->>'area' as area, v.was->>'risk_tier' as risk_tier, v.was->>'equipment' as equipment,
              coalesce(v.since, v.created_at) as worded_since, nullif(v.until, 'infinity') as worded_until
            from q join resident r on r.service_user_id = q.person and r.home_id = any (q.homes)
            join lateral (
              select w.*, h.created_at, lag(w.until) over (order by w.until) as since from home h
                cross join lateral (select c.until, c.was from card_was c where c.home_id = h.id
                  union all select 'infinity', json_build_object('place',
                    concat_ws(', ', h.line1, h.line2, h.town, h.postcode), 'risks', h.risks, 'area', h.area,
                    'risk_tier', h.risk_tier, 'equipment', h.equipment)) w
              where h.id = r.home_id) v
              on v.until >= q.begin and coalesce(v.since, '-infinity') <= q.finish
            order by r.since, v.until
            """),
    CARD("""
            select f.kind, f.words, f.recorded_at, f.recorded_by, f.confirmed_at, f.ended_at, f.ended_by,
              f.ended_at > q.finish as later
            from q join card_fact f on f.home_id = any (q.homes) and f.service_id = q.service
                and (f.service_user_id is null or f.service_user_id = q.person) and f.recorded_at <= q.finish
                and (f.ended_at is null or f.ended_at >= q.begin)
            order by f.recorded_at, f.id
            """),
    STATUSES("""
            select s.status, s.since, s.until, s.note, s.recorded_at, s.recorded_by, s.recorded_at > q.finish as later
            from q join service_user_status s on s.service_user_id = q.person order by s.recorded_at, s.id
            """),
    UNITS("""
            select * from (
              select u.cid, concat_ws(' ', m.make, m.name) as model, u.serial, u.firmware, u.sim_network, p.since, p.until
              from q join unit_placement p on p.home_id = any (q.homes) and p.since <= q.finish
                  and (p.until is null or p.until >= q.begin)
                join home_unit u on u.id = p.unit_id left join unit_model m on m.id = u.model_id
              union all
              select u.cid, concat_ws(', ', nullif(concat_ws(' ', m.make, m.name), ''), 'controller of ' || e.name),
                u.serial, u.firmware, u.sim_network, u.created_at, null
              from q join home_unit u on u.id = any (q.controller_units) and u.created_at <= q.finish
                join scheme e on e.id = u.scheme_id left join unit_model m on m.id = u.model_id) u
            order by since, cid
            """),
    TRIGGERS("""
            select t.name, t.room, t.dty, t.did, t.since, t.until from q
            join peripheral t on t.home_id = any (q.homes) and t.since <= q.finish
              and (t.until is null or t.until >= q.begin) order by t.since, t.id
            """),
    CONTACTS("""
            select (v.was->>'position')::int as position, v.was->>'name' as name, v.was->>'kind' as kind,
              v.was->>'relation' as relation, v.was->>'telephone' as telephone, v.was->>'email' as email,
              (v.was->>'retired_at')::timestamptz as asked_no_more_since,
              coalesce(v.since, v.added_at) as worded_since, nullif(v.until, 'infinity') as worded_until
            from q join lateral (
              select w.*, c.added_at, lag(w.until) over (partition by c.id order by w.until) as since from contact c
                cross join lateral (select p.until, p.was from card_was p where p.contact_id = c.id
                  union all select 'infinity', json_build_object('position', c.position, 'name', c.name,
                    'kind', c.kind, 'relation', c.relation, 'telephone', c.telephone, 'email', c.email,
                    'retired_at', c.retired_at)) w
              where c.home_id = any (q.homes)) v
              on v.until >= q.begin and coalesce(v.since, v.added_at, '-infinity') <= q.finish
            order by 1, v.until
            """),
    CONTACT_TIMES("""
            select c.name, array_to_string(array(select d from unnest(array['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
                with ordinality day (d, n) where t.weekdays & (1 << (n - 1)::int) > 0 order by n), ' ') as days,
              left(t.from_time::text, 5) as from_time, left(t.until_time::text, 5) as until_time, t.away_from, t.away_until,
              t.note, t.recorded_at, t.recorded_by, t.ended_at, t.ended_by, t.ended_at > q.finish as later
            from q join contact c on c.home_id = any (q.homes)
              join contact_time t on t.contact_id = c.id and t.recorded_at <= q.finish
                and (t.ended_at is null or t.ended_at >= q.begin)
            order by c.position, c.id, t.recorded_at, t.id
            """),
    SIGNALS("""
            select s.received_at, s.recorded_at, s.unit_time,
              round(extract(epoch from (s.unit_time - s.received_at))::numeric, 1) as clock_difference_s, s.cid, s.ref,
              s.kind, s.protocol, s.doubts, coalesce(r.repeats, 0) as repeats, a.reference as alarm, s.body::text as body
            from q join signal s on s.cid = any (q.cids || q.controllers) and s.service_id = q.service
                and s.received_at between q.begin and q.finish
                and (s.home_id = any (q.homes) or (s.home_id is null and s.cid = any (q.cids)))
              left join signal_repeat r on r.signal_id = s.id left join alarm a on a.id = s.alarm_id
            order by s.received_at, s.id
            """),
    ALARMS("""
            select a.raised_at, a.reference, a.trigger_words, a.priority, a.signal_count, a.pressed_at, a.taken_at,
              o.display_name as taken_by, a.answered_at, a.closed_at, c.display_name as closed_by, a.outcome, a.spoken_to,
              a.closing_note
            from q join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              left join operator o on o.id = a.taken_by left join operator c on c.id = a.closed_by
            order by a.raised_at, a.id
            """),
    LOG("""
            select e.at, a.reference, e.kind, e.actor, e.words, e.at > q.finish as later from q
              join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              join alarm_entry e on e.alarm_id = a.id order by e.at, e.id
            """),
    SCRIPTS("""
            select s.kept_at, a.reference, s.occasion, coalesce('version ' || v.number, 'as shipped') as version,
              v.published_at, v.published_by, coalesce(v.words, p.words) as words
            from q join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              join alarm_script s on s.alarm_id = a.id left join script_version v on v.id = s.version_id
              left join shipped_script p on p.id = s.shipped_id
            order by s.kept_at, s.occasion
            """),
    CALLED_OUT("""
            select k.offered_at, a.reference, c.name, c.kind, c.telephone, k.state, k.accepted_at, k.arrived_at, k.left_at,
              k.reason, k.done
            from q join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              join callout k on k.alarm_id = a.id join contact c on c.id = k.contact_id order by k.offered_at, k.id
            """),
    SCENE("""
            select r.said_at, r.received_at, a.reference, o.display_name as who,
              case when r.on_the_floor then 'yes' else 'no' end as on_the_floor, r.dangers, lower(r.injury) as injury,
              lower(r.lift) as lift, lower(r.outcome) as outcome,
              case when r.hospital_avoided then 'yes' else 'no' end as hospital_avoided, r.reference_999, r.follow_up, r.note
            from q join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              join scene_report r on r.alarm_id = a.id join operator o on o.id = r.operator_id
            order by r.received_at, r.id
            """),
    CALLS("""
            select p.ringing_at, p.connected_at, p.cleared_at, p.caller, p.called, p.matched_by, p.recording, a.reference
            from q join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              join phone_call p on p.alarm_id = a.id order by coalesce(p.ringing_at, p.reported_at), p.id
            """),
    MESSAGES("""
            select n.asked_at, a.reference, n.channel, n.recipient, n.to_address, n.state, n.attempts, n.sent_at,
              n.settled_at, n.problem
            from q join alarm a on a.home_id = any (q.homes) and a.raised_at <= q.finish
                and (a.closed_at is null or a.closed_at >= q.begin)
              join notification n on n.alarm_id = a.id
                or n.id = any (array(select m.notification_id from notified_alarm m where m.alarm_id = a.id))
            order by n.asked_at, n.id
            """),
    FOLLOW_UPS("""
            select f.made_at, f.made_by, f.what, case when f.urgent then 'urgent' end as urgency, f.due_at, f.done_at, f.done_by,
              f.result, f.made_at > q.finish as later
            from q join follow_up f on f.home_id = any (q.homes) and (f.done_at is null or f.done_at >= q.begin)
              and (f.made_at <= q.finish or f.alarm_id = any (array(select a.id from alarm a
                where a.home_id = any (q.homes) and a.raised_at <= q.finish
                  and (a.closed_at is null or a.closed_at >= q.begin))))
            order by f.made_at, f.id
            """),
    LISTED_CALLS("""
            select c.due_at, lower(p.kind) as kind, p.purpose, c.attempts, c.done_at, c.done_by, lower(c.outcome) as outcome,
              c.spoken_to, c.note
            from q join listed_call c on c.home_id = any (q.homes)
                and c.due_at between q.finish - interval '90 days' and q.finish
              join call_plan p on p.id = c.plan_id
            order by c.due_at, c.id
            """),
    HEARTBEATS("""
            select d.day, u.cid, coalesce(d.signals, 0) as signals, d.battery_min, d.battery_max, d.rssi_min, d.rssi_max
            from q join home_unit u on u.id = any (q.units || q.controller_units) cross join lateral (
              select * from (select t.day, t.battery_min, t.battery_max, t.rssi_min, t.rssi_max from unit_trend t
                where t.unit_id = u.id and t.day between ((q.finish - interval '90 days') at time zone 'UTC')::date
                  and (q.finish at time zone 'UTC')::date) t
              full join (select (s.received_at at time zone 'UTC')::date as day, count(*)::int as signals from signal s
                where s.cid = u.cid and s.unit_id = u.id and s.protocol <> 'PLATFORM'
                  and (s.home_id = any (q.homes) or (s.home_id is null and u.id = any (q.controller_units)))
                  and s.received_at between q.finish - interval '90 days' and q.finish
                  and not s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS']
                group by 1) s using (day)) d
            where u.id = any (q.controller_units)
              or exists (select from unit_placement p where p.unit_id = u.id and p.home_id = any (q.homes)
              and (p.since at time zone 'UTC')::date <= d.day
              and (p.until is null or (p.until at time zone 'UTC')::date >= d.day))
            order by d.day, u.cid
            """),
    SILENCES("""
            select s.heard_at, s.began_at, s.noticed_at, s.raised_at, s.heard_again_at, s.cid from q
            join silence s on (s.unit_id = any (q.units) and (s.home_id is null or s.home_id = any (q.homes))
                or s.unit_id = any (q.controller_units) and (s.peripheral_id is null or s.peripheral_id = any (array(
                  select t.id from peripheral t where t.home_id = any (q.homes)))))
              and s.began_at between q.finish - interval '90 days' and q.finish
            order by s.began_at
            """),
    TESTS("""
            select * from (
              select p.received_at as at, p.kind, t.name as trigger, 'heard' as result, p.asked_by as by, p.path
              from q join proof p on p.home_id = any (q.homes)
                  and p.received_at between q.finish - interval '90 days' and q.finish
                left join peripheral t on t.id = p.peripheral_id
              union all
              select coalesce(r.ended_at, r.asked_at), 'HEALTH_TEST', null, lower(r.state), c.name, r.path
              from q join test_run r on r.unit_id = any (q.units || q.controller_units)
                and (r.home_id is null or r.home_id = any (q.homes)) join campaign c on c.id = r.campaign_id
              where coalesce(r.ended_at, r.asked_at) between q.finish - interval '90 days' and q.finish
              union all
              select v.asked_at, 'VISIT_TEST', v.what, case when v.step = 'PATH_LOSS' and v.signal_id is not null
                  and (v.result = 'NOT_HEARD' or v.reason is null) then 'an alarm came; by which path is not known'
                when v.step = 'TRIGGER' and v.signal_id is not null and v.result = 'NOT_HEARD'
                  then 'heard; from which of several is not known'
                else lower(coalesce(v.result, 'awaited')) end, null, null
              from q join visit w on w.home_id = any (q.homes) join visit_test v on v.visit_id = w.id
              where v.asked_at between q.finish - interval '90 days' and q.finish) t order by at
            """),
    FAULTS("""
            select f.lost_at, f.restored_at, f.kind, f.cid, f.did, f.dty from q
            join fault f on f.cid = any (q.cids || q.controllers) and f.service_id = q.service
              and (exists (select from unit_placement p join home_unit u on u.id = p.unit_id where u.cid = f.cid
                  and p.home_id = any (q.homes) and p.since <= coalesce(f.restored_at, q.finish)
                  and (p.until is null or p.until >= coalesce(f.lost_at, f.restored_at)))
                or exists (select from alarm a where a.id = f.alarm_id and (a.home_id = any (q.homes)
                  or (a.home_id is null and a.point_name is null and a.unit_id = any (q.controller_units)))))
              and coalesce(f.lost_at, f.restored_at) <= q.finish
              and (f.restored_at is null or f.restored_at >= q.finish - interval '90 days')
            order by coalesce(f.lost_at, f.restored_at)
            """),
    WELFARE_CALLS("""
            select c.what, c.why, c.lost_at, c.escalated_at as manager_told_at, c.repaired_at, c.repaired_words, c.closed_at,
              w.due_at, w.done_at, w.done_by, lower(w.outcome) as outcome, w.note, a.reference
            from q join fault_case c on c.home_id = any (q.homes) and c.service_id = q.service and c.lost_at <= q.finish
                and (c.closed_at is null or c.closed_at >= q.finish - interval '90 days')
              left join welfare_call w on w.fault_case_id = c.id and w.due_at <= q.finish
              left join alarm a on a.id = w.alarm_id
            order by c.lost_at, w.due_at
            """),
    STAFFING("""
            select coalesce(o.display_name, a.actor) as who, o.role, min(a.at) filter (where a.action = 'sign-in') as
              signed_in_at, min(a.at) as first_seen_at, max(a.at) as last_seen_at, count(*) as acts
            from q join audit a on a.service_id = q.service and a.actor like 'operator:%'
                and a.at between q.begin - interval '12 hours' and q.finish
              left join operator o on o.service_id = q.service and a.actor = 'operator:' || o.username
            group by 1, 2 order by 4
            """),
    QUEUE("""
            select t.at, t.reference, count(b.id) as waiting, min(b.pressed_at) as oldest_since from q
              join lateral (select a.raised_at as at, a.reference from alarm a where a.home_id = any (q.homes)
                and a.raised_at between q.begin and q.finish) t on true
              left join alarm b on b.service_id = q.service and b.id >= q.lower and b.raised_at <= t.at
                and (b.taken_at is null or b.taken_at > t.at) and (b.closed_at is null or b.closed_at > t.at)
            group by t.at, t.reference order by t.at
            """),
    SEEN("""
            select a.at, a.actor, a.action, a.subject, a.address from q
            join audit a on a.subject = any (q.subjects) and a.service_id = q.service
              and a.at between q.begin and q.finish order by a.id
            """),
    LATER("""
            select * from (
              select a.at, a.actor, a.action as what, a.subject as detail from q
              join audit a on a.subject = any (q.subjects) and a.service_id = q.service and a.at > q.finish
                and a.action !~ '^(read|list|open|make)-'
              union all
              select c.at, c.noticed_by, lower(c.kind), coalesce(c.was, '–') || ' → ' || coalesce(c.is_now, '–') from q
              join unit_change c on c.home_id = any (q.homes) and c.at > q.finish
              union all
              select s.recorded_at, s.recorded_by, 'status', lower(s.status) from q
              join service_user_status s on s.service_user_id = q.person and s.recorded_at > q.finish) l order by at
            """),
    SEALS("""
            select c.number, lower(c.kind) as kind, c.sealed_at, encode(c.hash, 'hex') as hash, c.key_id as key from q
            join chain_record c on c.service_id = q.service and (c.home_id = any (q.homes)
              or (c.kind = 'LOG' and c.sealed_at between q.begin and q.finish + interval '1 day')) order by c.number
            """);

    private final String sql;

    NightPart(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
