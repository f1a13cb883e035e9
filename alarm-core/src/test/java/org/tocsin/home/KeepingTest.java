package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.hold.HoldDesk;
import org.tocsin.hold.HoldResult;
import org.tocsin.hold.LegalHold;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;

/** What is kept of people and homes, for how long, and the copy a person may ask for. */
class KeepingTest {
    static Town town;
    static Scope scope;
    static Scope elsewhere;
    static Database owner;
    static Retention retention;
    static Residents residents;
    static HomeDesk desk;
    static HoldDesk holds;

    @BeforeAll
    static void open() {
        town = new Town();
        scope = town.person(town.service("demo"), "mary", "Mary", "MANAGER");
        elsewhere = town.person(town.service("other"), "eve", "Eve", "MANAGER");
        owner = Database.open(town.vertx, town.test.ownerUrl(), 2);
        retention = new Retention(owner, town.clock);
        residents = new Residents(town.database, town.clock, town.wakeup);
        desk = new HomeDesk(town.database, town.clock);
        holds = new HoldDesk(town.database, town.clock);
    }

    @AfterAll
    static void close() {
        await(owner.close());
        town.close();
    }

    @Test
    void what_is_due_is_listed_then_taken_away_and_a_hold_stops_it() {
        UUID home = town.home(scope.serviceId(), "1 Old Street");
        UUID kept = town.home(scope.serviceId(), "2 Held Street");
        UUID gone = former(home, "Gone Longago", 400);
        UUID recent = former(home, "Gone Lately", 10);
        UUID held = former(home, "Held Person", 400);
        UUID heldByHome = former(kept, "Held Byhome", 400);
        UUID present = town.resident(scope.serviceId(), home, "Still There", "ACTIVE", Town.MORNING);
        UUID alarm = town.alarm(scope.serviceId(), kept);
        UUID other = town.alarm(scope.serviceId(), town.home(scope.serviceId(), "3 Plain Street"));
        town.sql(
                "update alarm set state = 'CLOSED', sounding = false, closed_at = '%s', spoken_to = 'Edith',"
                        + " closing_note = 'Well' where id in ('%s', '%s')",
                town.clock.instant().minus(Duration.ofDays(400)), alarm, other);
        UUID hold = hold(LegalHold.Kind.PERSON, held);
        hold(LegalHold.Kind.HOME, kept);
        assertThat(await(retention.due(scope))).as("nobody has made a rule").isEmpty();
        await(retention.set(scope, new Retention.Rule(RetentionKind.PERSON, 365)));
        await(retention.set(scope, new Retention.Rule(RetentionKind.ALARM_NOTE, 365)));

        assertThat(await(retention.due(scope)))
                .extracting(due -> due.kind() + " " + due.id())
                .containsExactlyInAnyOrder("PERSON " + gone, "ALARM_NOTE " + other);
        assertThat(name(gone)).as("only listed").isEqualTo("Gone Longago");
        assertThat(await(retention.due(elsewhere))).isEmpty();

        assertThat(await(retention.apply(scope))).hasSize(2);
        assertThat(name(gone)).isEqualTo("Removed");
        assertThat(List.of(name(recent), name(held), name(heldByHome), name(present)))
                .containsExactly("Gone Lately", "Held Person", "Held Byhome", "Still There");
        assertThat(text("select spoken_to from alarm where id = '" + other + "'"))
                .isNull();
        assertThat(text("select spoken_to from alarm where id = '" + alarm + "'"))
                .isEqualTo("Edith");
        assertThat(text("select actor from audit where action = 'retention' and subject = 'person:" + gone + "'"))
                .isEqualTo(scope.actor());
        assertThat(await(retention.due(scope))).isEmpty();
        await(holds.lift(scope, hold, "Settled", null));
        assertThat(await(retention.due(scope))).extracting(Retention.Due::id).containsExactly(held);
    }

