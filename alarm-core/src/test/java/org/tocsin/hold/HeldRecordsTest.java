package org.tocsin.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;

/** Of every kind of record: past its time it goes; held it stays, with what is under it and its home's file; lifted it goes. */
class HeldRecordsTest {
    static Town town;
    static Database owner;
    static Retention retention;
    static HoldDesk desk;
    static HoldStore holds;
    static int count;

    UUID service;
    Scope mary;
    Scope rita;
    UUID home;
    UUID person;
    UUID alarm;
    UUID scene;
    UUID photo;
    UUID visit;
    UUID incident;

    @BeforeAll
    static void open() {
        town = new Town();
        owner = Database.open(town.vertx, town.test.ownerUrl(), 2);
        retention = new Retention(owner, town.clock);
        desk = new HoldDesk(town.database, town.clock);
        holds = new HoldStore(town.database);
    }

    @AfterAll
    static void close() {
        await(owner.close());
        town.close();
    }

    /** A home that left 400 days ago, with everything that can be held, each past its time. */
    @BeforeEach
    void everythingIsPastItsTime() {
        count++;
        service = town.service("service-" + count);
        mary = town.person(service, "mary" + count, "Mary", "MANAGER");
        rita = town.person(service, "rita" + count, "Rita Responder", "RESPONDER");
        Instant then = town.clock.instant().minus(Duration.ofDays(400));
        home = town.home(service, count + " Mill Lane");
        person = town.resident(service, home, "Ada Byron", "ACTIVE", then.minus(Duration.ofDays(100)));
        town.sql("update resident set until = '%s' where service_user_id = '%s'", then, person);
        alarm = closed(then);
        scene(then);
        visit = Ids.next();
        town.sql(
                "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by, ended_at, note)"
                        + " values ('%s', '%s', '%s', 'INSTALL', 'COMPLETED', '2025-01-01', '%4$s', 'x', '%4$s', 'By the back')",
                visit, service, home, then);
        incident(then);
        town.sql("update home set ended_at = '%s' where id = '%s'", then, home);
        for (RetentionKind kind : RetentionKind.values()) {
            await(retention.set(mary, new Retention.Rule(kind, 365)));
        }
    }

    private static final Set<String> ALL =
            Set.of("person", "home", "note", "call", "scene", "photo", "visit", "incident");

    @Test
    void without_a_hold_all_of_it_goes() {
        assertThat(kept()).isEqualTo(ALL);
        await(retention.apply(mary));
        assertThat(kept()).isEmpty();
        assertThat(await(retention.due(mary))).isEmpty();
    }

    @Test
    void a_hold_on_the_home_keeps_everything_under_it_and_once_lifted_it_goes() {
        staysWhile(Kind.HOME, home, ALL);
    }

    @Test
    void a_hold_on_a_person_keeps_everything_of_the_homes_they_lived_in() {
        staysWhile(Kind.PERSON, person, ALL);
    }

    @Test
    void a_hold_on_an_alarm_keeps_what_is_under_it_and_the_home_s_file() {
        staysWhile(Kind.ALARM, alarm, Set.of("person", "home", "note", "call", "scene", "photo", "incident"));
        assertThat(text(
                        "select string_agg(words, ' | ' order by id) from alarm_entry where kind = 'NOTE' and alarm_id = '"
                                + alarm + "'"))
                .startsWith("A legal hold was placed | ")
                .endsWith(" | A legal hold was lifted")
                .doesNotContain("coroner", "Inquest");
    }

    @Test
    void a_hold_on_what_was_found_at_the_scene_keeps_it_with_its_photos() {
        staysWhile(Kind.SCENE, scene, Set.of("person", "home", "scene", "photo"));
    }

    @Test
    void a_hold_on_a_visit_keeps_it() {
        staysWhile(Kind.VISIT, visit, Set.of("person", "home", "visit"));
    }

    @Test
    void a_hold_on_an_incident_keeps_the_alarms_of_its_homes() {
        staysWhile(Kind.INCIDENT, incident, Set.of("person", "home", "note", "call", "scene", "photo", "incident"));
    }

    private void staysWhile(Kind kind, UUID record, Set<String> stays) {
        UUID first = place(kind, record);
        UUID second = place(kind, record);
        await(retention.apply(mary));
        assertThat(kept()).as("held").isEqualTo(new TreeSet<>(stays));
        assertThat(await(desk.lift(mary, first, "Inquest over", null))).isEqualTo(new HoldResult.Done(first, false));
        await(retention.apply(mary));
        assertThat(kept()).as("one of two lifted").isEqualTo(new TreeSet<>(stays));
        assertThat(await(desk.lift(mary, first, "Again", null))).isEqualTo(new HoldResult.Done(first, true));
        assertThat(await(desk.lift(mary, second, "Inquest over", null))).isEqualTo(new HoldResult.Done(second, false));
        await(retention.apply(mary));
        assertThat(kept()).as("lifted").isEmpty();
        assertThat(await(holds.standing(mary, 10))).isEmpty();
        assertThat(await(holds.lifted(mary, 10))).hasSize(2).allMatch(hold -> hold.lifted() != null);
    }

