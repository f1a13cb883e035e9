package org.tocsin.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.alarm.Town;

/** Silence, told once and at the right time, on a real PostgreSQL. CRITICAL: 60 min and 30 of grace. */
class SupervisionWorkerTest {
    static final Duration SILENT_AFTER = Duration.ofMinutes(90);
    static final Duration SECOND = Duration.ofSeconds(1);
    static Street street;
    static SupervisionWorker one;
    static SupervisionWorker other;

    @BeforeAll
    static void open() {
        street = new Street();
        one = street.worker("gateway-1");
        other = street.worker("console-1");
        street.listen(Duration.ofMinutes(1));
    }

    @AfterAll
    static void close() {
        street.close();
    }

    @Test
    void a_silence_is_told_once_to_the_second_and_not_again_when_its_alarm_was_closed() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER.minus(SECOND));
        rounds();
        assertThat(street.state(cid)).isEqualTo("LATE");

        street.listen(SECOND);
        Future<Boolean> first = one.round();
        Future<Boolean> second = other.round();
        Town.await(first);
        Town.await(second);
        rounds();
        assertThat(street.state(cid)).isEqualTo("SILENT");
        assertThat(alarms(cid)).isEqualTo(1);
        assertThat(signals(cid)).isEqualTo(1);

        street.town.sql("update alarm set state = 'CLOSED', sounding = false where cid = '%s'", cid);
        street.listen(Duration.ofDays(2));
        rounds();
        assertThat(alarms(cid)).isEqualTo(1);
        assertThat(signals(cid)).isEqualTo(1);

        beatAndLook(cid);
        assertThat(street.state(cid)).isEqualTo("ALIVE");
        street.listen(SILENT_AFTER);
        rounds();
        assertThat(alarms(cid)).isEqualTo(2);
    }

    @Test
    void heard_again_is_restored_not_closed() {
        String cid = silent();
        beatAndLook(cid);

        Row alarm = street.row("select state, sounding, flags from alarm where cid = $1", cid);
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(alarm.getBoolean("sounding")).isFalse();
        assertThat(alarm.getArrayOfStrings("flags")).containsExactly("RESTORED");
        Row silence = silence(cid);
        assertThat(silence.getValue("restored_at")).isNotNull();
        assertThat(street.watch(cid).getUUID("silence_id")).isNull();
    }

    @Test
    void a_controller_is_watched_as_closely_as_the_highest_risk_behind_it() {
        String cid = street.unit("STANDARD");
        street.behind(cid, "12", "CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER.minus(SECOND));
        rounds();
        assertThat(street.state(cid)).isEqualTo("LATE");
        street.listen(SECOND);
        rounds();
        assertThat(street.state(cid)).isEqualTo("SILENT");
    }

    @Test
    void after_an_outage_of_ours_nobody_is_silent_and_whoever_stays_away_has_the_whole_time_again() {
        String alive = street.unit("CRITICAL");
        String gone = street.unit("CRITICAL");
        heard(alive);
        heard(gone);
        street.listen(Duration.ofMinutes(55));
        street.out(Duration.ofHours(3));
        rounds();
        street.listen(Duration.ofSeconds(5));
        rounds();
        assertThat(List.of(street.state(alive), street.state(gone))).containsOnly("ALIVE");

        street.listen(Duration.ofMinutes(50));
        street.beat(alive);
        street.listen(Duration.ofMinutes(39));
        rounds();
        assertThat(alarms(gone)).isZero();
        street.listen(Duration.ofMinutes(1));
        rounds();
        assertThat(street.state(alive)).isEqualTo("ALIVE");
        assertThat(alarms(gone)).isEqualTo(1);
    }

    @Test
    void while_a_broker_is_out_only_units_connected_to_us_can_be_silent() {
        street.broker(true);
        String direct = street.unit("CRITICAL");
        String behind = street.unit("CRITICAL");
        street.mqtt(direct, "its own");
        street.mqtt(behind, "broker of gateway-1");
        heard(direct);
        heard(behind);
        street.broker(false);
        street.listen(SILENT_AFTER.plus(SECOND));
        rounds();
        assertThat(List.of(alarms(direct), alarms(behind))).containsExactly(1L, 0L);
        street.broker(true);
        street.listen(Duration.ofMinutes(5));
        rounds();
        assertThat(alarms(behind)).isZero();
        street.listen(SILENT_AFTER);
        rounds();
        assertThat(alarms(behind)).isEqualTo(1);
        street.broker(false);
    }

    @Test
    void a_silence_written_down_by_a_process_that_then_died_is_told_by_another() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER);
        // Claimed for telling by somebody who is no more; then the lease is over.
        street.town.sql(
                "update unit_watch set"
                        + " state = 'SILENT', due_at = '%s', silences = 1, silence_id = '%s' where unit_id ="
                        + " (select id from home_unit where cid = '%s')",
                street.town.clock.instant().plus(SILENT_AFTER), street.dead(cid), cid);
        rounds();
        assertThat(alarms(cid)).isZero();

        street.town.sql(
                "update silence set lease_until = clock_timestamp() - interval '1 second' where cid = '%s'", cid);
        rounds();
        rounds();
        assertThat(alarms(cid)).isEqualTo(1);
        assertThat(silence(cid).getValue("raised_at")).isNotNull();
    }

    @Test
    void a_pressed_pendant_is_a_sign_of_life_and_what_we_say_ourselves_is_none() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER.minus(SECOND));
        street.pressed(cid, "{}");
        street.listen(SILENT_AFTER.minus(SECOND));
        rounds();
        assertThat(street.state(cid)).isEqualTo("LATE");
        street.listen(SECOND);
        rounds();
        street.listen(Duration.ofSeconds(2));
        rounds();
        assertThat(street.state(cid)).isEqualTo("SILENT");
        assertThat(alarms(cid)).isEqualTo(1);
    }

    @Test
    void who_has_not_proved_to_be_the_unit_is_no_sign_that_it_lives() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER.minus(SECOND));
        street.pressed(cid, "{FAILED_PASSWORD}");
        street.listen(Duration.ofSeconds(2));
        rounds();
        assertThat(street.state(cid)).isEqualTo("SILENT");
        assertThat(alarms(cid)).isEqualTo(1);
    }

    @Test
    void a_heartbeat_touches_nothing_but_its_sign_of_life() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        Object before = version(cid);
        street.listen(Duration.ofMinutes(10));
        street.beat(cid);
        rounds();
        assertThat(version(cid)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "update home_unit set home_id = null where cid = '%s', IN_STOCK",
        "update home_unit set status = 'SUSPENDED' where cid = '%s', SUSPENDED",
        "update home set ended_at = '2026-01-01Z' where id = (select home_id from home_unit where cid = '%s'), HOME_ENDED",
    })
    void what_is_not_expected_is_on_hold_with_its_reason(String sql, String reason) {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.town.sql(sql, cid);
        street.listen(SILENT_AFTER);
        rounds();
        assertThat(street.watch(cid).getString("reason")).isEqualTo(reason);
        assertThat(alarms(cid)).isZero();
    }

    @ParameterizedTest(name = "{0}: {1} min")
    @CsvSource({"the unit's own, 10", "of model and risk, 20", "of the model, 30", "of the service, 40"})
    void the_nearest_interval_holds(String whose, int minutes) {
        UUID service = street.town.service("interval-" + minutes);
        UUID home = street.town.home(service, "9 Quiet Lane");
        String cid = street.town.unit(service, home);
        UUID model = UUID.randomUUID();
        street.town.sql("update service set heartbeat_s = 2400 where id = '%s'", service);
        street.town.sql(
                "insert into unit_model (id, service_id, make, name, heartbeat_s, created_at) values ('%s', '%s', 'm', 'n', %s,"
                        + " now())",
                model, service, minutes <= 30 ? "1800" : "null");
        street.town.sql("update home_unit set model_id = '%s' where cid = '%s'", model, cid);
        if (minutes <= 20) {
            rule(service, "null", 4_000);
            rule(service, "'" + model + "'", 1_200);
        }
        if (minutes <= 10) {
            street.town.sql("update home_unit set heartbeat_s = 600 where cid = '%s'", cid);
        }
        heard(cid);
        Instant heard = street.town.clock.instant();
        Duration grace = minutes <= 20 ? Duration.ofSeconds(77) : Duration.ofMinutes(2L * minutes);
        assertThat(street.watch(cid).getOffsetDateTime("silent_at").toInstant())
                .isEqualTo(heard.plus(Duration.ofMinutes(minutes)).plus(grace));
    }

    @Test
    void by_a_clock_that_must_not_be_trusted_nobody_is_judged() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER);
        street.clockAgrees(false);
        try {
            assertThat(one.round().toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
        } finally {
            street.clockAgrees(true);
        }
        assertThat(alarms(cid)).isZero();
    }

    @Test
    void a_sign_of_life_from_the_future_counts_as_one_of_now() {
        String cid = street.unit("CRITICAL");
        street.town.sql(
                "insert into sign_of_life select id, service_id, '2031-01-01Z' from home_unit where cid = '%s'", cid);
        street.listen(SECOND);
        rounds();
        assertThat(street.state(cid)).isEqualTo("ALIVE");
        street.listen(SILENT_AFTER);
        rounds();
        assertThat(alarms(cid)).isEqualTo(1);
    }

    @Test
    void thousands_at_once_are_each_written_down_and_told() {
        UUID service = street.town.service("mass");
        street.town.sql(
                "insert into home_unit (id, service_id, scheme_id, cid, protocol, authentication, created_at, heartbeat_s)"
                        + " select gen_random_uuid(), '%s', null, (77000000 + n)::text, 'MQTT', 'NONE', now(), 3600"
                        + " from generate_series(1, 2500) n",
                service);
        street.town.sql(
                "insert into home (id, service_id, line1, postcode, created_at, risk_tier) select id, service_id,"
                        + " 'x', 'x', now(), 'CRITICAL' from home_unit where cid like '77%%'");
        street.town.sql("update home_unit set home_id = id where cid like '77%%'");
        street.town.sql("insert into sign_of_life select id, service_id, '" + street.town.clock.instant()
                + "' from home_unit where cid like '77%%'");
        rounds();
        street.listen(SILENT_AFTER);
        rounds();

        assertThat(street.count(
                        "select count(*) from silence where service_id = $1 and raised_at is not null", service))
                .isEqualTo(2_500);
        assertThat(street.count("select count(*) from alarm where service_id = $1", service))
                .isEqualTo(2_500);
    }

    private static String silent() {
        String cid = street.unit("CRITICAL");
        heard(cid);
        street.listen(SILENT_AFTER);
        rounds();
        assertThat(alarms(cid)).isEqualTo(1);
        return cid;
    }

    /** A heartbeat now, and it has been seen. */
    private static void heard(String cid) {
        street.listen(SECOND);
        street.beat(cid);
        rounds();
        assertThat(street.state(cid)).isEqualTo("ALIVE");
    }

    private static void beatAndLook(String cid) {
        street.listen(Duration.ofSeconds(2));
        street.beat(cid);
        rounds();
    }

    /** Until nothing is left to do; a second passes between two sweeps. */
    private static void rounds() {
        List<SupervisionWorker> workers = new ArrayList<>(List.of(one, other));
        for (int quiet = 0; quiet < 2; ) {
            boolean more = false;
            for (SupervisionWorker worker : workers) {
                more |= Town.await(worker.round());
            }
            quiet = more ? 0 : quiet + 1;
        }
    }

    private static void rule(UUID service, String model, int interval) {
        street.town.sql(
                "insert into supervision_rule values (gen_random_uuid(), '%s', %s, 'STANDARD', %d, 0, 77)",
                service, model, interval);
    }

    private static Object version(String cid) {
        return street.row(
                        "select w.xmin::text as version from unit_watch w join home_unit u on u.id = w.unit_id where cid = $1",
                        cid)
                .getValue("version");
    }

    private static Row silence(String cid) {
        return street.row("select * from silence where cid = $1", cid);
    }

    private static long alarms(String cid) {
        return street.count("select count(*) from alarm where cid = $1", cid);
    }

    private static long signals(String cid) {
        return street.count("select count(*) from signal where cid = $1", cid);
    }
}