    @Test
    void what_was_written_on_visits_and_noted_of_calls_goes_and_what_was_heard_stays() {
        UUID service = scope.serviceId();
        UUID home = town.home(service, "7 Note Street");
        UUID held = town.home(service, "8 Note Street");
        hold(LegalHold.Kind.HOME, held);
        UUID visit = visit(home);
        UUID kept = visit(held);
        UUID fault = Ids.next();
        town.sql(
                "insert into fault_case (id, service_id, home_id, fault_id, cid, did, dty, kind, what, why, lost_at,"
                        + " opened_at, next_call_at, manager_at) values ('%s', '%s', '%s', '%s', '1', '', '0003',"
                        + " 'BATTERY', 'Pendant', 'why', '%5$s', '%5$s', '%5$s', '%5$s')",
                fault, service, home, Ids.next(), Town.MORNING);
        UUID call = Ids.next();
        town.sql(
                "insert into welfare_call (id, service_id, fault_case_id, alarm_id, due_at, done_at, outcome, note)"
                        + " values ('%s', '%s', '%s', '%s', '%5$s', '%5$s', 'WELL', 'Her sister was there')",
                call, service, fault, fault, Town.MORNING.minus(Duration.ofDays(400)));
        await(retention.set(scope, new Retention.Rule(RetentionKind.VISIT_NOTE, 365)));
        await(retention.set(scope, new Retention.Rule(RetentionKind.CALL_NOTE, 365)));

        assertThat(await(retention.apply(scope)))
                .extracting(due -> due.kind() + " " + due.id())
                .contains("VISIT_NOTE " + visit, "CALL_NOTE " + call)
                .doesNotContain("VISIT_NOTE " + kept);

        assertThat(text("select coalesce(note, '') || coalesce(latitude::text, '') from visit where id = '" + visit
                        + "'"))
                .isEmpty();
        assertThat(text("select data::text from visit_act where visit_id = '" + visit + "'"))
                .contains("OPENED")
                .doesNotContain("under the mat");
        assertThat(text("select data::text from visit_act where visit_id = '" + kept + "'"))
                .contains("under the mat");
        assertThat(text("select outcome || coalesce(note, '') from welfare_call where id = '" + call + "'"))
                .isEqualTo("WELL");
        assertThat(await(retention.due(scope)))
                .noneMatch(due -> due.id().equals(visit) || due.id().equals(call));
    }

    private static UUID hold(LegalHold.Kind kind, UUID record) {
        UUID id = Ids.next();
        LocalDate today = LocalDate.ofInstant(town.clock.instant(), ZoneOffset.UTC);
        LegalHold.Wanted wanted = new LegalHold.Wanted(id, kind, record, "A claim", null, today.plusDays(30));
        assertThat(await(holds.place(scope, wanted, today, null))).isEqualTo(new HoldResult.Done(id, false));
        return id;
    }

    private static UUID visit(UUID home) {
        UUID id = Ids.next();
        Instant ended = Town.MORNING.minus(Duration.ofDays(400));
        town.sql(
                "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by, ended_at,"
                        + " latitude, longitude, note) values ('%s', '%s', '%s', 'INSTALL', 'COMPLETED', '2025-01-01',"
                        + " '%4$s', 'x', '%4$s', 51.5, -3.2, 'Left by the back')",
                id, scope.serviceId(), home, ended);
        town.sql(
                "insert into visit_act (id, service_id, visit_id, kind, said_at, received_at, actor, data) values"
                        + " ('%s', '%s', '%s', 'KEY_SAFE', '%4$s', '%4$s', 'x',"
                        + " '{\"result\": \"OPENED\", \"note\": \"under the mat\"}')",
                Ids.next(), scope.serviceId(), id, ended);
        return id;
    }

