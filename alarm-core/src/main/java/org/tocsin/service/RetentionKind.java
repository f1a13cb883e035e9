package org.tocsin.service;

import java.util.List;

/**
 * What can be taken away: which rows are due, and what is taken from them. Stored by name. Nothing that is held is due: the
 * record itself, the home it is of, whoever lives or lived there, and the incident it was part of are asked for each row in
 * the statement that finds it.
 */
public enum RetentionKind {
    /** Name, telephone and notes of somebody who lives in no home of the service any more; since they moved out. */
    PERSON(
            "select p.id, p.name as words, max(r.until) as since from service_user p"
                    + " join resident r on r.service_user_id = p.id join home h on h.id = r.home_id"
                    + " where p.service_id = $1 and p.erased_at is null and not p.legal_hold group by p.id, p.name"
                    + " having bool_and(r.until is not null and r.until < $2) and not bool_or(h.legal_hold or "
                    + Held.UNDER.formatted("h.id") + ")"
                    + " order by since, p.id limit $3",
            List.of(
                    "update service_user set name = 'Removed', telephone = null, notes = null, external_id = null,"
                            + " review_on = null, erased_at = $2 where id = any ($1)",
                    "delete from card_was where service_user_id = any ($1)",
                    "update service_user_status set note = null where service_user_id = any ($1)",
                    "update card_fact set words = 'Removed', ended_at = coalesce(ended_at, $2),"
                            + " ended_by = coalesce(ended_by, 'retention') where service_user_id = any ($1)",
                    "update script_version set words = 'Removed', note = null where script_id in"
                            + " (select id from script where service_user_id = any ($1))",
                    "delete from script_draft where script_id in"
                            + " (select id from script where service_user_id = any ($1))")),
    /** Address, access, risks and contacts of a home that has left the service; since it left. */
    HOME(
            "select h.id, concat_ws(', ', h.line1, h.postcode) as words, h.ended_at as since from home h"
                    + " where h.service_id = $1 and h.ended_at < $2 and h.erased_at is null and not h.legal_hold"
                    + " and not exists (select from home_unit u where u.home_id = h.id)"
                    + " and not exists (select from resident r join service_user p on p.id = r.service_user_id"
                    + " where r.home_id = h.id and (r.until is null or p.legal_hold)) and not "
                    + Held.UNDER.formatted("h.id") + " order by since, h.id limit $3",
            List.of(
                    "update home set line1 = 'Removed', line2 = null, town = null, uprn = null, risks = null,"
                            + " postcode = split_part(postcode, ' ', 1), access_note_enc = null, key_safe_enc = null,"
                            + " external_id = null, erased_at = $2 where id = any ($1)",
                    "update contact set name = 'Removed', telephone = null, relation = null, email = null"
                            + " where home_id = any ($1) and $2::timestamptz is not null",
                    "delete from card_was where home_id = any ($1)",
                    "delete from card_was where contact_id in (select id from contact where home_id = any ($1))",
                    "update card_fact set words = 'Removed', ended_at = coalesce(ended_at, $2),"
                            + " ended_by = coalesce(ended_by, 'retention') where home_id = any ($1)",
                    "update call_back set whom = 'Removed', telephone = null, reason = 'Removed', done_words = null,"
                            + " done_at = coalesce(done_at, $2) where home_id = any ($1)",
                    "update notification set recipient = 'Removed', to_address = 'Removed' where due_at is null"
                            + " and call_at is null and alarm_id in (select id from alarm where home_id = any ($1))",
                    "update received_text set from_number = 'Removed', words = 'Removed'"
                            + " where alarm_id in (select id from alarm where home_id = any ($1))",
                    "update scene_report s set reference_999 = null, follow_up = null, note = null"
                            + " where s.home_id = any ($1) and not s.legal_hold and not exists"
                            + " (select from alarm a where a.id = s.alarm_id and a.legal_hold)",
                    "update photo p set sealed = null, removed_at = $2 where p.home_id = any ($1)"
                            + " and p.sealed is not null and not p.legal_hold and not exists"
                            + " (select from alarm a where a.id = p.alarm_id and a.legal_hold) and not exists"
                            + " (select from visit v where v.id = p.visit_id and v.legal_hold)",
                    "update responder_act set data = '{}' where callout_id in (select c.id from callout c"
                            + " join alarm a on a.id = c.alarm_id where a.home_id = any ($1) and not a.legal_hold"
                            + " and not exists (select from scene_report s where s.callout_id = c.id"
                            + " and s.legal_hold))",
                    "update follow_up set what = 'Removed', result = 'Removed', done_at = coalesce(done_at, $2),"
                            + " done_by = coalesce(done_by, 'retention') where home_id = any ($1)",
                    "update call_plan set purpose = 'Removed', ended_at = coalesce(ended_at, $2),"
                            + " ended_by = coalesce(ended_by, 'retention') where home_id = any ($1)",
                    "update listed_call set spoken_to = null, note = null where home_id = any ($1)",
                    "update listed_call_try set words = 'Removed' where call_id in"
                            + " (select id from listed_call where home_id = any ($1))",
                    "update contact_time set note = null where $2::timestamptz is not null"
                            + " and contact_id in (select id from contact where home_id = any ($1))")),
    /**
     * Whom an operator spoke to and the closing note of an alarm, what responders wrote and photographed on it, and to
     * whom messages went; since it was closed.
     */
    ALARM_NOTE(
            "select a.id, 'alarm ' || a.reference as words, a.closed_at as since from alarm a"
                    + " where a.service_id = $1 and a.closed_at < $2 and "
                    + Held.NOT_THE_ALARM.formatted("a.id")
                    + " and (a.spoken_to is not null or a.closing_note is not null"
                    + " or exists (select from callout c join scene_report s on s.callout_id = c.id"
                    + " where c.alarm_id = a.id and not s.legal_hold and (s.reference_999 is not null"
                    + " or s.follow_up is not null or s.note is not null))"
                    + " or exists (select from callout c join responder_act t on t.callout_id = c.id"
                    + " where c.alarm_id = a.id and t.data::text <> '{}' and not exists"
                    + " (select from scene_report s where s.callout_id = c.id and s.legal_hold))"
                    + " or exists (select from photo f where f.alarm_id = a.id and f.sealed is not null"
                    + " and not f.legal_hold and not exists (select from scene_report s"
                    + " where s.callout_id = f.callout_id and s.legal_hold))"
                    + " or exists (select from notification n where n.alarm_id = a.id and n.due_at is null"
                    + " and n.call_at is null and n.to_address <> 'Removed')"
                    + " or exists (select from received_text t where t.alarm_id = a.id and t.words <> 'Removed'))"
                    + Held.NOT_THE_HOME.formatted("a.home_id") + " order by since, a.id limit $3",
            List.of(
                    "update alarm set spoken_to = null, closing_note = null"
                            + " where id = any ($1) and $2::timestamptz is not null",
                    "update call_line set whom = 'Removed', telephone = null"
                            + " where alarm_id = any ($1) and $2::timestamptz is not null",
                    "update notification set recipient = 'Removed', to_address = 'Removed'"
                            + " where alarm_id = any ($1) and due_at is null and call_at is null"
                            + " and $2::timestamptz is not null",
                    "update received_text set from_number = 'Removed', words = 'Removed'"
                            + " where alarm_id = any ($1) and $2::timestamptz is not null",
                    "update scene_report set reference_999 = null, follow_up = null, note = null"
                            + " where alarm_id = any ($1) and not legal_hold",
                    "update responder_act set data = '{}' where callout_id in"
                            + " (select c.id from callout c where c.alarm_id = any ($1) and not exists"
                            + " (select from scene_report s where s.callout_id = c.id and s.legal_hold))",
                    "update photo f set sealed = null, removed_at = $2 where f.alarm_id = any ($1)"
                            + " and f.sealed is not null and not f.legal_hold and not exists (select from scene_report s"
                            + " where s.callout_id = f.callout_id and s.legal_hold)",
                    "update alarm_speech set words = null"
                            + " where alarm_id = any ($1) and $2::timestamptz is not null")),
    /**
     * What an installer wrote on a visit beside its tests: notes, with whom they spoke, where the phone was, a photo of
     * the door nobody opened; since the visit ended. Its tests stay: they name devices and times.
     */
    VISIT_NOTE(
            "select v.id, 'visit' as words, v.ended_at as since from visit v"
                    + " where v.service_id = $1 and v.ended_at < $2 and not v.legal_hold"
                    + " and (v.note is not null or v.latitude is not null or exists (select from photo f"
                    + " where f.visit_id = v.id and f.sealed is not null and not f.legal_hold)"
                    + " or exists (select from visit_act a"
                    + " where a.visit_id = v.id and a.data::jsonb ?| array['note', 'with', 'latitude', 'longitude']))"
                    + Held.NOT_THE_HOME.formatted("v.home_id") + " order by since, v.id limit $3",
            List.of(
                    "update visit set note = null, latitude = null, longitude = null"
                            + " where id = any ($1) and $2::timestamptz is not null",
                    "update photo set sealed = null, removed_at = $2 where visit_id = any ($1)"
                            + " and sealed is not null and not legal_hold",
                    "update visit_act set data = (data::jsonb - array['note', 'with', 'latitude', 'longitude'])::json"
                            + " where visit_id = any ($1)")),
    /** What was noted of calls to a home because of a fault, an incident or a test; since the call. */
    CALL_NOTE(
            "select c.id, c.words, c.since from ("
                    + " select w.id, 'welfare call' as words, w.done_at as since, f.home_id from welfare_call w"
                    + " join fault_case f on f.id = w.fault_case_id and not f.legal_hold"
                    + " where w.service_id = $1 and w.done_at < $2 and w.note is not null and "
                    + Held.NOT_THE_ALARM.formatted("w.alarm_id")
                    + " union all select g.alarm_id, 'call in an incident', coalesce(g.contacted_at, g.joined_at),"
                    + " g.home_id from incident_home g join incident i on i.id = g.incident_id and not i.legal_hold"
                    + " where g.service_id = $1 and i.closed_at < $2 and g.note is not null and "
                    + Held.NOT_THE_ALARM.formatted("g.alarm_id")
                    + " union all select t.id, 'call for a test', t.at, r.home_id from test_call t"
                    + " join test_run r on r.id = t.test_run_id"
                    + " where t.service_id = $1 and t.at < $2 and t.note is not null) c"
                    + " where true" + Held.NOT_THE_HOME.formatted("c.home_id") + " order by c.since, c.id limit $3",
            List.of(
                    "update welfare_call set note = null where id = any ($1)",
                    "update incident_home set note = null where alarm_id = any ($1)",
                    "update test_call set note = null where id = any ($1)")),
    /**
     * Where a responder's phone was, phones that take no notices any more, and messages that stand in no alarm; since
     * it was said, ended, or asked.
     */
    STAFF_TRACE(
            "select t.id, t.words, t.since from ("
                    + " select p.operator_id as id, 'where a responder was' as words, p.positioned_at as since"
                    + " from responder_profile p where p.service_id = $1 and p.positioned_at < $2"
                    + " union all select u.id, 'a phone that took notices', u.ended_at from push_subscription u"
                    + " where u.service_id = $1 and u.ended_at < $2"
                    + " union all select n.id, 'a message', n.asked_at from notification n"
                    + " where n.service_id = $1 and n.asked_at < $2 and n.alarm_id is null and n.due_at is null"
                    + " and n.call_at is null and n.to_address <> 'Removed' and not exists (select from notified_alarm m"
                    + " join alarm a on a.id = m.alarm_id where m.notification_id = n.id and not ("
                    + Held.NOT_THE_ALARM.formatted("a.id") + Held.NOT_THE_HOME.formatted("a.home_id") + "))"
                    + " union all select x.id, 'a text received', x.kept_at from received_text x"
                    + " where x.service_id = $1 and x.kept_at < $2 and x.alarm_id is null"
                    + " and x.words <> 'Removed' and not exists (select from legal_hold l"
                    + " where l.service_id = x.service_id and l.lifted_at is null)) t"
                    + " order by t.since, t.id limit $3",
            List.of(
                    "update responder_profile set latitude = null, longitude = null, positioned_at = null"
                            + " where operator_id = any ($1)",
                    "delete from push_subscription where id = any ($1) and ended_at is not null",
                    "update notification set recipient = 'Removed', to_address = 'Removed' where id = any ($1)",
                    "update received_text set from_number = 'Removed', words = 'Removed' where id = any ($1)"));