    private UUID place(Kind kind, UUID record) {
        UUID id = Ids.next();
        LocalDate today = LocalDate.ofInstant(town.clock.instant(), ZoneOffset.UTC);
        LegalHold.Wanted wanted =
                new LegalHold.Wanted(id, kind, record, "The coroner asks", "HMC 12/26", today.plusDays(90));
        assertThat(await(desk.place(mary, wanted, today, null))).isEqualTo(new HoldResult.Done(id, false));
        assertThat(await(desk.place(mary, wanted, today, null))).isEqualTo(new HoldResult.Done(id, true));
        assertThat(await(holds.covering(mary, kind, record, 10)))
                .extracting(LegalHold::id)
                .contains(id);
        return id;
    }

    /** What is still there to be read. */
    private Set<String> kept() {
        Map<String, String> there = Map.of(
                "person", "select from service_user where name = 'Ada Byron' and id = '" + person + "'",
                "home", "select from home where line1 like '%Mill Lane' and id = '" + home + "'",
                "note", "select from alarm where spoken_to = 'Edith' and id = '" + alarm + "'",
                "call", "select from notification where to_address = '07700900123' and alarm_id = '" + alarm + "'",
                "scene", "select from scene_report where note = 'Bruise' and id = '" + scene + "'",
                "photo", "select from photo where sealed is not null and id = '" + photo + "'",
                "visit", "select from visit where note = 'By the back' and id = '" + visit + "'",
                "incident", "select from incident_home where note = 'No light' and incident_id = '" + incident + "'");
        return there.entrySet().stream()
                .filter(one ->
                        await(owner.pool().query(one.getValue()).execute()).size() == 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private UUID closed(Instant then) {
        UUID id = town.alarm(service, home);
        town.sql(
                "update alarm set state = 'CLOSED', sounding = false, raised_at = '%1$s', closed_at = '%1$s',"
                        + " spoken_to = 'Edith', closing_note = 'Well' where id = '%2$s'",
                then, id);
        town.sql(
                "insert into notification (id, service_id, channel, recipient, to_address, alarm_id, state, asked_at,"
                        + " expires_at) values ('%s', '%s', 'SMS', 'Dora', '07700900123', '%s', 'SENT', '%4$s', '%4$s')",
                Ids.next(), service, id, then);
        return id;
    }

    private void scene(Instant then) {
        UUID responder = Objects.requireNonNull(rita.operatorId());
        UUID contact = town.contact(rita, null, 1, "Rita Responder");
        UUID callout = Ids.next();
        town.sql(
                "insert into callout (id, service_id, alarm_id, contact_id, state, offered_at) values ('%s', '%s', '%s',"
                        + " '%s', 'LEFT', '%s')",
                callout, service, alarm, contact, then);
        scene = Ids.next();
        town.sql(
                "insert into scene_report (id, service_id, callout_id, alarm_id, home_id, operator_id, said_at,"
                        + " received_at, on_the_floor, dangers, injury, lift, outcome, hospital_avoided, note)"
                        + " values ('%s', '%s', '%s', '%s', '%s', '%s', '%7$s', '%7$s', false, '{}', 'MINOR', 'NONE',"
                        + " 'SETTLED', false, 'Bruise')",
                scene, service, callout, alarm, home, responder, then);
        photo = Ids.next();
        town.sql(
                "insert into photo (id, service_id, callout_id, alarm_id, home_id, operator_id, said_at, received_at,"
                        + " width, height, size_bytes, sealed) values ('%s', '%s', '%s', '%s', '%s', '%s', '%7$s', '%7$s',"
                        + " 1, 1, 1, '\\x00')",
                photo, service, callout, alarm, home, responder, then);
    }

    private void incident(Instant then) {
        incident = Ids.next();
        town.sql(
                "insert into incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at, closed_at,"
                        + " settled_at) values ('%s', '%s', 'MAINS', 'AREA', 'Harehills', '%s', '%4$s', '%4$s', '%4$s', '%4$s')",
                incident, service, Ids.next(), then);
        town.sql(
                "insert into incident_home (incident_id, alarm_id, service_id, home_id, rank, lost_at, joined_at,"
                        + " contacted_at, note) values ('%s', '%s', '%s', '%s', 1, '%5$s', '%5$s', '%5$s', 'No light')",
                incident, alarm, service, home, then);
    }

    private static @Nullable String text(String sql) {
        List<String> rows = await(owner.pool()
                .query(sql)
                .execute()
                .map(found -> found.stream().map(row -> row.getString(0)).toList()));
        return rows.get(0);
    }
}
