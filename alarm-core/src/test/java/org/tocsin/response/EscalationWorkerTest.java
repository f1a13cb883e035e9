package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.response.EscalationWorker.Claim;

class EscalationWorkerTest {
    static Town town;
    static int count;
    AlarmDesk desk;
    CalloutDesk callouts;
    EscalationWorker worker;
    UUID service;
    UUID home;
    Scope olga;
    Scope rita;
    Scope dora;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void people() {
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        callouts = new CalloutDesk(town.database, town.clock, town.wakeup);
        worker = new EscalationWorker(town.vertx, town.database, town.clock, town.wakeup);
        count++;
        town.sql("truncate callout");
        service = town.service("demo-" + count);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita" + count, "Rita Responder", "RESPONDER");
        dora = town.person(service, "dora" + count, "Dora Daughter", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
        town.contact(rita, null, 1, "Rita Responder");
        town.contact(dora, home, 1, "Dora Daughter");
    }

    @Test
    void nothing_is_due_before_its_time() {
        UUID alarm = respondingAlarm();
        town.pass(Duration.ofSeconds(119));
        assertThat(await(worker.claim())).isEmpty();
        town.pass(Duration.ofSeconds(1));
        assertThat(await(worker.claim()))
                .singleElement()
                .extracting(Claim::alarmId)
                .isEqualTo(alarm);
    }

    @Test
    void without_an_answer_the_next_is_asked_and_in_the_end_the_alarm_returns() {
        UUID alarm = respondingAlarm();
        town.pass(Duration.ofMinutes(2));
        settleAll();
        assertThat(town.log(olga, alarm))
                .endsWith(
                        "EXPIRED Dora Daughter did not answer within 2 minutes",
                        "CALLED_OUT Called out Rita Responder");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.RESPONDING);

        town.pass(Duration.ofMinutes(2));
        settleAll();
        assertThat(town.log(olga, alarm))
                .endsWith(
                        "EXPIRED Rita Responder did not answer within 2 minutes",
                        "RETURNED Nobody is left to call out: back to the board, sounding");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.WAITING);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
        assertThat(town.progress(olga, alarm).takenBy()).isNull();
        town.pass(Duration.ofDays(1));
        assertThat(await(worker.claim())).isEmpty();
    }

    @Test
    void whoever_accepts_and_does_not_arrive_is_followed_by_the_next_and_may_still_arrive_late() {
        UUID alarm = respondingAlarm();
        UUID callout = await(callouts.ofAlarm(olga, alarm)).get(0).id();
        await(callouts.accept(dora, callout));
        town.pass(Duration.ofMinutes(44));
        await(callouts.enRoute(dora, callout));
        assertThat(await(worker.claim())).isEmpty();
        town.pass(Duration.ofMinutes(1));
        settleAll();
        assertThat(town.log(olga, alarm))
                .endsWith(
                        "EXPIRED Dora Daughter accepted and did not arrive within 45 minutes",
                        "RETURNED Dora Daughter is late: back to the top of the board, sounding",
                        "CALLED_OUT Called out Rita Responder");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.WAITING);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);

        assertThat(await(callouts.mine(dora))).hasSize(1);
        assertThat(await(callouts.arrived(dora, callout))).isInstanceOf(CalloutResult.Done.class);
        assertThat(town.log(olga, alarm)).endsWith("ARRIVED Dora Daughter arrived");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.RESPONDING);

        // With somebody at the door the silence of the other brings nothing back.
        town.pass(Duration.ofMinutes(2));
        settleAll();
        assertThat(town.log(olga, alarm)).endsWith("EXPIRED Rita Responder did not answer within 2 minutes");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.RESPONDING);
    }

    @Test
    void an_answer_between_claim_and_work_counts() {
        UUID alarm = respondingAlarm();
        town.pass(Duration.ofMinutes(2));
        List<Claim> claims = await(worker.claim());
        await(callouts.accept(dora, claims.get(0).calloutId()));
        await(worker.settle(claims.get(0)));
        assertThat(town.log(olga, alarm)).endsWith("ACCEPTED Dora Daughter accepted");
        assertThat(await(callouts.ofAlarm(olga, alarm))).hasSize(1);
    }

    @Test
    void a_lease_keeps_others_away_and_its_late_holder_does_no_harm() {
        UUID alarm = respondingAlarm();
        town.pass(Duration.ofMinutes(2));
        Claim late = await(worker.claim()).get(0);
        assertThat(await(worker.claim())).isEmpty();

        town.sql("update callout set lease_until = clock_timestamp() - interval '1 second'");
        Claim current = await(worker.claim()).get(0);
        await(worker.settle(late));
        assertThat(town.log(olga, alarm)).endsWith("CALLED_OUT Called out Dora Daughter");
        await(worker.settle(current));
        await(worker.settle(current));
        assertThat(await(callouts.ofAlarm(olga, alarm)))
                .extracting(Callout::state)
                .containsExactly(CalloutState.EXPIRED, CalloutState.OFFERED);
    }

    @Test
    void a_callout_of_a_closed_alarm_is_withdrawn_without_a_line_in_the_sealed_log() {
        UUID alarm = respondingAlarm();
        town.pass(Duration.ofMinutes(2));
        Claim claim = await(worker.claim()).get(0);
        await(desk.close(olga, alarm, new CloseRequest("ambulance", null, null)));
        List<String> log = town.log(olga, alarm);
        await(worker.settle(claim));
        assertThat(town.log(olga, alarm)).isEqualTo(log);
    }

    @Test
    void a_row_that_always_fails_blocks_nobody() {
        UUID poisonous = respondingAlarm();
        UUID healthy = respondingAlarm();
        town.sql("create function boom() returns trigger language plpgsql as"
                + " 'begin raise exception ''poison''; end'");
        town.sql(
                "create trigger poison before insert on alarm_entry for each row when (new.alarm_id = '%s')"
                        + " execute function boom()",
                poisonous);
        town.pass(Duration.ofMinutes(2));
        worker.start();
        awaitility()
                .untilAsserted(
                        () -> assertThat(town.log(olga, healthy)).endsWith("CALLED_OUT Called out Rita Responder"));
        assertThat(await(callouts.ofAlarm(olga, poisonous)))
                .extracting(Callout::state)
                .containsExactly(CalloutState.OFFERED);

        town.sql("drop trigger poison on alarm_entry");
        town.sql("update callout set lease_until = clock_timestamp() where lease_until is not null");
        awaitility()
                .untilAsserted(
                        () -> assertThat(town.log(olga, poisonous)).endsWith("CALLED_OUT Called out Rita Responder"));
        await(worker.stop());
    }

    @Test
    void several_workers_end_each_callout_once() {
        List<UUID> alarms = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            alarms.add(respondingAlarm());
        }
        EscalationWorker second = new EscalationWorker(town.vertx, town.database, town.clock, town.wakeup);
        town.pass(Duration.ofMinutes(2));
        worker.start();
        second.start();
        awaitility()
                .untilAsserted(() -> assertThat(alarms)
                        .allSatisfy(alarm ->
                                assertThat(town.log(olga, alarm)).endsWith("CALLED_OUT Called out Rita Responder")));
        await(worker.stop());
        await(second.stop());
        for (UUID alarm : alarms) {
            assertThat(await(callouts.ofAlarm(olga, alarm)))
                    .extracting(Callout::state)
                    .containsExactly(CalloutState.EXPIRED, CalloutState.OFFERED);
        }
    }

    @Test
    void it_goes_on_after_the_database_could_not_be_read() {
        UUID alarm = respondingAlarm();
        town.pass(Duration.ofMinutes(2));
        town.sql("revoke update on callout from tocsin_runtime");
        worker.start();
        awaitility().until(() -> worker.failures() > 0);
        town.sql("grant update on callout to tocsin_runtime");
        awaitility()
                .untilAsserted(
                        () -> assertThat(town.log(olga, alarm)).endsWith("CALLED_OUT Called out Rita Responder"));
        await(worker.stop());
    }

    @Test
    void a_worker_that_never_started_stops_at_once() {
        await(worker.stop());
    }

    private UUID respondingAlarm() {
        UUID alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
        assertThat(await(desk.callOut(olga, alarm, null))).isInstanceOf(ActResult.Done.class);
        return alarm;
    }

    private void settleAll() {
        for (Claim claim : await(worker.claim())) {
            await(worker.settle(claim));
        }
    }

    private static ConditionFactory awaitility() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }
}
