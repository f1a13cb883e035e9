package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;
import static org.tocsin.response.MillLane.done;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.BoardReader;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;

/** A callout from being asked to the end of the visit. */
class CalloutDeskTest {
    static Town town;

    MillLane lane;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void pressed() {
        lane = new MillLane(town);
    }

    @Test
    void from_the_call_to_the_closed_case_the_log_tells_the_whole_story() {
        lane.callOut(null);
        assertThat(lane.state()).isEqualTo(AlarmState.RESPONDING);
        assertThat(lane.latest()).isEqualTo("Dora Daughter has been asked");
        UUID callout = lane.onlyCallout().id();
        assertThat(lane.onlyCallout().times().due())
                .isEqualTo(town.clock.instant().plusSeconds(120));

        town.pass(Duration.ofSeconds(30));
        Callout accepted = done(lane.callouts.accept(lane.dora, callout));
        assertThat(accepted.times().due()).isEqualTo(town.clock.instant().plusSeconds(2_700));
        assertThat(lane.latest()).isEqualTo("Dora Daughter has accepted");

        town.pass(Duration.ofMinutes(5));
        assertThat(done(lane.callouts.enRoute(lane.dora, callout)).times().due())
                .isEqualTo(accepted.times().due());
        assertThat(lane.latest()).isEqualTo("Dora Daughter is on the way");

        town.pass(Duration.ofMinutes(10));
        Callout arrived = done(lane.callouts.arrived(lane.dora, callout));
        assertThat(arrived.times().due()).isNull();
        assertThat(arrived.times().arrived()).isEqualTo(town.clock.instant());
        assertThat(lane.state()).isEqualTo(AlarmState.RESPONDING);

        assertThat(await(lane.callouts.left(lane.dora, callout, " ")))
                .isEqualTo(new CalloutResult.Invalid("done", "Say what was done."));
        Callout left = done(lane.callouts.left(lane.dora, callout, "Helped back to bed"));
        assertThat(left.said().done()).isEqualTo("Helped back to bed");
        assertThat(lane.state()).isEqualTo(AlarmState.HANDLED);
        assertThat(town.progress(lane.olga, lane.alarm).sounding()).isFalse();

        // Somebody was at the door, so nobody asks who was spoken to.
        assertThat(await(lane.desk.close(lane.olga, lane.alarm, new CloseRequest("accidental", null, null))))
                .isInstanceOf(ActResult.Done.class);
        assertThat(town.log(lane.olga, lane.alarm))
                .containsExactly(
                        "TAKEN Taken by Olga Operator",
                        "CALLED_OUT Called out Dora Daughter",
                        "ACCEPTED Dora Daughter accepted",
                        "EN_ROUTE Dora Daughter set off",
                        "ARRIVED Dora Daughter arrived",
                        "LEFT Dora Daughter left: Helped back to bed",
                        "CLOSED Closed by Olga Operator: Accidental press");
    }

