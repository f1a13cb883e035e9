package org.tocsin.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.home.SubjectAccess;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;
import org.tocsin.service.RetentionReport;

/** Who may be told of a hold, what one must say, what an earlier release does, and what a run of retention tells. */
class HoldDeskTest {
    private static final LocalDate TODAY = LocalDate.ofInstant(Town.MORNING, ZoneOffset.UTC);

    static Town town;
    static Database owner;
    static Scope mary;
    static Scope eve;
    static HoldDesk desk;
    static HoldStore holds;

    @BeforeAll
    static void open() {
        town = new Town();
        owner = Database.open(town.vertx, town.test.ownerUrl(), 2);
        mary = town.person(town.service("demo"), "mary", "Mary", "MANAGER");
        eve = town.person(town.service("other"), "eve", "Eve", "MANAGER");
        desk = new HoldDesk(town.database, town.clock);
        holds = new HoldStore(town.database);
    }

    @AfterAll
    static void close() {
        await(owner.close());
        town.close();
    }

    @Test
    void a_hold_says_why_and_when_it_is_looked_at_again() {
        UUID home = town.home(mary.serviceId(), "1 Why Street");
        for (LocalDate on : new LocalDate[] {null, TODAY, TODAY.plusYears(5).plusDays(1)}) {
            assertThat(await(desk.place(mary, wanted(Kind.HOME, home, "Why", on), TODAY, null)))
                    .as("%s", on)
                    .isInstanceOf(HoldResult.Unfit.class);
        }
        for (String reason : new String[] {null, " ", "x".repeat(501)}) {
            assertThat(await(desk.place(mary, wanted(Kind.HOME, home, reason, TODAY.plusDays(1)), TODAY, null)))
                    .isInstanceOf(HoldResult.Unfit.class);
        }
        assertThat(await(holds.covering(mary, Kind.HOME, home, 10))).isEmpty();
        UUID hold = place(Kind.HOME, home);
        assertThat(await(desk.lift(mary, hold, " ", null))).isInstanceOf(HoldResult.Unfit.class);
        assertThat(await(desk.review(mary, hold, TODAY, TODAY, null))).isInstanceOf(HoldResult.Unfit.class);
        assertThat(await(desk.review(mary, hold, TODAY.plusDays(200), TODAY, null)))
                .isEqualTo(new HoldResult.Done(hold, false));
        LegalHold found = await(holds.covering(mary, Kind.HOME, home, 10)).get(0);
        assertThat(found.reviewOn()).isEqualTo(TODAY.plusDays(200));
        assertThat(found.due(TODAY.plusDays(199))).isFalse();
        assertThat(found.due(TODAY.plusDays(200))).isTrue();
        assertThat(found.placed()).isEqualTo(new LegalHold.Placed(Town.MORNING, mary.actor(), "A claim", null));
        assertThat(audit("home:" + home)).containsExactly("hold", "review-hold");
    }

    @Test
    void another_service_sees_and_does_nothing() {
        UUID home = town.home(mary.serviceId(), "2 Own Street");
        UUID hold = place(Kind.HOME, home);
        assertThat(await(desk.place(eve, wanted(Kind.HOME, home, "Mine", TODAY.plusDays(1)), TODAY, null)))
                .isEqualTo(new HoldResult.NotOnFile());
        assertThat(await(desk.lift(eve, hold, "Mine", null))).isEqualTo(new HoldResult.NotOnFile());
        assertThat(await(desk.review(eve, hold, TODAY.plusDays(9), TODAY, null)))
                .isEqualTo(new HoldResult.NotOnFile());
        assertThat(await(holds.standing(eve, 10))).isEmpty();
        assertThat(await(holds.lifted(eve, 10))).isEmpty();
        assertThat(await(holds.covering(eve, Kind.HOME, home, 10))).isEmpty();
        assertThat(await(holds.choices(eve, Kind.HOME, home))).isEmpty();
        UUID theirs = town.home(eve.serviceId(), "3 Their Street");
        LegalHold.Wanted taken = new LegalHold.Wanted(hold, Kind.HOME, theirs, "Mine", null, TODAY.plusDays(1));
        assertThat(await(desk.place(eve, taken, TODAY, null))).isEqualTo(new HoldResult.NotOnFile());
    }

