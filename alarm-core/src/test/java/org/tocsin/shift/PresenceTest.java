package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.Town;

/** Whose browser is gone loses what they had, and nobody else does. */
class PresenceTest {
    static Town town;
    static AlarmDesk desk;
    static PresenceWorker worker;
    static PresenceWorker otherConsole;
    static UUID service;
    static Scope olga;
    static Scope oskar;
    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        worker = new PresenceWorker(town.vertx, town.database, town.clock, town.wakeup);
        otherConsole = new PresenceWorker(town.vertx, town.database, town.clock, town.wakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        oskar = town.person(service, "oskar", "Oskar Operator", "OPERATOR");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void takenByOlgaWhoIsThere() {
        alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
        heard(olga);
        heard(oskar);
        done(desk.take(olga, alarm));
    }

    @Test
    void a_browser_that_is_gone_is_counted_down_on_every_board_and_then_its_alarms_wait_again() {
        silent(8);
        assertThat(left()).isNull();
        silent(2);
        assertThat(left()).isEqualTo(Duration.ofSeconds(30));
        silent(28);
        assertThat(left()).isEqualTo(Duration.ofSeconds(2));
        assertThat(state()).isEqualTo(AlarmState.TAKEN);
        silent(2);
        assertThat(state()).isEqualTo(AlarmState.WAITING);
        assertThat(row().alarm().progress().sounding()).isTrue();
        assertThat(left()).isNull();
        assertThat(town.log(olga, alarm))
                .containsOnlyOnce(
                        "RELEASED Released: Olga Operator's browser was gone. On every board again, sounding");
        done(desk.take(oskar, alarm));
    }

    @Test
    void who_is_back_in_time_keeps_it() {
        silent(38);
        assertThat(left()).isNotNull();
        heard(olga);
        assertThat(left()).isNull();
        silent(8);
        assertThat(state()).isEqualTo(AlarmState.TAKEN);
        assertThat(town.log(olga, alarm)).hasSize(1);
    }

    @Test
    void an_hour_in_which_nobody_listened_counts_as_two_seconds_and_a_clock_set_back_as_none() {
        passed(Duration.ofHours(1));
        assertThat(await(unheard(olga))).isBetween(2_000, 2_100);
        passed(Duration.ofHours(-1));
        assertThat(await(unheard(olga))).isBetween(2_000, 2_200);
        assertThat(left()).isNull();
    }

    @Test
    void two_consoles_count_each_second_once() {
        for (int i = 0; i < 16; i++) {
            sql("update presence_round set counted_at = clock_timestamp() - interval '1 second'");
            Future<Void> here = worker.round();
            Future<Void> there = otherConsole.round();
            await(here);
            await(there);
            heard(oskar);
        }
        assertThat(left()).isNotNull();
        assertThat(Objects.requireNonNull(left())).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(25));
    }

    @Test
    void what_was_handed_back_and_taken_again_meanwhile_is_not_released() {
        silent(20);
        assertThat(left()).isNotNull();
        done(desk.handBack(olga, alarm, "my screen is dark"));
        town.pass(Duration.ofSeconds(1));
        done(desk.take(oskar, alarm));
        silent(30);
        assertThat(state()).isEqualTo(AlarmState.TAKEN);
        assertThat(row().takenBy()).isEqualTo("oskar");
        assertThat(town.log(olga, alarm)).noneMatch(line -> line.startsWith("RELEASED"));
    }

    @Test
    void somebody_who_never_had_a_browser_open_keeps_what_a_program_took_for_them() {
        Scope pia = town.person(service, "pia" + UUID.randomUUID().toString().substring(0, 8), "Pia", "OPERATOR");
        UUID other = town.alarm(service, town.home(service, "9 Mill Lane"));
        done(desk.take(pia, other));
        silent(60);
        assertThat(town.progress(olga, other).state()).isEqualTo(AlarmState.TAKEN);
    }

    @Test
    void a_release_and_a_return_at_the_same_moment_leave_one_truth() {
        for (int i = 0; i < 10; i++) {
            UUID one = town.alarm(service, town.home(service, "7 Mill Lane"));
            heard(olga);
            done(desk.take(olga, one));
            silent(10);
            sql("update alarm_hold set left_ms = 500 where left_ms is not null");
            sql("update presence_round set counted_at = clock_timestamp() - interval '1 second'");
            Future<Void> release = worker.round();
            Future<Void> back = worker.heard(Set.of(Objects.requireNonNull(olga.operatorId())));
            Future<ActResult> taken = desk.take(oskar, one);
            await(release);
            await(back);
            ActResult result = await(taken);
            String taker = await(town.alarms.find(olga, one)).orElseThrow().takenBy();
            List<String> log = town.log(olga, one);
            if (result instanceof ActResult.Done) {
                assertThat(taker).isEqualTo("oskar");
                assertThat(log).anyMatch(line -> line.startsWith("RELEASED"));
            } else {
                assertThat(result).isInstanceOf(ActResult.LostRace.class);
                boolean released = log.stream().anyMatch(line -> line.startsWith("RELEASED"));
                assertThat(taker).isEqualTo(released ? null : "olga");
            }
        }
    }

    /** So many seconds, an even number, in which only Oskar's browser answers. */
    private static void silent(int seconds) {
        for (int i = 0; i < seconds; i += 2) {
            heard(oskar);
            passed(Duration.ofSeconds(2));
        }
    }

    private static void passed(Duration time) {
        sql("update presence_round set counted_at = clock_timestamp() - interval '" + time.toSeconds() + " seconds'");
        await(worker.round());
    }

    private static void sql(String sql) {
        await(town.database.pool().query(sql).execute());
    }

    private static void heard(Scope who) {
        await(worker.heard(Set.of(Objects.requireNonNull(who.operatorId()))));
    }

    private static Future<Integer> unheard(Scope who) {
        return town.database
                .pool()
                .query("select unheard_ms from operator_presence where operator_id = '" + who.operatorId() + "'")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private @Nullable Duration left() {
        return row().hold().releaseLeft();
    }

    private AlarmState state() {
        return row().alarm().progress().state();
    }

    private AlarmRow row() {
        return await(town.alarms.find(olga, alarm)).orElseThrow();
    }

    private static Alarm done(Future<ActResult> act) {
        ActResult result = await(act);
        assertThat(result).isInstanceOf(ActResult.Done.class);
        return ((ActResult.Done) result).alarm();
    }
}