    @Test
    void a_home_that_has_left_loses_its_address_its_access_and_its_contacts() {
        UUID home = town.home(scope.serviceId(), "9 Left Street");
        town.contact(scope, home, 1, "Key Holder");
        town.sql("update contact set email = 'key@example.net' where home_id = '%s'", home);
        await(retention.set(scope, new Retention.Rule(RetentionKind.HOME, 30)));
        await(desk.end(scope, home, true, null));
        assertThat(await(retention.due(scope))).noneMatch(due -> due.id().equals(home));
        UUID alarm = town.alarm(scope.serviceId(), home);
        town.sql(
                "insert into notification (id, service_id, channel, recipient, to_address, alarm_id, state, asked_at,"
                        + " expires_at) values ('%s', '%s', 'EMAIL', 'Key Holder', 'key@example.net', '%s', 'SENT',"
                        + " now(), now())",
                Ids.next(), scope.serviceId(), alarm);
        town.sql("update home set ended_at = '%s' where id = '%s'", Town.MORNING.minus(Duration.ofDays(40)), home);
        assertThat(await(retention.apply(scope))).anyMatch(due -> due.id().equals(home));
        assertThat(text("select line1 || ' ' || postcode from home where id = '" + home + "'"))
                .isEqualTo("Removed LS1");
        assertThat(text("select name || coalesce(email, '') from contact where home_id = '" + home + "'"))
                .isEqualTo("Removed");
        assertThat(text("select recipient || ' ' || to_address from notification where alarm_id = '" + alarm + "'"))
                .isEqualTo("Removed Removed");
    }

    @Test
    void a_person_gets_everything_that_is_held_about_them_and_nothing_of_those_before() {
        UUID service = scope.serviceId();
        UUID home = town.home(service, "5 Copy Street");
        String cid = town.unit(service, home);
        UUID unit = UUID.fromString(String.valueOf(text("select id::text from home_unit where cid = '" + cid + "'")));
        UUID before = former(home, "Before Them", 20);
        UUID person = town.resident(service, home, "Edith Shah", "ACTIVE", Town.MORNING.minus(Duration.ofDays(10)));
        town.sql(
                "insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)"
                        + " values ('%s', '%s', '%s', '%s', '%s', 'x')",
                Ids.next(), service, unit, home, Town.MORNING.minus(Duration.ofDays(100)));
        UUID alarm = town.alarm(service, home);
        signal(cid, unit, home, 1, "mine");
        signal(cid, unit, home, 30, "theirs");
        await(residents.setStatus(
                scope,
                person,
                new Residents.NewStatus(ServiceUser.Status.IN_HOSPITAL, town.clock.instant(), null, null, "St James's"),
                null));
        AuditTrail audit = new AuditTrail(town.database, town.clock);
        await(audit.record(scope, "read-alarm", "alarm:" + alarm, "192.0.2.1"));
        await(audit.record(scope, "read-home", "home:" + home, "192.0.2.1"));

        // What was written about the home's way to the digital line, in their time and before it.
        for (int daysAgo : new int[] {1, 5_000}) {
            Object at = Town.MORNING.minus(Duration.ofDays(daysAgo));
            town.sql(
                    "insert into readiness_exception (id, service_id, home_id, kind, owner, since, note, recorded_by, ended_at)"
                            + " values ('%s', '%s', '%s', 'REFUSED', 'Mary', '%s', 'asked %d', 'x', '%s')",
                    Ids.next(), scope.serviceId(), home, at, daysAgo, at);
            town.sql(
                    "insert into line_confirmation (id, service_id, home_id, at, confirmed_by, override_reason)"
                            + " values ('%s', '%s', '%s', '%s', 'x', 'told %d')",
                    Ids.next(), scope.serviceId(), home, at, daysAgo);
            town.sql(
                    "insert into centre_release (id, service_id, home_id, former_centre, at, released_by, triggers, current,"
                            + " units, heard, override_reason) values ('%s', '%s', '%s', 'Fern %d', '%s', 'x', 0, 0, 0, 0,"
                            + " 'let go %d')",
                    Ids.next(), scope.serviceId(), home, daysAgo, at, daysAgo);
            workedOn(home, unit, at, "of day " + daysAgo);
        }

        SubjectAccess subjects = new SubjectAccess(town.database, town.clock);
        SubjectAccess.Copy copy = await(subjects.copy(scope, person, null)).orElseThrow();
        assertThat(copy.parts().keySet())
                .containsExactly(
                        "person",
                        "legalHolds",
                        "statuses",
                        "earlierWording",
                        "homes",
                        "contacts",
                        "card",
                        "contactTimes",
                        "callBacks",
                        "units",
                        "triggers",
                        "changes",
                        "alarms",
                        "alarmLog",
                        "callouts",
                        "sceneReports",
                        "responderActs",
                        "photos",
                        "messages",
                        "textsReceived",
                        "scripts",
                        "calls",
                        "clocks",
                        "followUps",
                        "listedCalls",
                        "signals",
                        "proofs",
                        "openFaults",
                        "welfareCalls",
                        "incidents",
                        "visits",
                        "visitActs",
                        "visitTests",
                        "healthTests",
                        "testCalls",
                        "residentsTests",
                        "inTheWay",
                        "lineConfirmations",
                        "centreReleases",
                        "whoLooked");
        assertThat(words(copy, "signals", "kind")).containsExactly("mine");
        assertThat(words(copy, "alarms", "id")).containsExactly(alarm.toString());
        assertThat(words(copy, "statuses", "note")).containsExactly("St James's");
        assertThat(words(copy, "units", "cid")).containsExactly(cid);
        assertThat(words(copy, "inTheWay", "note")).containsExactly("asked 1");
        assertThat(words(copy, "lineConfirmations", "override_reason")).containsExactly("told 1");
        assertThat(words(copy, "centreReleases", "override_reason")).containsExactly("let go 1");
        assertThat(words(copy, "openFaults", "what")).containsExactly("of day 1");
        for (String part : List.of("welfareCalls", "incidents", "visits", "testCalls")) {
            assertThat(words(copy, part, "note")).as(part).containsExactly("of day 1");
        }
        assertThat(words(copy, "visitActs", "data")).containsExactly("{\"note\":\"of day 1\"}");
        assertThat(words(copy, "visitTests", "what")).containsExactly("of day 1");
        assertThat(words(copy, "healthTests", "cause")).containsExactly("of day 1");
        assertThat(words(copy, "residentsTests", "spoken_to")).containsExactly("of day 1");
        assertThat(Set.copyOf(words(copy, "whoLooked", "action")))
                .containsExactlyInAnyOrder("set-status", "read-alarm", "read-home", "subject-access");
        assertThat(copy.parts().toString()).doesNotContain("Before Them", "_enc");
        assertThat(words(await(subjects.copy(scope, before, null)).orElseThrow(), "alarms", "id"))
                .isEmpty();
        assertThat(await(subjects.copy(elsewhere, person, null))).isEmpty();
    }