    @Test
    void of_a_home_what_stands_under_it_is_told_and_of_an_alarm_what_stands_over_it() {
        UUID home = town.home(mary.serviceId(), "4 Under Street");
        UUID person = town.resident(mary.serviceId(), home, "Ada Byron", "ACTIVE", Town.MORNING);
        UUID alarm = town.alarm(mary.serviceId(), home);
        UUID onAlarm = place(Kind.ALARM, alarm);
        UUID onPerson = place(Kind.PERSON, person);
        assertThat(await(holds.covering(mary, Kind.HOME, home, 10)))
                .extracting(LegalHold::id)
                .containsExactlyInAnyOrder(onAlarm, onPerson);
        assertThat(await(holds.covering(mary, Kind.ALARM, alarm, 10)))
                .extracting(LegalHold::id)
                .containsExactlyInAnyOrder(onAlarm, onPerson);
        assertThat(await(holds.standing(mary, 100)))
                .filteredOn(hold -> hold.id().equals(onPerson))
                .extracting(hold -> hold.of().name() + " " + hold.of().homeId())
                .containsExactly("Ada Byron " + home);
        assertThat(await(holds.choices(mary, Kind.ALARM, alarm)))
                .extracting(one -> one.kind() + " " + one.id())
                .containsExactly("ALARM " + alarm, "HOME " + home, "PERSON " + person);
        SubjectAccess.Copy copy = await(new SubjectAccess(town.database, town.clock).copy(mary, person, null))
                .orElseThrow();
        List<JsonObject> told = copy.parts().getOrDefault("legalHolds", List.of());
        assertThat(told).extracting(row -> row.getString("kind")).contains("PERSON");
    }

    @Test
    void the_copy_for_a_person_names_that_an_incident_of_theirs_is_held_and_not_why() {
        UUID home = town.home(mary.serviceId(), "8 Dark Street");
        UUID person = town.resident(mary.serviceId(), home, "Ada Dark", "ACTIVE", Town.MORNING);
        UUID other = town.resident(
                mary.serviceId(), town.home(mary.serviceId(), "9 Lit Street"), "Bea Lit", "ACTIVE", Town.MORNING);
        UUID incident = UUID.randomUUID();
        town.sql(
                "insert into incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at)"
                        + " values ('%s', '%s', 'MAINS', 'AREA', 'Harehills', gen_random_uuid(), '%3$s', '%3$s')",
                incident, mary.serviceId(), Town.MORNING);
        town.sql(
                "insert into incident_home (incident_id, alarm_id, service_id, home_id, rank, lost_at, joined_at)"
                        + " values ('%s', '%s', '%s', '%s', 1, '%5$s', '%5$s')",
                incident, town.alarm(mary.serviceId(), home), mary.serviceId(), home, Town.MORNING);
        UUID hold = place(Kind.INCIDENT, incident);
        SubjectAccess subjects = new SubjectAccess(town.database, town.clock);
        assertThat(held(subjects, person)).singleElement().satisfies(row -> {
            assertThat(row.getString("kind")).isEqualTo("INCIDENT");
            assertThat(row.getString("record_id")).isEqualTo(incident.toString());
            assertThat(row.getString("placed_by")).isEqualTo(mary.actor());
            assertThat(row.fieldNames()).contains("reason", "reference", "lifted_why");
            assertThat(row.getString("reason")).isNull();
            assertThat(row.getString("reference")).isNull();
        });
        assertThat(held(subjects, other)).isEmpty();
        await(desk.lift(mary, hold, "It was about 9 Lit Street", null));
        assertThat(held(subjects, person)).singleElement().satisfies(row -> {
            assertThat(row.getString("lifted_at")).isNotNull();
            assertThat(row.getString("lifted_why")).isNull();
        });
    }

    @Test
    void a_hold_on_an_alarm_of_their_time_is_in_the_copy_though_they_had_moved_out_when_it_was_placed() {
        UUID home = town.home(mary.serviceId(), "10 Left Street");
        UUID left =
                town.resident(mary.serviceId(), home, "Ada Left", "ACTIVE", Town.MORNING.minus(Duration.ofDays(30)));
        UUID theirs = town.alarm(mary.serviceId(), home);
        town.sql("update alarm set raised_at = '%s' where id = '%s'", Town.MORNING.minus(Duration.ofDays(20)), theirs);
        town.sql(
                "update resident set until = '%s' where service_user_id = '%s'",
                Town.MORNING.minus(Duration.ofDays(10)), left);
        UUID later = town.alarm(mary.serviceId(), home);
        place(Kind.ALARM, theirs);
        place(Kind.ALARM, later);
        place(Kind.HOME, home);
        SubjectAccess subjects = new SubjectAccess(town.database, town.clock);
        assertThat(held(subjects, left))
                .extracting(row -> row.getString("record_id"))
                .containsExactly(theirs.toString());
    }

    private static List<JsonObject> held(SubjectAccess subjects, UUID person) {
        return await(subjects.copy(mary, person, null)).orElseThrow().parts().getOrDefault("legalHolds", List.of());
    }

    @Test
    void the_mark_an_earlier_release_sets_is_a_hold_and_the_one_it_takes_is_none() {
        UUID home = town.home(mary.serviceId(), "5 Before Street");
        await(town.database
                .pool()
                .query("update home set legal_hold = true where id = '" + home + "'")
                .execute());
        assertThat(await(holds.covering(mary, Kind.HOME, home, 10)))
                .extracting(hold -> hold.placed().reason())
                .containsExactly("No reason was written down");
        await(town.database
                .pool()
                .query("update home set legal_hold = false where id = '" + home + "'")
                .execute());
        assertThat(await(holds.covering(mary, Kind.HOME, home, 10))).isEmpty();
    }

