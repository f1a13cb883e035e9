package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Metrics;

/** Since when a life alarm waits: by what happened to it, whatever its log says in which language. */
class WaitsTest {
    static Town town;
    static AlarmDesk desk;
    static UntakenWorker worker;
    static SimpleMeterRegistry registry;
    static RoomWatch watch;
    static UUID service;
    static Scope olga;

    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        worker = new UntakenWorker(town.vertx, town.database, town.clock, town.wakeup);
        registry = new SimpleMeterRegistry();
        watch = new RoomWatch(town.vertx, town.database, town.clock, registry);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
    }

    @AfterAll
    static void close() {
        await(watch.stop());
        town.close();
    }

    @BeforeEach
    void pressed() {
        alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
    }

    @AfterEach
    void over() {
        town.sql("update alarm set state = 'CLOSED', sounding = false where id = '%s'", alarm);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MANAGER_OVER | Nid yw''r rheolwr wedi dod ag ef i ben",
                // As releases wrote it that had no kind of its own for it.
                "RETURNED | The scheme's manager has not ended it: sounds at the centre"
            })
    void it_waits_at_the_centre_from_the_end_of_the_managers_time(String kind, String words) {
        town.pass(Duration.ofMinutes(5));
        line(kind, words);
        waits(59, false);
        waits(1, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NO_SPEECH | Ni siaradodd neb",
                "RETURNED | No speech: no call was connected within 60 seconds. Call back",
                "RETURNED | No speech: the unit has given up. Call back"
            })
    void that_nobody_could_be_spoken_with_begins_no_wait_anew(String kind, String words) {
        await(desk.take(olga, alarm));
        town.pass(Duration.ofMinutes(1));
        await(desk.handBack(olga, alarm, null));
        town.pass(Duration.ofSeconds(40));
        line(kind, words);
        waits(19, false);
        waits(1, true);
    }

    @Test
    void that_nobody_is_left_to_be_sent_does_once_somebody_had_it() {
        await(desk.take(olga, alarm));
        town.pass(Duration.ofMinutes(5));
        town.sql("update alarm set state = 'WAITING', taken_by = null, sounding = true where id = '%s'", alarm);
        line("RETURNED", "Nobody is left to call out: back to the board, sounding");
        waits(59, false);
        waits(1, true);
    }

    /** The release before reckons the same wait from the first press: each believes the other's steps. */
    @Test
    void a_step_that_another_release_took_for_this_wait_is_not_taken_again() {
        town.pass(Duration.ofMinutes(5));
        line("MANAGER_OVER", "Over");
        town.pass(Duration.ofSeconds(70));
        town.sql(
                "insert into untaken (alarm_id, service_id, since, step, who, number, at) select id, service_id, raised_at,"
                        + " 'MANAGER', null, null, '%s' from alarm where id = '%s'",
                town.clock.instant(), alarm);
        await(worker.round());
        assertThat(town.log(olga, alarm)).noneMatch(line -> line.startsWith("UNTAKEN"));
    }

    @Test
    void a_new_press_is_told_anew_and_the_partners_board_is_quiet_for_no_round() {
        town.pass(Duration.ofMinutes(2));
        await(worker.round());
        assertThat(Objects.requireNonNull(untaken()).partner()).isTrue();
        town.pass(Duration.ofSeconds(10));
        town.press(alarm);
        town.pass(Duration.ofSeconds(1));
        await(worker.round());
        assertThat(Objects.requireNonNull(untaken()).partner()).isTrue();
        assertThat(town.log(olga, alarm).stream().filter(line -> line.startsWith("UNTAKEN")))
                .hasSize(4);
    }

    @Test
    void a_press_by_a_clock_that_is_ahead_is_told_once() {
        town.pass(Duration.ofMinutes(2));
        await(worker.round());
        town.pass(Duration.ofSeconds(10));
        town.press(alarm);
        town.sql(
                "update alarm set pressed_at = '%s' where id = '%s'",
                town.clock.instant().plusMillis(50), alarm);
        await(worker.round());
        await(worker.round());
        assertThat(Objects.requireNonNull(untaken()).partner()).isTrue();
        assertThat(town.log(olga, alarm).stream().filter(line -> line.startsWith("UNTAKEN")))
                .hasSize(4);
    }

    @Test
    void two_parts_of_one_process_count_once_and_the_figures_end_with_them() {
        RoomWatch console = new RoomWatch(town.vertx, town.database, town.clock, registry);
        await(console.stop());
        town.pass(Duration.ofSeconds(30));
        await(watch.count());
        assertThat(registry.get(Metrics.UNTAKEN).gauge().value()).isEqualTo(30);
        SimpleMeterRegistry gateway = new SimpleMeterRegistry();
        RoomWatch its = new RoomWatch(town.vertx, town.database, town.clock, gateway);
        its.start();
        await(its.stop());
        assertThat(gateway.getMeters()).isEmpty();
    }

    private AlarmRow.@Nullable Untaken untaken() {
        return await(town.alarms.find(olga, alarm)).orElseThrow().hold().untaken();
    }

    /** A line of its log, now. */
    private void line(String kind, String words) {
        town.sql(
                "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)"
                        + " values ('%s', '%s', '%s', '%s', 'platform', '%s')",
                alarm, service, town.clock.instant(), kind, words.replace("'", "''"));
    }

    /** After so many seconds more, whether the first step has been taken; whoever counts counts the same. */
    private void waits(int seconds, boolean told) {
        town.pass(Duration.ofSeconds(seconds));
        await(worker.round());
        assertThat(untaken() != null).isEqualTo(told);
        await(watch.count());
        assertThat(registry.get(Metrics.UNTAKEN).gauge().value() >= 60).isEqualTo(told);
    }
}
