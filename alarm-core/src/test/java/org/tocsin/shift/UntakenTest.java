package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Town;

/** A life alarm nobody takes: the manager on call, then the partner centre, each once. */
class UntakenTest {
    static Town town;
    static AlarmDesk desk;
    static UntakenWorker worker;
    static UntakenWorker otherProcess;
    static UUID service;
    static Scope olga;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        worker = new UntakenWorker(town.vertx, town.database, town.clock, town.wakeup);
        otherProcess = new UntakenWorker(town.vertx, town.database, town.clock, town.wakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        await(new ShiftSettings(town.database)
                .change(
                        olga,
                        new ShiftRules(
                                ShiftRules.USUAL.release(),
                                ShiftRules.USUAL.parking(),
                                ShiftRules.USUAL.hearing(),
                                new ShiftRules.Ring("Mary", "07700 900100", Duration.ofSeconds(60)),
                                new ShiftRules.Ring(
                                        "Northern Careline", "tel:+441632960001", Duration.ofSeconds(120)))));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @ParameterizedTest
    @CsvSource({"59,,", "60,,MANAGER", "119,MANAGER,", "120,MANAGER,PARTNER", "500,,MANAGER", "500,PARTNER,"})
    void one_step_at_a_time_each_once(int seconds, Untaken.Step done, Untaken.Step next) {
        Instant now = Town.MORNING.plusSeconds(seconds);
        assertThat(Untaken.next(Town.MORNING, done, ShiftRules.USUAL, false, now))
                .isEqualTo(Optional.ofNullable(next));
        // Nobody is on file: with no board open, there is nobody to be told at once either.
        assertThat(Untaken.next(Town.MORNING, done, ShiftRules.USUAL, true, now))
                .isEqualTo(Optional.ofNullable(next));
    }

    @Test
    void whom_to_ring_stands_on_the_alarm_until_it_is_taken_and_begins_anew_when_it_comes_back() {
        UUID alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
        town.pass(Duration.ofSeconds(59));
        rounds();
        assertThat(row(alarm).hold().untaken()).isNull();
        town.pass(Duration.ofSeconds(1));
        rounds();
        rounds();
        Instant first = town.clock.instant();
        assertThat(row(alarm).hold().untaken()).isEqualTo(new AlarmRow.Untaken(false, "Mary", "07700 900100", first));
        town.pass(Duration.ofSeconds(60));
        rounds();
        rounds();
        assertThat(Objects.requireNonNull(row(alarm).hold().untaken()).partner())
                .isTrue();
        assertThat(town.log(olga, alarm))
                .containsExactly(
                        "UNTAKEN Nobody took this life alarm within 1 minute. The manager on call is to be rung: Mary,"
                                + " 07700 900100",
                        "NOT_SENT Text to Mary, manager on call not sent: the service has no provider for it",
                        "UNTAKEN Nobody took this life alarm within 2 minutes. The partner centre is to be rung:"
                                + " Northern Careline, tel:+441632960001",
                        "NOT_SENT No message to Northern Careline, partner centre: no mobile number and no e-mail"
                                + " address is on file");

        await(desk.take(olga, alarm));
        rounds();
        assertThat(row(alarm).hold().untaken()).isNull();
        await(desk.handBack(olga, alarm, null));
        rounds();
        assertThat(row(alarm).hold().untaken()).isNull();
        town.pass(Duration.ofSeconds(60));
        rounds();
        assertThat(town.log(olga, alarm).stream().filter(line -> line.startsWith("UNTAKEN")))
                .hasSize(3);
        await(desk.take(olga, alarm));
    }

    @Test
    void what_sounds_again_while_nobody_has_it_has_waited_all_along() {
        UUID alarm = town.alarm(service, town.home(service, "6 Mill Lane"));
        town.pass(Duration.ofSeconds(60));
        // The minute in which the home was to speak with us is over in the very moment.
        town.sql(
                "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)"
                        + " values ('%s', '%s', '%s', 'NO_SPEECH', 'platform', 'No speech')",
                alarm, service, town.clock.instant());
        rounds();
        assertThat(row(alarm).hold().untaken()).isNotNull();
        town.pass(Duration.ofSeconds(60));
        rounds();
        assertThat(Objects.requireNonNull(row(alarm).hold().untaken()).partner())
                .isTrue();
        await(desk.take(olga, alarm));
    }

    @Test
    void a_fault_and_what_a_scheme_s_manager_has_ring_nobody() {
        UUID fault = town.alarm(service, town.home(service, "8 Mill Lane"));
        town.sql("update alarm set priority = 3, joining_class = 'TECHNICAL' where id = '%s'", fault);
        UUID managed = town.alarm(service, town.home(service, "9 Mill Lane"));
        town.sql(
                "update alarm set manager_until = '%s' where id = '%s'",
                town.clock.instant().plusSeconds(300), managed);
        town.pass(Duration.ofSeconds(200));
        rounds();
        assertThat(town.log(olga, fault)).isEmpty();
        assertThat(town.log(olga, managed)).isEmpty();
        town.pass(Duration.ofSeconds(160));
        rounds();
        assertThat(town.log(olga, managed).stream().filter(line -> line.startsWith("UNTAKEN")))
                .hasSize(1);
        await(desk.take(olga, managed));
    }

    @Test
    void without_anybody_on_file_that_is_said() {
        UUID bare = town.service("bare");
        Scope bella = town.person(bare, "bella", "Bella", "OPERATOR");
        UUID alarm = town.alarm(bare, town.home(bare, "1 Mill Lane"));
        town.pass(Duration.ofSeconds(61));
        rounds();
        assertThat(town.log(bella, alarm))
                .containsExactly(
                        "UNTAKEN Nobody took this life alarm within 1 minute. No manager on call is on file to be"
                                + " rung");
        await(desk.take(bella, alarm));
    }

    private static void rounds() {
        Future<Integer> here = worker.round();
        Future<Integer> there = otherProcess.round();
        await(here);
        await(there);
    }

    private static AlarmRow row(UUID alarm) {
        return await(town.alarms.find(olga, alarm)).orElseThrow();
    }
}
