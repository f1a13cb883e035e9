package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;

/** Two operators at two consoles take the same alarm while the home presses again, a thousand times. */
class TakeRaceTest {
    private static final int TIMES = 1_000;

    static Town town;
    static Database otherConsole;
    static Wakeup otherWakeup;
    static SignalIntake intake;
    static AlarmDesk here;
    static AlarmDesk there;
    static UUID service;
    static Scope olga;
    static Scope oskar;

    @BeforeAll
    static void open() {
        town = new Town();
        otherConsole = Database.open(town.vertx, town.test.url(), 4);
        otherWakeup = new Wakeup(town.vertx, otherConsole);
        intake = await(SignalIntake.open(town.vertx, town.database, town.clock, new LastCommit(), town.wakeup));
        here = new AlarmDesk(town.database, town.clock, town.wakeup);
        there = new AlarmDesk(otherConsole, town.clock, otherWakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        oskar = town.person(service, "oskar", "Oskar Operator", "OPERATOR");
    }

    @AfterAll
    static void close() {
        await(intake.close());
        otherWakeup.close();
        await(otherConsole.close());
        town.close();
    }

    @Test
    void exactly_one_wins_each_time_the_other_is_told_who_and_no_press_makes_a_take_fail() {
        String cid = town.unit(service, town.home(service, "7 Mill Lane"));
        int olgas = 0;
        for (int i = 0; i < TIMES; i++) {
            UUID alarm = await(press(cid, "first" + i));
            Future<ActResult> first;
            Future<ActResult> second;
            Future<UUID> again;
            // Each of the three begins first in a third of the rounds.
            if (i % 3 == 0) {
                first = here.take(olga, alarm);
                second = there.take(oskar, alarm);
                again = press(cid, "again" + i);
            } else if (i % 3 == 1) {
                second = there.take(oskar, alarm);
                again = press(cid, "again" + i);
                first = here.take(olga, alarm);
            } else {
                again = press(cid, "again" + i);
                first = here.take(olga, alarm);
                second = there.take(oskar, alarm);
            }
            List<ActResult> results = List.of(await(first), await(second));
            assertThat(await(again)).as("it joins the alarm, round " + i).isEqualTo(alarm);

            assertThat(results)
                    .filteredOn(ActResult.Done.class::isInstance)
                    .as("round " + i)
                    .hasSize(1);
            String winner = Objects.requireNonNull(
                    await(town.alarms.find(olga, alarm)).orElseThrow().takenBy());
            assertThat(results)
                    .filteredOn(result -> !(result instanceof ActResult.Done))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ActResult.LostRace.class,
                            lost -> assertThat(lost.takenBy()).isEqualTo(winner));
            assertThat(results.get(winner.equals("olga") ? 0 : 1)).isInstanceOf(ActResult.Done.class);
            assertThat(town.log(olga, alarm))
                    .filteredOn(line -> line.startsWith("TAKEN"))
                    .hasSize(1);
            Row kept = row("select state, signal_count from alarm where id = $1", alarm);
            assertThat(kept.getString("state")).isEqualTo("TAKEN");
            assertThat(kept.getInteger("signal_count")).isEqualTo(2);
            olgas += winner.equals("olga") ? 1 : 0;
            town.sql(
                    "update alarm set state = 'CLOSED', sounding = false, closed_at = '%s' where id = '%s'",
                    town.clock.instant(), alarm);
        }
        assertThat(olgas).as("both of them win at times").isBetween(1, TIMES - 1);
    }

    /** Which alarm it raised or joined. */
    private static Future<UUID> press(String cid, String ref) {
        return intake.submit(
                        Signals.of(cid, ref, Map.of("dty", "0003", "stc", "0010"), town.clock.instant()),
                        cid,
                        SignalIntake.Lane.LIFE)
                .compose(receipt -> town.database
                        .pool()
                        .preparedQuery("select alarm_id from signal where id = $1")
                        .execute(Tuple.of(((Receipt.Recorded) receipt).signalId())))
                .map(rows -> rows.iterator().next().getUUID(0));
    }

    private static Row row(String sql, UUID id) {
        return await(town.database.pool().preparedQuery(sql).execute(Tuple.of(id)))
                .iterator()
                .next();
    }
}