    @Test
    void every_answer_may_be_sent_again_and_is_done_once() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        Callout accepted = done(lane.callouts.accept(lane.dora, callout));
        town.pass(Duration.ofMinutes(1));
        assertThat(done(lane.callouts.accept(lane.dora, callout))).isEqualTo(accepted);
        done(lane.callouts.arrived(lane.dora, callout));
        // Overtaken on a bad line: the older answer comes last.
        assertThat(done(lane.callouts.enRoute(lane.dora, callout)).state()).isEqualTo(CalloutState.ARRIVED);
        done(lane.callouts.left(lane.dora, callout, "All well"));
        assertThat(done(lane.callouts.left(lane.dora, callout, "All well again"))
                        .said()
                        .done())
                .isEqualTo("All well");
        assertThat(town.log(lane.olga, lane.alarm)).hasSize(5);
    }

    @Test
    void declining_says_why_and_the_next_contact_is_asked_at_once() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        assertThat(await(lane.callouts.decline(lane.dora, callout, "")))
                .isEqualTo(new CalloutResult.Invalid("reason", "Say why not."));

        assertThat(done(lane.callouts.decline(lane.dora, callout, "Car broke down"))
                        .said()
                        .reason())
                .isEqualTo("Car broke down");

        List<Callout> asked = await(lane.callouts.ofAlarm(lane.olga, lane.alarm));
        assertThat(asked).extracting(Callout::state).containsExactly(CalloutState.DECLINED, CalloutState.OFFERED);
        assertThat(asked.get(1).contact().id()).isEqualTo(lane.responder);
        assertThat(town.log(lane.olga, lane.alarm))
                .endsWith("DECLINED Dora Daughter declined: Car broke down", "CALLED_OUT Called out Rita Responder");
        assertThat(await(lane.callouts.accept(lane.dora, callout)))
                .isEqualTo(new CalloutResult.NotAllowed("This callout has been passed on."));
    }

    @Test
    void when_everybody_declined_the_alarm_returns_to_the_top_sounding_and_the_plan_begins_anew() {
        lane.callOut(null);
        done(lane.callouts.decline(lane.dora, lane.onlyCallout().id(), "Abroad"));
        done(lane.callouts.decline(
                lane.rita,
                await(lane.callouts.ofAlarm(lane.olga, lane.alarm)).get(1).id(),
                "Stuck at another home"));

        assertThat(lane.state()).isEqualTo(AlarmState.WAITING);
        assertThat(town.progress(lane.olga, lane.alarm).sounding()).isTrue();
        assertThat(town.progress(lane.olga, lane.alarm).takenBy()).isNull();
        assertThat(town.log(lane.olga, lane.alarm))
                .endsWith(
                        "DECLINED Rita Responder declined: Stuck at another home",
                        "RETURNED Nobody is left to call out: back to the board, sounding");

        assertThat(await(lane.desk.take(lane.olga, lane.alarm))).isInstanceOf(ActResult.Done.class);
        lane.callOut(null);
        assertThat(await(lane.callouts.ofAlarm(lane.olga, lane.alarm))
                        .get(2)
                        .contact()
                        .id())
                .isEqualTo(lane.daughter);
    }

    @Test
    void the_operator_chooses_a_contact_and_choosing_again_does_not_ask_twice() {
        lane.callOut(lane.responder);
        lane.callOut(lane.responder);
        assertThat(lane.onlyCallout().contact().name()).isEqualTo("Rita Responder");
        lane.callOut(null);
        assertThat(await(lane.callouts.ofAlarm(lane.olga, lane.alarm))).hasSize(2);
    }

    @Test
    void when_everybody_has_been_asked_the_log_says_that_nobody_was() {
        lane.callOut(null);
        lane.callOut(null);
        assertThat(await(lane.desk.callOut(lane.olga, lane.alarm, null)))
                .isEqualTo(new ActResult.NotAllowed("Everybody in the plan has been asked."));
        assertThat(town.log(lane.olga, lane.alarm))
                .endsWith("NOT_CALLED_OUT Nobody was called out. Everybody in the plan has been asked.");
        assertThat(lane.state()).isEqualTo(AlarmState.RESPONDING);
    }

    @Test
    void the_job_sheet_holds_what_somebody_at_the_door_needs_until_the_job_is_over() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        assertThat(await(lane.callouts.mine(lane.rita))).isEmpty();
        assertThat(await(lane.callouts.mine(lane.dora))).singleElement().satisfies(job -> {
            assertThat(job.callout().id()).isEqualTo(callout);
            assertThat(job.alarm().person()).isEqualTo("Ada Byron");
            assertThat(job.alarm().place()).isEqualTo("7 Mill Lane, Leeds, LS1 4AP");
            assertThat(job.risks()).isEqualTo("Large dog");
            assertThat(job.telephone()).isEqualTo("0113 496 0000");
        });
        done(lane.callouts.arrived(lane.dora, callout));
        done(lane.callouts.left(lane.dora, callout, "All well"));
        assertThat(await(lane.callouts.mine(lane.dora))).isEmpty();
        assertThat(await(lane.callouts.job(lane.dora, callout))).isPresent();
    }

    @Test
    void closing_tells_whoever_is_awaited_that_they_are_not_needed() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        done(lane.callouts.accept(lane.dora, callout));
        await(lane.desk.close(lane.olga, lane.alarm, new CloseRequest("ambulance", null, null)));
        assertThat(lane.onlyCallout().state()).isEqualTo(CalloutState.WITHDRAWN);
        assertThat(lane.onlyCallout().times().due()).isNull();
        assertThat(town.log(lane.olga, lane.alarm))
                .endsWith("WITHDRAWN Callout of Dora Daughter withdrawn", "CLOSED Closed by Olga Operator: Ambulance");
        assertThat(await(lane.callouts.arrived(lane.dora, callout)))
                .isEqualTo(new CalloutResult.NotAllowed("You are no longer needed for this alarm."));
        assertThat(await(lane.callouts.mine(lane.dora))).isEmpty();
    }

    @Test
    void whoever_is_under_way_stays_so_when_the_alarm_is_handed_back() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        done(lane.callouts.accept(lane.dora, callout));
        await(lane.desk.handBack(lane.olga, lane.alarm, null));
        done(lane.callouts.arrived(lane.dora, callout));
        assertThat(lane.state()).isEqualTo(AlarmState.WAITING);
        done(lane.callouts.left(lane.dora, callout, "All well"));
        assertThat(lane.state()).isEqualTo(AlarmState.WAITING);
        assertThat(town.progress(lane.olga, lane.alarm).sounding()).isTrue();
    }

    @Test
    void a_press_after_the_visit_brings_the_alarm_back_and_the_same_person_may_be_asked_again() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        done(lane.callouts.arrived(lane.dora, callout));
        done(lane.callouts.left(lane.dora, callout, "All well"));
        town.pass(Duration.ofMinutes(10));
        town.press(lane.alarm);
        assertThat(lane.state()).isEqualTo(AlarmState.TAKEN);
        lane.callOut(null);
        assertThat(await(lane.callouts.ofAlarm(lane.olga, lane.alarm)))
                .extracting(one -> one.contact().id())
                .containsExactly(lane.daughter, lane.daughter);
    }

    @Test
    void each_step_reaches_the_live_board() {
        BoardReader board = new BoardReader(town.database);
        String xmin = await(board.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        lane.callOut(null);
        done(lane.callouts.accept(lane.dora, lane.onlyCallout().id()));
        assertThat(await(board.changesSince(BoardReader.Lane.CALLS, xmin)).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.callout()).isEqualTo("Dora Daughter has accepted"));
    }
}