    private final String due;
    private final List<String> removals;

    RetentionKind(String due, List<String> removals) {
        this.due = due;
        this.removals = removals;
    }

    /** Those that are due, the oldest first: {@code id, words, since}; of a service ($1), from before ($2), so many ($3). */
    String due() {
        return due;
    }

    /** What is taken of those of these ids ($1), at this time ($2, where it is asked for). */
    List<String> removals() {
        return removals;
    }

    /** What a run writes to the audit trail, before the id. */
    String subject() {
        return switch (this) {
            case PERSON -> "person:";
            case HOME -> "home:";
            case ALARM_NOTE -> "alarm:";
            case VISIT_NOTE -> "visit:";
            case CALL_NOTE -> "call:";
            case STAFF_TRACE -> "trace:";
        };
    }

    /** Conditions on what is held; the place is for an id. */
    private static final class Held {
        /** Neither the home nor anybody who lives or has lived there. */
        private static final String NOT_THE_HOME =
                " and not exists (select from home h where h.id = %1$s and h.legal_hold)"
                        + " and not exists (select from resident r join service_user p on p.id = r.service_user_id"
                        + " where r.home_id = %1$s and p.legal_hold)";

        /** Neither the alarm nor an incident that it is part of, or the card of. */
        private static final String NOT_THE_ALARM =
                "not exists (select from alarm x where x.id = %1$s and x.legal_hold)"
                        + " and not exists (select from incident_home y join incident z on z.id = y.incident_id and z.legal_hold"
                        + " where y.alarm_id = %1$s) and not exists (select from incident z where z.card_id = %1$s and z.legal_hold)";

        /** Something of the home, whose file tells where it was. */
        private static final String UNDER =
                "(exists (select from legal_hold l where l.home_id = %1$s and l.lifted_at is null)"
                        + " or %1$s in (select y.home_id from incident_home y join legal_hold l on l.record_id = y.incident_id"
                        + " and l.lifted_at is null and l.service_id = $1))";

        private Held() {}
    }
}