    @Test
    void a_mark_that_an_earlier_release_takes_leaves_what_was_placed_with_a_reason() {
        UUID home = town.home(mary.serviceId(), "7 Both Street");
        UUID hold = place(Kind.HOME, home);
        await(town.database
                .pool()
                .query("update home set legal_hold = false where id = '" + home + "'")
                .execute());
        assertThat(await(holds.covering(mary, Kind.HOME, home, 10))).hasSize(1);
        assertThat(await(town.database
                                .pool()
                                .query("select legal_hold from home where id = '" + home + "'")
                                .execute())
                        .iterator()
                        .next()
                        .getBoolean(0))
                .isTrue();
        await(desk.lift(mary, hold, "It is over", null));
        assertThat(await(town.database
                                .pool()
                                .query("select legal_hold from home where id = '" + home + "'")
                                .execute())
                        .iterator()
                        .next()
                        .getBoolean(0))
                .isFalse();
    }

    @Test
    void the_runtime_may_not_rewrite_who_placed_a_hold_and_why() {
        place(Kind.HOME, town.home(mary.serviceId(), "6 Sure Street"));
        for (String act : List.of(
                "update legal_hold set reason = 'x'",
                "delete from legal_hold",
                "insert into retention_rule select id, 'HOME', 1 from service",
                "update retention_run set gone = 0")) {
            assertThat(await(town.database
                            .pool()
                            .query(act)
                            .execute()
                            .map(false)
                            .recover(e -> Future.succeededFuture(
                                    String.valueOf(e.getMessage()).contains("permission denied")))))
                    .as(act)
                    .isTrue();
        }
    }

    @Test
    void a_run_goes_in_portions_and_tells_what_it_took() {
        Scope sam = town.person(town.service("portions"), "sam", "Sam", "MANAGER");
        String over = Town.MORNING.minus(Duration.ofDays(400)).toString();
        town.sql(
                "insert into service_user (id, service_id, name, created_at) select gen_random_uuid(), '%s', 'Old ' || n,"
                        + " '%s' from generate_series(1, 450) n",
                sam.serviceId(), over);
        UUID home = town.home(sam.serviceId(), "7 Many Street");
        town.sql(
                "insert into resident (service_id, home_id, service_user_id, since, until) select"
                        + " service_id, '%s', id, '2020-01-01', '%s' from service_user where service_id = '%s'",
                home, over, sam.serviceId());
        RetentionReport report = new RetentionReport(town.database, town.clock);
        Retention retention = new Retention(owner, town.clock);
        await(retention.set(sam, new Retention.Rule(RetentionKind.PERSON, 365)));
        assertThat(await(report.waiting(sam)))
                .extracting(one -> one.kind() + " " + one.days() + " " + one.due())
                .contains("PERSON 365 450", "HOME null null");
        assertThat(await(report.runs(sam, 10))).isEmpty();

        assertThat(await(retention.apply(sam))).hasSize(450);
        assertThat(await(report.runs(sam, 10)))
                .extracting(run -> run.kind() + " " + run.gone() + " " + run.complete())
                .containsExactly("PERSON 450 true");
        assertThat(await(report.waiting(sam)))
                .filteredOn(one -> one.kind() == RetentionKind.PERSON)
                .extracting(RetentionReport.Waiting::due)
                .containsExactly(0);
        assertThat(await(report.runs(mary, 10))).isEmpty();
        assertThat(await(retention.services())).contains(sam.serviceId()).doesNotContain(mary.serviceId());
    }

    @Test
    void a_hold_waits_for_the_portion_that_is_just_going() {
        UUID home = town.home(mary.serviceId(), "8 Turn Street");
        SqlConnection going = await(owner.pool().getConnection());
        await(going.query("begin").execute());
        await(going.preparedQuery(HoldDesk.LOCK)
                .execute(Tuple.of(mary.serviceId().toString())));
        var placed = desk.place(mary, wanted(Kind.HOME, home, "Now", TODAY.plusDays(9)), TODAY, null);
        await(holds.standing(mary, 10));
        assertThat(placed.isComplete()).isFalse();
        await(going.query("commit").execute());
        assertThat(await(placed)).isInstanceOf(HoldResult.Done.class);
        await(going.close());
    }

    private static UUID place(Kind kind, UUID record) {
        LegalHold.Wanted wanted = wanted(kind, record, "A claim", TODAY.plusDays(90));
        assertThat(await(desk.place(mary, wanted, TODAY, null))).isEqualTo(new HoldResult.Done(wanted.id(), false));
        return wanted.id();
    }

    private static LegalHold.Wanted wanted(Kind kind, UUID record, String reason, LocalDate on) {
        return new LegalHold.Wanted(Ids.next(), kind, record, reason, null, on);
    }

    private static List<String> audit(String subject) {
        return await(owner.pool()
                .query("select action from audit where subject = '" + subject + "' order by id")
                .execute()
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList()));
    }
}
