package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.Town;
import org.tocsin.telephone.CallBacks;

/** A new press of an alarm that somebody has: it sounds at them alone for a minute, then on every board. */
class UnheardPressTest {
    static Town town;
    static AlarmDesk desk;
    static HoldWorker worker;
    static HoldWorker elsewhere;
    static UUID service;
    static Scope olga;
    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        worker = new HoldWorker(town.vertx, town.database, town.clock, town.wakeup);
        elsewhere = new HoldWorker(town.vertx, town.database, town.clock, town.wakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void taken() {
        alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
        await(desk.take(olga, alarm));
        town.pass(Duration.ofMinutes(5));
        rounds();
    }

    @Test
    void not_noticed_for_a_minute_it_stands_on_every_board_once() {
        town.press(alarm);
        town.pass(HoldWorker.NOTICED_WITHIN.minusSeconds(1));
        rounds();
        assertThat(now().state()).isEqualTo(AlarmState.TAKEN);
        town.pass(Duration.ofSeconds(1));
        rounds();
        assertThat(now().state()).isEqualTo(AlarmState.WAITING);
        assertThat(now().sounding()).isTrue();
        assertThat(now().takenBy()).isNull();
        assertThat(town.log(olga, alarm))
                .containsOnlyOnce(
                        "RELEASED Released: Olga Operator has not noticed the new press within 60 seconds. On every board"
                                + " again, sounding");
    }

    @Test
    void whoever_noticed_it_or_works_on_the_case_keeps_it() {
        town.press(alarm);
        town.pass(Duration.ofSeconds(30));
        await(desk.take(olga, alarm));
        town.pass(Duration.ofMinutes(3));
        rounds();
        assertThat(now().state()).isEqualTo(AlarmState.TAKEN);

        town.press(alarm);
        town.pass(Duration.ofSeconds(10));
        await(new CallBacks(town.database, town.clock, town.wakeup)
                .ask(
                        olga,
                        new CallBacks.Wanted(
                                alarm,
                                null,
                                "the daughter",
                                null,
                                "she has the key",
                                town.clock.instant().plusSeconds(600)),
                        null));
        town.pass(Duration.ofMinutes(3));
        rounds();
        assertThat(now().state()).isEqualTo(AlarmState.TAKEN);
        assertThat(now().sounding()).isTrue();
    }

    @Test
    void a_fault_stays_where_it_is() {
        town.sql("update alarm set priority = 3 where id = '%s'", alarm);
        town.press(alarm);
        town.pass(Duration.ofMinutes(3));
        rounds();
        assertThat(now().state()).isEqualTo(AlarmState.TAKEN);
    }

    private Alarm.Progress now() {
        return town.progress(olga, alarm);
    }

    private static void rounds() {
        Future<Integer> here = worker.round();
        Future<Integer> there = elsewhere.round();
        await(here);
        await(there);
    }
}
