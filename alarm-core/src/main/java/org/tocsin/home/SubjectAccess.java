package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.speech.TelephoneNumber;

/**
 * Everything that is held about one person, for that person (UK GDPR, article 15): what is on file, what their homes sent
 * while they lived there, what was done about it, and who looked. How to get in is said to be held, and not shown: the
 * copy leaves the house. Others who lived there are not in it.
 */
public final class SubjectAccess {
    /** Of one kind; beyond this the copy says that there is more. */
    public static final int MOST = 10_000;

    private static final String LIVED = "(select r.home_id, r.since, coalesce(r.until, 'infinity') as until"
            + " from resident r where r.service_id = $1 and r.service_user_id = $2) s";

    /** What has no date is about those who live there now: of a home the person has left it is somebody else's. */
    private static final String STILL = "s.until = 'infinity'";

    /** Of alarms in the time the person lived there. */
    private static final String ALARMS = "(select a.id from alarm a join " + LIVED
            + " on s.home_id = a.home_id and a.raised_at >= s.since and a.raised_at < s.until where a.service_id = $1) l";

    /** The units that spoke for those homes, a scheme's controllers among them. */
    private static final String CIDS = " join lateral (select u.cid from unit_placement p join home_unit u"
            + " on u.id = p.unit_id where p.home_id = s.home_id union select u.cid from scheme_point d"
            + " join home_unit u on u.scheme_id = d.scheme_id where d.home_id = s.home_id) x on true";

    /** Shared with somebody who never lived with them, nobody can say who wrote. */
    private static final String OWN_NUMBER = """
            select p.telephone, exists (select from service_user o where o.service_id = $1 and o.id <> p.id
              and right(regexp_replace(o.telephone, '[^0-9]', '', 'g'), 9)
                = right(regexp_replace(p.telephone, '[^0-9]', '', 'g'), 9)
              and not exists (select from resident a join resident b on b.home_id = a.home_id
                where a.service_user_id = p.id and b.service_user_id = o.id)) as shared
            from service_user p where p.service_id = $1 and p.id = $2
            """;