    @Test
    void who_has_moved_out_gets_nothing_about_those_who_live_there_now() {
        UUID home = town.home(scope.serviceId(), "6 Next Street");
        UUID left = former(home, "Moved Away", 20);
        UUID present = town.resident(scope.serviceId(), home, "Lives Now", "ACTIVE", Town.MORNING);
        town.contact(scope, home, 1, "Daughter Ofnow");
        town.sql("update home set risks = 'Oxygen of now', vulnerabilities = '{OXYGEN}' where id = '%s'", home);

        SubjectAccess subjects = new SubjectAccess(town.database, town.clock);
        SubjectAccess.Copy copy = await(subjects.copy(scope, left, null)).orElseThrow();
        assertThat(words(copy, "homes", "line1")).containsExactly("6 Next Street");
        assertThat(copy.parts().toString()).doesNotContain("Daughter Ofnow", "Oxygen of now", "OXYGEN");
        assertThat(await(subjects.copy(scope, present, null))
                        .orElseThrow()
                        .parts()
                        .toString())
                .contains("Daughter Ofnow", "Oxygen of now", "OXYGEN");
    }

    /** What people and the platform did about a home and wrote down, all at one time and in the same words. */
    private static void workedOn(UUID home, UUID unit, Object at, String words) {
        Map<String, Object> values = Map.of(
                ":service",
                scope.serviceId(),
                ":home",
                home,
                ":unit",
                unit,
                ":at",
                at,
                ":words",
                words,
                ":fault",
                Ids.next(),
                ":incident",
                Ids.next(),
                ":visit",
                Ids.next(),
                ":campaign",
                Ids.next(),
                ":run",
                Ids.next());
        for (String sql : List.of(
                "fault_case (id, service_id, home_id, fault_id, cid, did, dty, kind, what, why, lost_at, opened_at,"
                        + " next_call_at, manager_at) values (':fault', ':service', ':home', gen_random_uuid(), '1', '',"
                        + " '0003', 'BATTERY', ':words', 'x', ':at', ':at', ':at', ':at')",
                "welfare_call (id, service_id, fault_case_id, alarm_id, due_at, done_at, outcome, note) values"
                        + " (gen_random_uuid(), ':service', ':fault', gen_random_uuid(), ':at', ':at', 'WELL', ':words')",
                "incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at, closed_at, settled_at) values"
                        + " (':incident', ':service', 'MAINS', 'AREA', 'North', gen_random_uuid(), ':at', ':at', ':at', ':at')",
                "incident_home (incident_id, alarm_id, service_id, home_id, rank, lost_at, joined_at, note) values"
                        + " (':incident', gen_random_uuid(), ':service', ':home', 1, ':at', ':at', ':words')",
                "visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by, note) values (':visit',"
                        + " ':service', ':home', 'INSTALL', 'COMPLETED', '2026-01-01', ':at', 'x', ':words')",
                "visit_act (id, service_id, visit_id, kind, said_at, received_at, actor, data) values (gen_random_uuid(),"
                        + " ':service', ':visit', 'NOTED', ':at', ':at', 'x', '{\"note\":\":words\"}')",
                "visit_test (id, service_id, visit_id, home_id, unit_id, step, how, what, expected, asked_at, listens_until,"
                        + " look_at) values (gen_random_uuid(), ':service', ':visit', ':home', ':unit', 'TRIGGER', 'PRESS',"
                        + " ':words', 'x', ':at', ':at', ':at')",
                "campaign (id, service_id, name, hours, attempts, retry_after_s, answer_within_s, await_s, trial_per_model,"
                        + " state, next_at, look_at, created_at, created_by) values (':campaign', ':service', ':words', '', 1,"
                        + " 0, 60, 60, 0, 'STOPPED', ':at', ':at', ':at', 'x')",
                "test_run (id, service_id, campaign_id, cycle, unit_id, home_id, method, audible, position, state, cause,"
                        + " first_asked_at) values (':run', ':service', ':campaign', 1, ':unit', ':home', 'COMMAND', false, 1,"
                        + " 'NO_ANSWER', ':words', ':at')",
                "test_call (id, service_id, test_run_id, at, called_by, outcome, note) values (gen_random_uuid(), ':service',"
                        + " ':run', ':at', 'x', 'DECLINED', ':words')",
                "user_test (alarm_id, service_id, home_id, signal_id, received_at, spoken_to, recorded_at, recorded_by)"
                        + " values (gen_random_uuid(), ':service', ':home', gen_random_uuid(), ':at', ':words', ':at', 'x')")) {
            String said = sql;
            for (Map.Entry<String, Object> value : values.entrySet()) {
                said = said.replace(value.getKey(), value.getValue().toString());
            }
            town.sql("insert into " + said);
        }
    }

