package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** A resident's own monthly press: what it needs to count, and who is reminded. */
class UserTestsTest {
    static final ZoneId LONDON = ZoneId.of("Europe/London");

    static Town town;
    static AlarmDesk desk;
    static UserTests tests;
    static int services;

    UUID service;
    Scope ann;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        tests = new UserTests(town.database, town.clock);
    }

    /** Who has pressed is asked of a whole service: each test has its own. */
    @BeforeEach
    void found() {
        String code = "service-" + ++services;
        service = town.service(code);
        ann = town.person(service, "ann-" + code, "Ann", "OPERATOR");
        town.sql(
                "insert into outcome_code (service_id, code, label, help_sent, position, rule)"
                        + " values ('%s', 'user-test', 'Test', false, 3, 'USER_TEST')",
                service);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void it_proves_the_trigger_that_was_pressed_and_nobody_is_reminded_who_has() {
        UUID pressed = home("Edith Marlow", "ACTIVE");
        UUID silent = home("Harold Finch", "ACTIVE");
        home("Ida Grey", "IN_HOSPITAL");
        UUID pendant = Ids.next();
        town.sql(
                "insert into peripheral (id, service_id, home_id, dty, did, name, since)"
                        + " values ('%s', '%s', '%s', '0003', '2', 'Pendant', '2026-01-01Z')",
                pendant, service, pressed);
        UUID alarm = press(pressed, "0003", "2");
        assertThat(names()).containsExactly("Edith Marlow", "Harold Finch");
        await(desk.take(ann, alarm));
        assertThat(await(desk.close(ann, alarm, new CloseRequest("user-test", null, null))))
                .as("nobody was spoken to")
                .isInstanceOf(ActResult.Invalid.class);
        assertThat(await(desk.close(ann, alarm, new CloseRequest("user-test", "Mrs Marlow", null))))
                .isInstanceOf(ActResult.Done.class);
        assertThat(id("select peripheral_id from proof where kind = 'USER_TEST' and home_id = '" + pressed + "'"))
                .isEqualTo(pendant);
        UserTests.Month month = await(tests.month(ann, LONDON, null));
        assertThat(month.since()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(month.pressed()).isEqualTo(1);
        assertThat(month.missing()).hasSize(1);
        assertThat(month.missing().get(0).homeId()).isEqualTo(silent);
        Scope eve = town.person(town.service("other"), "eve", "Eve", "OPERATOR");
        assertThat(await(tests.month(eve, LONDON, null)).missing()).isEmpty();
    }

    @Test
    void of_two_pendants_alike_a_press_that_names_neither_proves_neither() {
        UUID home = home("Mr and Mrs Byrne", "ACTIVE");
        UUID hers = pendant(home, "11");
        pendant(home, "12");
        close(press(home, "0003", ""));
        assertThat(count("proof", home)).isZero();
        assertThat(count("user_test", home)).as("the press is on record").isEqualTo(1);
        close(press(home, "0003", "11"));
        assertThat(id("select peripheral_id from proof where kind = 'USER_TEST' and home_id = '" + home + "'"))
                .isEqualTo(hers);
    }

    @Test
    void whoever_should_be_back_from_hospital_is_reminded_again() {
        home("Still there", "IN_HOSPITAL");
        home("Back by now", "IN_HOSPITAL");
        town.sql(
                "update service_user set status_until = '%s' where name = 'Back by now'",
                town.clock.instant().minusSeconds(60));
        town.sql(
                "update service_user set status_until = '%s' where name = 'Still there'",
                town.clock.instant().plusSeconds(60));
        assertThat(names()).contains("Back by now").doesNotContain("Still there");
    }

    private UUID pendant(UUID home, String did) {
        UUID id = Ids.next();
        town.sql(
                "insert into peripheral (id, service_id, home_id, dty, did, name, since)"
                        + " values ('%s', '%s', '%s', '0003', '%s', 'Pendant', '2026-01-01Z')",
                id, service, home, did);
        return id;
    }

    private void close(UUID alarm) {
        await(desk.take(ann, alarm));
        assertThat(await(desk.close(ann, alarm, new CloseRequest("user-test", "Mrs Byrne", null))))
                .isInstanceOf(ActResult.Done.class);
    }

    private static long count(String table, UUID home) {
        return await(town.database
                        .pool()
                        .query("select count(*) from " + table + " where home_id = '" + home + "'")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private List<String> names() {
        return await(tests.month(ann, LONDON, null)).missing().stream()
                .map(UserTests.Missing::name)
                .sorted()
                .toList();
    }

    private UUID home(String name, String status) {
        UUID home = town.home(service, "1 Test Street");
        town.resident(service, home, name, status, Town.MORNING);
        town.unit(service, home);
        return home;
    }

    /** An alarm that waits, with the signal that opened it. */
    private UUID press(UUID home, String dty, String did) {
        UUID alarm = town.alarm(service, home);
        UUID signal = Ids.next();
        town.sql(
                "insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) select '%s', service_id, id, home_id,"
                        + " cid, 'r', protocol, 'ALARM', '', '%s', '%s', '', '', '{}', '{\"dty\":\"%s\",\"did\":\"%s\"}', ''"
                        + " from home_unit where home_id = '%s'",
                signal, town.clock.instant(), town.clock.instant(), dty, did, home);
        town.sql(
                "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words, signal_id)"
                        + " values ('%s', '%s', '%s', 'SIGNAL', 'unit', 'Pendant', '%s')",
                alarm, service, town.clock.instant(), signal);
        return alarm;
    }

    private static UUID id(String sql) {
        return await(town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getUUID(0);
    }
}
