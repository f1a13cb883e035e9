package org.tocsin.calllist;

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
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** Who was not noticed moving, or has not taken their medication, is rung once more; and on the board when nobody does. */
class AlarmCallsTest {
    private static Town town;
    private static CallListStore store;
    private static CallListDesk desk;
    private static CallListWorker worker;
    private static CallListWorker elsewhere;

    private Scope olga;
    private UUID service;

    @BeforeAll
    static void open() {
        town = new Town();
        store = new CallListStore(town.database, town.clock);
        desk = new CallListDesk(town.database, town.clock, town.wakeup);
        worker = new CallListWorker(town.vertx, town.database, town.clock, town.wakeup);
        elsewhere = new CallListWorker(town.vertx, town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void service() {
        service = town.service("s" + Ids.next().toString().substring(0, 13));
        olga = town.person(service, "olga." + service, "Olga", "OPERATOR");
    }

    @Test
    void medication_that_was_not_taken_is_a_reminder_an_hour_later_once() {
        UUID alarm = alarm("Pill dispenser (Pivotell), pill not taken, kitchen");
        rounds();
        rounds();
        assertThat(await(store.open(olga, 10))).singleElement().satisfies(call -> {
            assertThat(call.kind()).isEqualTo(CallKind.REMINDER);
            assertThat(call.dueAt()).isEqualTo(town.clock.instant().plus(Duration.ofHours(1)));
            assertThat(call.purpose()).startsWith("Medication was not taken");
        });
        assertThat(town.log(olga, alarm))
                .singleElement()
                .asString()
                .startsWith("FOLLOW_UP Reminder put on the call list for");
        ListedCall call = await(store.open(olga, 10)).get(0);
        assertThat(await(store.plans(olga, call.whom().homeId())))
                .as("it is rung once, not every day")
                .isEmpty();
        await(desk.spoken(olga, call.id(), "Mrs Byron", "taken at ten"));
        rounds();
        assertThat(await(store.open(olga, 10))).isEmpty();
    }

    @Test
    void who_was_not_noticed_moving_and_is_rung_by_nobody_sounds_on_the_board_and_makes_no_second_call() {
        UUID alarm = alarm("Activity detector, hall");
        rounds();
        assertThat(await(store.open(olga, 10)))
                .singleElement()
                .satisfies(call -> assertThat(call.kind()).isEqualTo(CallKind.INACTIVITY));
        town.sql("update alarm set state = 'CLOSED', sounding = false, closed_at = raised_at where id = '%s'", alarm);
        town.pass(Duration.ofHours(2).plusSeconds(1));
        rounds();
        rounds();
        assertThat(await(store.open(olga, 10))).isEmpty();
        assertThat(await(store.done(olga, 10)))
                .singleElement()
                .satisfies(call -> assertThat(call.result())
                        .isNotNull()
                        .extracting(ListedCall.Result::outcome)
                        .isEqualTo(ListedCall.Outcome.MISSED));
    }

    @Test
    void a_pendant_and_a_unit_that_only_says_so_in_its_own_text_are_on_no_list() {
        alarm("Pendant, kitchen");
        alarm("Personal trigger (pill dispenser), bath");
        rounds();
        assertThat(await(store.open(olga, 10))).isEmpty();
    }

    private UUID alarm(String trigger) {
        UUID alarm = town.alarm(service, town.home(service, "1 Elm Road"));
        town.sql("update alarm set trigger_words = '%s' where id = '%s'", trigger, alarm);
        return alarm;
    }

    private static void rounds() {
        Future<Boolean> here = worker.round();
        Future<Boolean> there = elsewhere.round();
        await(here);
        await(there);
    }
}
