package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.healthtest.TestCalls.Due;
import org.tocsin.healthtest.TestCalls.Outcome;
import org.tocsin.healthtest.TestCalls.Result;
import org.tocsin.home.RiskTier;

/** Tests that somebody has to ring for: asked by a person, passed by a signal. */
class TestCallsTest extends CampaignTurns {
    private TestCalls calls;

    @BeforeEach
    void desk() {
        calls = new TestCalls(town.database, town.clock);
    }

    @Test
    void a_test_by_call_passes_only_by_a_signal_received_after_somebody_asked_for_it() {
        UUID unit = unit("SCAIP", model("'BY_CALL', null, false"));
        town.resident(service, home(unit), "Edith Marlow", "ACTIVE", town.clock.instant());
        UUID id = begin(order(null, 0, 1));
        signal(unit, "TEST", town.clock.instant());
        sweep();
        assertThat(standing(id)).as("it came by itself").isEqualTo("AWAITED 1");
        assertThat(get(calls.counts(scope))).containsEntry(TestMethod.BY_CALL, 1L);
        Due due = only(TestMethod.BY_CALL);
        assertThat(due.door().who()).isEqualTo("Edith Marlow");
        assertThat(due.last()).isNull();

        assertThat(called(due, Outcome.NO_ANSWER, null)).isEqualTo(Result.DONE);
        assertThat(only(TestMethod.BY_CALL).course().firstAskedAt()).isNull();
        town.pass(Duration.ofMinutes(10));
        assertThat(called(due, Outcome.ASKED, null)).isEqualTo(Result.DONE);
        sweep();
        assertThat(standing(id)).as("asking is no passing").isEqualTo("AWAITED 1");
        town.pass(Duration.ofSeconds(8));
        signal(unit, "TEST", town.clock.instant());
        sweep();

        assertThat(standing(id)).isEqualTo("PASSED 1");
        Due passed = get(calls.find(scope, due.runId())).orElseThrow();
        assertThat(passed.course().state()).isEqualTo(TestRun.State.PASSED);
        assertThat(passed.course().delay()).isGreaterThan(Duration.ofSeconds(7));
        assertThat(called(due, Outcome.ASKED, null)).isEqualTo(Result.NOT_AWAITED);
        assertThat(get(calls.due(scope, TestMethod.BY_CALL, null))).isEmpty();
    }

    @Test
    void an_appointment_is_made_ahead_and_the_press_then_passes() {
        UUID unit = unit("SCAIP", model("'BY_APPOINTMENT', null, false"));
        UUID other = unit("SCAIP", model("'BY_APPOINTMENT', null, false"));
        UUID id = begin(order(null, 0, 1));
        signal(unit, "ALARM", town.clock.instant());
        sweep();
        assertThat(standing(id)).as("nobody had asked for that press").isEqualTo("AWAITED 2");
        List<Due> due = get(calls.due(scope, TestMethod.BY_APPOINTMENT, null));
        Due one = due.stream()
                .filter(run -> home(unit).equals(run.door().homeId()))
                .findFirst()
                .orElseThrow();
        Instant past = town.clock.instant().minusSeconds(1);
        assertThat(called(one, Outcome.AGREED, past)).isEqualTo(Result.NO_SUCH_TIME);
        assertThat(called(one, Outcome.AGREED, null)).isEqualTo(Result.NO_SUCH_TIME);
        Instant tomorrow = town.clock.instant().plus(Duration.ofDays(1));
        assertThat(called(one, Outcome.AGREED, tomorrow)).isEqualTo(Result.DONE);
        assertThat(get(calls.due(scope, TestMethod.BY_APPOINTMENT, null)).get(0).runId())
                .as("who has an appointment stands first")
                .isEqualTo(one.runId());
        town.pass(Duration.ofDays(1));
        signal(unit, "ALARM", town.clock.instant());
        sweep();
        assertThat(standing(id)).isEqualTo("AWAITED 1, PASSED 1");
        assertThat(home(other)).isNotNull();
    }

    @Test
    void the_controller_of_a_scheme_is_rung_for_at_its_scheme_by_the_highest_risk_behind_it_and_not_beside_an_alarm() {
        UUID alone = unit("SCAIP", model("'BY_CALL', null, false"));
        UUID controller = unit("SCAIP", model("'BY_CALL', null, false"));
        UUID scheme = scheme();
        town.sql("update home_unit set home_id = null, scheme_id = '%s' where id = '%s'", scheme, controller);
        flat(scheme, "1", "STANDARD", "North");
        UUID flat = flat(scheme, "2", "CRITICAL", "North");
        begin(order(null, 0, 1));
        List<Due> due = get(calls.due(scope, TestMethod.BY_CALL, null));
        assertThat(due).hasSize(2);
        assertThat(due.get(0).door())
                .isEqualTo(new TestCalls.Door(null, null, "Court " + scheme, null, RiskTier.CRITICAL));
        assertThat(due.get(1).door().homeId()).isEqualTo(home(alone));
        assertThat(due).extracting(Due::alarmOpen).containsExactly(false, false);
        UUID alarm = town.alarm(service, flat);
        town.sql(
                "update alarm set cid = (select cid from home_unit where id = '%s') where id = '%s'",
                controller, alarm);
        assertThat(get(calls.due(scope, TestMethod.BY_CALL, null)))
                .extracting(Due::alarmOpen)
                .containsExactly(true, false);
    }

    @Test
    void another_service_sees_and_rings_nobody_of_ours() {
        unit("SCAIP", model("'BY_CALL', null, false"));
        begin(order(null, 0, 1));
        Due due = only(TestMethod.BY_CALL);
        UUID elsewhere = town.service("other" + count);
        Scope stranger = town.person(elsewhere, "sam" + count, "Sam", "OPERATOR");
        assertThat(get(calls.due(stranger, TestMethod.BY_CALL, null))).isEmpty();
        assertThat(get(calls.find(stranger, due.runId()))).isEmpty();
        assertThat(get(calls.called(stranger, due.runId(), new TestCalls.Said(Outcome.ASKED, null, null), null)))
                .isEqualTo(Result.NOT_FOUND);
    }

    private Due only(TestMethod method) {
        List<Due> due = get(calls.due(scope, method, null));
        assertThat(due).hasSize(1);
        return due.get(0);
    }

    private Result called(Due due, Outcome outcome, @Nullable Instant agreed) {
        return get(calls.called(scope, due.runId(), new TestCalls.Said(outcome, agreed, "a note"), null));
    }

    /** Signals of what was not asked by command are looked for every ten seconds. */
    private void sweep() {
        town.pass(Duration.ofSeconds(11));
        turn();
    }
}