    private static final Map<String, String> PARTS = parts();

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public SubjectAccess(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * The copy.
     *
     * @param parts rows by what they are, in the order in which they are read; a value is null, text, number, truth
     *     value, list or object
     * @param cut the parts of which there is more than fitted
     */
    public record Copy(UUID personId, String name, Instant at, Map<String, List<JsonObject>> parts, List<String> cut) {}

    /**
     * Everything about a person of the scope's service, as one moment had it; empty where there is none of this id. That
     * it was made is on the audit trail with it.
     *
     * @param address from where it is asked
     */
    public Future<Optional<Copy>> copy(Scope scope, UUID personId, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.query("set transaction isolation level repeatable read")
                        .execute()
                        .compose(set -> client.preparedQuery(
                                        "select name from service_user where service_id = $1 and id = $2")
                                .execute(Tuple.of(scope.serviceId(), personId)))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : audit.record(client, scope, "subject-access", "person:" + personId, address)
                                        .compose(audited -> read(
                                                client,
                                                scope,
                                                personId,
                                                rows.iterator().next().getString(0)))
                                        .map(Optional::of)));
    }

    /** How a sender's number may be written of a text from this person's own telephone; none where it may be another's. */
    private static Future<String[]> numbers(SqlConnection client, Scope scope, UUID personId) {
        return client.preparedQuery(OWN_NUMBER)
                .execute(Tuple.of(scope.serviceId(), personId))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    String written = row.getString("telephone");
                    String number = written == null ? null : TelephoneNumber.normal(written);
                    if (number == null || row.getBoolean("shared")) {
                        return new String[0];
                    }
                    String digits = number.substring(1);
                    return digits.startsWith("44")
                            ? new String[] {number, digits, "0" + digits.substring(2)}
                            : new String[] {number, digits};
                });
    }

    private Future<Copy> read(SqlConnection client, Scope scope, UUID personId, String name) {
        return numbers(client, scope, personId).compose(numbers -> read(client, scope, personId, name, numbers));
    }

    private Future<Copy> read(SqlConnection client, Scope scope, UUID personId, String name, String[] numbers) {
        Map<String, List<JsonObject>> found = new LinkedHashMap<>();
        List<String> cut = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            all = all.compose(before -> client.preparedQuery(
                            "select to_json(t) from (" + part.getValue() + " limit " + (MOST + 1) + ") t")
                    .execute(
                            part.getValue().contains("$3")
                                    ? Tuple.of(scope.serviceId(), personId, numbers)
                                    : Tuple.of(scope.serviceId(), personId))
                    .map(rows -> {
                        List<JsonObject> items = new ArrayList<>();
                        rows.forEach(row -> items.add(row.getJsonObject(0)));
                        if (items.size() > MOST) {
                            cut.add(part.getKey());
                            items.remove(MOST);
                        }
                        found.put(part.getKey(), items);
                        return null;
                    }));
        }
        return all.map(done -> new Copy(personId, name, clock.instant(), found, cut));
    }

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "person",
                "select id, name, telephone, notes, status, status_since, status_until, review_on, external_id,"
                        + " legal_hold, created_at from service_user where service_id = $1 and id = $2");
        parts.put(
                "legalHolds",
                // Of an incident only that it is held: why may be about somebody else's home.
                "select g.kind, g.record_id, w.reason, w.reference, g.review_on, g.placed_at, g.placed_by, g.lifted_at,"
                        + " g.lifted_by, w.lifted_why from legal_hold g left join lateral (select g.reason, g.reference,"
                        + " g.lifted_why where g.kind <> 'INCIDENT') w on true where g.service_id = $1"
                        + " and (g.record_id = $2 or (g.kind = 'INCIDENT' and exists (select from incident_home i join "
                        + ALARMS + " on l.id = i.alarm_id where i.incident_id = g.record_id))"
                        // What is theirs is held whenever it was placed; of the home, what was while they lived there.
                        + " or case g.kind when 'ALARM' then exists (select from " + ALARMS
                        + " where l.id = g.record_id)"
                        + " when 'SCENE' then exists (select from scene_report e join " + ALARMS
                        + " on l.id = e.alarm_id where e.id = g.record_id)"
                        + " when 'VISIT' then exists (select from visit v join " + LIVED + " on s.home_id = v.home_id"
                        + " and v.created_at >= s.since and v.created_at < s.until where v.id = g.record_id)"
                        + " else exists (select from " + LIVED
                        + " where s.home_id = g.home_id and g.placed_at < s.until"
                        + " and coalesce(g.lifted_at, 'infinity') > s.since) end)"
                        + " order by g.placed_at, g.id");
        parts.put(
                "statuses",
                "select status, since, until, review_on, note, recorded_at, recorded_by from service_user_status"
                        + " where service_id = $1 and service_user_id = $2 order by recorded_at, id");
        parts.put(
                "earlierWording",
                "select until, was from card_was where service_id = $1 and service_user_id = $2 order by until, id");
        parts.put(
                "homes",
                "select h.id, h.line1, h.line2, h.town, h.postcode, s.since as lived_since, s.until as lived_until,"
                        + " n.uprn, n.risks, n.key_safe_held, n.access_note_held, n.area, n.risk_tier, n.vulnerabilities,"
                        + " n.equipment, n.line_provider, n.line_planned_on, n.line_confirmed_at from home h join "
                        + LIVED
                        + " on s.home_id = h.id left join lateral (select h.uprn, h.risks,"
                        + " h.key_safe_enc is not null as key_safe_held,"
                        + " h.access_note_enc is not null as access_note_held, h.area, h.risk_tier, h.vulnerabilities,"
                        + " h.equipment, h.line_provider, h.line_planned_on, h.line_confirmed_at where "
                        + STILL + ") n on true where h.service_id = $1 order by s.since");
        parts.put(
                "contacts",
                "select c.home_id, c.position, c.name, c.relation, c.kind, c.telephone, c.email, c.language, c.retired_at from contact c join "
                        + LIVED + " on s.home_id = c.home_id and " + STILL
                        + " where c.service_id = $1 order by c.position");
        parts.put(
                "card",
                "select f.home_id, f.kind, f.words, f.recorded_at, f.recorded_by, f.confirmed_at, f.confirmed_by,"
                        + " f.ended_at, f.ended_by from card_fact f where f.service_id = $1"
                        + " and (f.service_user_id = $2 or (f.service_user_id is null and exists (select from " + LIVED
                        + " where s.home_id = f.home_id and " + STILL + "))) order by f.recorded_at, f.id");
        parts.put(
                "contactTimes",
                "select t.contact_id, t.weekdays, t.from_time, t.until_time, t.away_from, t.away_until, t.note,"
                        + " t.recorded_at, t.ended_at from contact_time t join contact c on c.id = t.contact_id join "
                        + LIVED + " on s.home_id = c.home_id and " + STILL
                        + " where t.service_id = $1 order by t.recorded_at");
        parts.put(
                "callBacks",
                "select b.home_id, b.whom, b.telephone, b.reason, b.due_at, b.asked_at, b.asked_by, b.done_at,"
                        + " b.done_words from call_back b where b.service_id = $1 and (exists (select from " + LIVED
                        + " where s.home_id = b.home_id and b.asked_at >= s.since and b.asked_at < s.until)"
                        + " or (b.home_id is null and b.alarm_id is null and b.telephone = any ($3)))"
                        + " order by b.asked_at");
        parts.put(
                "units",
                "select p.home_id, u.cid, u.serial, u.firmware, u.iccid, u.sim_network, u.paths, p.since, p.until"
                        + " from unit_placement p join home_unit u on u.id = p.unit_id join " + LIVED
                        + " on s.home_id = p.home_id and p.since < s.until and coalesce(p.until, 'infinity') > s.since"
                        + " where p.service_id = $1 order by p.since");
        parts.put(
                "triggers",
                "select t.home_id, t.name, t.room, t.dty, t.did, t.since, t.until from peripheral t join " + LIVED
                        + " on s.home_id = t.home_id and t.since < s.until and coalesce(t.until, 'infinity') > s.since"
                        + " where t.service_id = $1 order by t.since");
        parts.put(
                "changes",
                "select c.home_id, c.at, c.kind, c.was, c.is_now, c.noticed_by from unit_change c join " + LIVED
                        + " on s.home_id = c.home_id and c.at >= s.since and c.at < s.until"
                        + " where c.service_id = $1 order by c.at");
        parts.put(
                "alarms",
                "select a.id, a.reference, a.kind, a.priority, a.state, a.trigger_words, a.signal_count, a.raised_at,"
                        + " a.closed_at, a.outcome, a.spoken_to, a.closing_note from alarm a join " + ALARMS
                        + " on l.id = a.id order by a.id");
        parts.put(
                "alarmLog",
                "select e.alarm_id, e.at, e.kind, e.actor, e.words from alarm_entry e join " + ALARMS
                        + " on l.id = e.alarm_id where e.service_id = $1 order by e.alarm_id, e.id");
        parts.put(
                "callouts",
                "select c.alarm_id, k.name as contact, c.state, c.offered_at, c.accepted_at, c.arrived_at, c.left_at,"
                        + " c.reason, c.done from callout c join contact k on k.id = c.contact_id join " + ALARMS
                        + " on l.id = c.alarm_id where c.service_id = $1 order by c.offered_at");
        parts.put(
                "sceneReports",
                "select r.alarm_id, r.said_at, r.on_the_floor, r.dangers, r.injury, r.lift, r.outcome,"
                        + " r.hospital_avoided, r.reference_999, r.follow_up, r.note from scene_report r join "
                        + ALARMS + " on l.id = r.alarm_id where r.service_id = $1 order by r.said_at");
        parts.put(
                "responderActs",
                "select c.alarm_id, t.kind, t.said_at, t.received_at, t.refused, t.data from responder_act t"
                        + " join callout c on c.id = t.callout_id join " + ALARMS
                        + " on l.id = c.alarm_id where t.service_id = $1 order by t.received_at");
        parts.put(
                "photos",
                "select p.id, p.alarm_id, p.visit_id, p.said_at, p.received_at, p.width, p.height, p.removed_at"
                        + " from photo p join " + LIVED
                        + " on s.home_id = p.home_id and p.said_at >= s.since and p.said_at < s.until"
                        + " where p.service_id = $1 order by p.said_at, p.id");
        parts.put(
                "messages",
                "select n.alarm_id, n.channel, n.recipient, n.to_address, n.state, n.asked_at, n.sent_at, n.problem"
                        + " from notification n join " + ALARMS
                        + " on l.id = n.alarm_id where n.service_id = $1 order by n.asked_at");
        parts.put(
                "textsReceived",
                "select x.alarm_id, x.from_number, x.words, x.sent_at, x.outcome from received_text x join " + ALARMS
                        + " on l.id = x.alarm_id where x.service_id = $1"
                        // One that may mean several alarms names none: it stands in the log of each, of the same
                        // moment.
                        + " union all select o.alarm_id, o.from_number, o.words, o.sent_at, o.outcome from"
                        + " (select distinct e.alarm_id, x.* from alarm_entry e join " + ALARMS
                        + " on l.id = e.alarm_id"
                        + " join (select id, from_number, words, sent_at, kept_at, outcome from received_text"
                        + " where service_id = $1 and alarm_id is null) x on x.kept_at = e.at"
                        + " and position(left(x.words, 160) in e.words) > 0"
                        + " where e.service_id = $1 and e.kind = 'TEXTED') o"
                        // From their own number, and no answer to anything.
                        + " union all select x.alarm_id, x.from_number, x.words, x.sent_at, x.outcome"
                        + " from received_text x where x.service_id = $1 and x.outcome = 'NO_ASK'"
                        + " and x.from_number = any ($3) order by sent_at, alarm_id");
        parts.put(
                "scripts",
                "select s.occasion, v.number, v.words, v.note, v.withdrawn, v.published_at, v.published_by from script s"
                        + " join script_version v on v.script_id = s.id where s.service_id = $1"
                        + " and s.service_user_id = $2 order by s.occasion, v.number");
        parts.put(
                "calls",
                "select c.alarm_id, c.direction, c.whom, c.telephone, c.at, c.by, c.result from call_line c join "
                        + ALARMS + " on l.id = c.alarm_id where c.service_id = $1 order by c.at");
        parts.put(
                "clocks",
                "select c.alarm_id, c.kind, c.started_at, c.ended_at, c.reference from case_clock c join " + ALARMS
                        + " on l.id = c.alarm_id where c.service_id = $1 order by c.started_at");
        parts.put(
                "followUps",
                "select f.alarm_id, f.what, f.due_at, f.made_at, f.made_by, f.done_at, f.result from follow_up f join "
                        + LIVED + " on s.home_id = f.home_id and f.made_at >= s.since and f.made_at < s.until"
                        + " where f.service_id = $1 order by f.made_at");
        parts.put(
                "listedCalls",
                "select c.due_at, p.kind, p.purpose, c.attempts, c.done_at, c.done_by, c.outcome, c.spoken_to, c.note"
                        + " from listed_call c join call_plan p on p.id = c.plan_id join " + LIVED
                        + " on s.home_id = c.home_id and c.due_at >= s.since and c.due_at < s.until"
                        + " where c.service_id = $1 order by c.due_at");
        parts.put(
                "signals",
                "select g.id, g.alarm_id, g.cid, g.kind, g.received_at, g.unit_time, g.body from " + LIVED + CIDS
                        + " join signal g on g.cid = x.cid and g.home_id = s.home_id and g.received_at >= s.since"
                        + " and g.received_at < s.until where g.service_id = $1 order by g.id");
        parts.put(
                "proofs",
                "select p.home_id, p.kind, p.asked_by, p.asked_at, p.received_at, p.path from proof p join " + LIVED
                        + " on s.home_id = p.home_id and p.received_at >= s.since and p.received_at < s.until"
                        + " where p.service_id = $1 order by p.received_at");
        parts.put(
                "openFaults",
                "select f.home_id, f.what, f.why, f.lost_at, f.escalated_at, f.repaired_at, f.repaired_by,"
                        + " f.repaired_words, f.closed_at, f.closed_words from fault_case f join " + LIVED
                        + " on s.home_id = f.home_id and f.opened_at >= s.since and f.opened_at < s.until"
                        + " where f.service_id = $1 order by f.opened_at, f.id");
        parts.put(
                "welfareCalls",
                "select f.what, w.due_at, w.done_at, w.done_by, w.outcome, w.note from welfare_call w"
                        + " join fault_case f on f.id = w.fault_case_id join " + LIVED
                        + " on s.home_id = f.home_id and w.due_at >= s.since and w.due_at < s.until"
                        + " where w.service_id = $1 order by w.due_at, w.id");
        parts.put(
                "incidents",
                "select g.home_id, g.alarm_id, i.cause, g.tasks, g.lost_at, g.restored_at, g.attempts, g.contacted_at,"
                        + " g.contacted_by, g.result, g.note from incident_home g join incident i on i.id = g.incident_id"
                        + " join " + LIVED
                        + " on s.home_id = g.home_id and g.joined_at >= s.since and g.joined_at < s.until"
                        + " where g.service_id = $1 order by g.joined_at, g.alarm_id");
        parts.put(
                "visits",
                "select v.id, v.home_id, v.kind, v.state, v.planned_on, v.created_by, v.started_at, v.ended_at, v.attempt,"
                        + " v.note, v.next_attempt_on from visit v join " + LIVED
                        + " on s.home_id = v.home_id and v.created_at >= s.since and v.created_at < s.until"
                        + " where v.service_id = $1 order by v.created_at, v.id");
        parts.put(
                "visitActs",
                "select a.visit_id, a.kind, a.said_at, a.received_at, a.actor, a.data from visit_act a"
                        + " join visit v on v.id = a.visit_id join " + LIVED
                        + " on s.home_id = v.home_id and v.created_at >= s.since and v.created_at < s.until"
                        + " where a.service_id = $1 order by a.received_at, a.id");
        parts.put(
                "visitTests",
                "select t.visit_id, t.step, t.what, t.expected, t.asked_at, t.result, t.reason, t.heard, t.heard_at"
                        + " from visit_test t join visit v on v.id = t.visit_id join " + LIVED
                        + " on s.home_id = v.home_id and v.created_at >= s.since and v.created_at < s.until"
                        + " where t.service_id = $1 order by t.asked_at, t.id");
        parts.put(
                "healthTests",
                "select r.home_id, r.method, r.state, r.cause, r.first_asked_at, r.received_at, r.ended_at, r.battery, r.rssi"
                        + " from test_run r join " + LIVED
                        + " on s.home_id = r.home_id and r.first_asked_at >= s.since and r.first_asked_at < s.until"
                        + " where r.service_id = $1 order by r.first_asked_at, r.id");
        parts.put(
                "testCalls",
                "select k.at, k.called_by, k.outcome, k.agreed_for, k.note from test_call k"
                        + " join test_run r on r.id = k.test_run_id join " + LIVED
                        + " on s.home_id = r.home_id and k.at >= s.since and k.at < s.until"
                        + " where k.service_id = $1 order by k.at, k.id");
        parts.put(
                "residentsTests",
                "select t.home_id, t.alarm_id, t.received_at, t.spoken_to, t.recorded_by from user_test t join " + LIVED
                        + " on s.home_id = t.home_id and t.received_at >= s.since and t.received_at < s.until"
                        + " where t.service_id = $1 order by t.received_at, t.alarm_id");
        parts.put(
                "inTheWay",
                "select e.home_id, e.kind, e.owner, e.since, e.review_on, e.note, e.recorded_by, e.ended_at"
                        + " from readiness_exception e join " + LIVED
                        + " on s.home_id = e.home_id and e.since >= s.since and e.since < s.until"
                        + " where e.service_id = $1 order by e.since, e.id");
        parts.put(
                "lineConfirmations",
                "select c.home_id, c.provider, c.at, c.confirmed_by, c.override_reason from line_confirmation c join "
                        + LIVED + " on s.home_id = c.home_id and c.at >= s.since and c.at < s.until"
                        + " where c.service_id = $1 order by c.at, c.id");
        parts.put(
                "centreReleases",
                "select c.home_id, c.former_centre, c.at, c.released_by, c.override_reason, c.taken_back_at,"
                        + " c.taken_back_by, c.taken_back_why from centre_release c join " + LIVED
                        + " on s.home_id = c.home_id and c.at >= s.since and c.at < s.until"
                        + " where c.service_id = $1 order by c.at, c.id");
        parts.put(
                "whoLooked",
                "select t.at, t.actor, t.action, t.subject from (select 'person:' || $2::uuid as subject,"
                        + " '-infinity'::timestamptz as since, 'infinity'::timestamptz as until"
                        + " union all select 'home:' || s.home_id, s.since, s.until from " + LIVED
                        + " union all select 'alarm:' || l.id, '-infinity', 'infinity' from " + ALARMS
                        + " union all select 'photo:' || p.id, '-infinity', 'infinity' from photo p join " + LIVED
                        + " on s.home_id = p.home_id and p.said_at >= s.since and p.said_at < s.until"
                        + " where p.service_id = $1"
                        + ") o join audit t on t.subject = o.subject and t.at >= o.since and t.at < o.until"
                        + " where t.service_id = $1 order by t.id");
        return parts;
    }
}