    private static List<String> words(SubjectAccess.Copy copy, String part, String field) {
        return copy.parts().getOrDefault(part, List.<JsonObject>of()).stream()
                .map(row -> String.valueOf(row.getValue(field)))
                .toList();
    }

    private static void signal(String cid, UUID unit, UUID home, int daysAgo, String kind) {
        town.sql(
                "insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) values ('%1$s', '%2$s', '%3$s', '%4$s',"
                        + " '%5$s', 'r', 'SCAIP', '%6$s', '', '%7$s', '%7$s', 'x', 'g', '{}', '{}', '')",
                Ids.next(), scope.serviceId(), unit, home, cid, kind, Town.MORNING.minus(Duration.ofDays(daysAgo)));
    }

    /** Somebody who moved out so many days ago. */
    private static UUID former(UUID home, String name, int daysAgo) {
        UUID person = town.resident(
                scope.serviceId(), home, name, "ACTIVE", Town.MORNING.minus(Duration.ofDays(daysAgo + 100L)));
        town.sql(
                "update resident set until = '%s' where service_user_id = '%s'",
                Town.MORNING.minus(Duration.ofDays(daysAgo)), person);
        return person;
    }

    private static @Nullable String name(UUID person) {
        return text("select name from service_user where id = '" + person + "'");
    }

    private static @Nullable String text(String sql) {
        return await(town.database
                .pool()
                .query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }
}
