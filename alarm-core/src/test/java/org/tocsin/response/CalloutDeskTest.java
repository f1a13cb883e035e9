package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.BoardReader;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;

class CalloutDeskTest {
    static Town town;
    static int count;
    AlarmDesk desk;
    CalloutDesk callouts;
    UUID service;
    UUID home;
    Scope olga;
    Scope rita;
    Scope dora;
    UUID daughter;
    UUID responder;
    UUID alarm;

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
        count++;
        service = town.service("demo-" + count);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita" + count, "Rita Responder", "RESPONDER");
        dora = town.person(service, "dora" + count, "Dora Daughter", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        responder = town.contact(rita, null, 1, "Rita Responder");
        daughter = town.contact(dora, home, 1, "Dora Daughter");
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void from_the_call_to_the_closed_case_the_log_tells_the_whole_story() {
        callOut(null);
        assertThat(state()).isEqualTo(AlarmState.RESPONDING);
        assertThat(latest()).isEqualTo("Dora Daughter has been asked");
        UUID callout = onlyCallout().id();
        assertThat(onlyCallout().times().due()).isEqualTo(town.clock.instant().plusSeconds(120));

        town.pass(Duration.ofSeconds(30));
        Callout accepted = done(callouts.accept(dora, callout));
        assertThat(accepted.times().due()).isEqualTo(town.clock.instant().plusSeconds(2_700));
        assertThat(latest()).isEqualTo("Dora Daughter has accepted");

        town.pass(Duration.ofMinutes(5));
        assertThat(done(callouts.enRoute(dora, callout)).times().due())
                .isEqualTo(accepted.times().due());
        assertThat(latest()).isEqualTo("Dora Daughter is on the way");

        town.pass(Duration.ofMinutes(10));
        Callout arrived = done(callouts.arrived(dora, callout));
        assertThat(arrived.times().due()).isNull();
        assertThat(arrived.times().arrived()).isEqualTo(town.clock.instant());
        assertThat(state()).isEqualTo(AlarmState.RESPONDING);

        assertThat(await(callouts.left(dora, callout, " ")))
                .isEqualTo(new CalloutResult.Invalid("done", "Say what was done."));
        Callout left = done(callouts.left(dora, callout, "Helped back to bed"));
        assertThat(left.said().done()).isEqualTo("Helped back to bed");
        assertThat(state()).isEqualTo(AlarmState.HANDLED);
        assertThat(town.progress(olga, alarm).sounding()).isFalse();

        // Somebody was at the door, so nobody asks who was spoken to.
        assertThat(await(desk.close(olga, alarm, new CloseRequest("accidental", null, null))))
                .isInstanceOf(ActResult.Done.class);
        assertThat(town.log(olga, alarm))
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
        callOut(null);
        UUID callout = onlyCallout().id();
        Callout accepted = done(callouts.accept(dora, callout));
        town.pass(Duration.ofMinutes(1));
        assertThat(done(callouts.accept(dora, callout))).isEqualTo(accepted);
        done(callouts.arrived(dora, callout));
        // Overtaken on a bad line: the older answer comes last.
        assertThat(done(callouts.enRoute(dora, callout)).state()).isEqualTo(CalloutState.ARRIVED);
        done(callouts.left(dora, callout, "All well"));
        assertThat(done(callouts.left(dora, callout, "All well again")).said().done())
                .isEqualTo("All well");
        assertThat(town.log(olga, alarm)).hasSize(5);
    }

    @Test
    void declining_says_why_and_the_next_contact_is_asked_at_once() {
        callOut(null);
        UUID callout = onlyCallout().id();
        assertThat(await(callouts.decline(dora, callout, "")))
                .isEqualTo(new CalloutResult.Invalid("reason", "Say why not."));

        assertThat(done(callouts.decline(dora, callout, "Car broke down"))
                        .said()
                        .reason())
                .isEqualTo("Car broke down");

        List<Callout> asked = await(callouts.ofAlarm(olga, alarm));
        assertThat(asked).extracting(Callout::state).containsExactly(CalloutState.DECLINED, CalloutState.OFFERED);
        assertThat(asked.get(1).contact().id()).isEqualTo(responder);
        assertThat(town.log(olga, alarm))
                .endsWith("DECLINED Dora Daughter declined: Car broke down", "CALLED_OUT Called out Rita Responder");
        assertThat(await(callouts.accept(dora, callout)))
                .isEqualTo(new CalloutResult.NotAllowed("This callout has been passed on."));
    }

    @Test
    void when_everybody_declined_the_alarm_returns_to_the_top_sounding_and_the_plan_begins_anew() {
        callOut(null);
        done(callouts.decline(dora, onlyCallout().id(), "Abroad"));
        done(callouts.decline(rita, await(callouts.ofAlarm(olga, alarm)).get(1).id(), "Stuck at another home"));

        assertThat(state()).isEqualTo(AlarmState.WAITING);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
        assertThat(town.progress(olga, alarm).takenBy()).isNull();
        assertThat(town.log(olga, alarm))
                .endsWith(
                        "DECLINED Rita Responder declined: Stuck at another home",
                        "RETURNED Nobody is left to call out: back to the board, sounding");

        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
        callOut(null);
        assertThat(await(callouts.ofAlarm(olga, alarm)).get(2).contact().id()).isEqualTo(daughter);
    }

    @Test
    void the_operator_chooses_a_contact_and_choosing_again_does_not_ask_twice() {
        callOut(responder);
        callOut(responder);
        assertThat(onlyCallout().contact().name()).isEqualTo("Rita Responder");
        callOut(null);
        assertThat(await(callouts.ofAlarm(olga, alarm))).hasSize(2);
    }

    @Test
    void when_everybody_has_been_asked_the_log_says_that_nobody_was() {
        callOut(null);
        callOut(null);
        assertThat(await(desk.callOut(olga, alarm, null)))
                .isEqualTo(new ActResult.NotAllowed("Everybody in the plan has been asked."));
        assertThat(town.log(olga, alarm))
                .endsWith("NOT_CALLED_OUT Nobody was called out. Everybody in the plan has been asked.");
        assertThat(state()).isEqualTo(AlarmState.RESPONDING);
    }

    @Test
    void a_contact_of_another_home_or_service_cannot_be_called_out() {
        UUID otherHome = town.home(service, "8 Mill Lane");
        UUID ofOtherHome = town.contact(rita, otherHome, 1, "Somebody Else");
        Scope stranger = town.person(town.service("other-" + count), "stranger" + count, "Sam Stranger", "RESPONDER");
        UUID ofOtherService = town.contact(stranger, null, 1, "Sam Stranger");
        for (UUID contact : List.of(ofOtherHome, ofOtherService, UUID.randomUUID())) {
            assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Invalid.class);
        }
        assertThat(await(callouts.ofAlarm(olga, alarm))).isEmpty();
    }

    @Test
    void only_the_taker_calls_out_and_only_when_it_is_taken() {
        Scope oskar = town.person(service, "oskar" + count, "Oskar Operator", "OPERATOR");
        assertThat(await(desk.callOut(oskar, alarm, null)))
                .isEqualTo(new ActResult.NotAllowed("Olga Operator has this alarm."));
        assertThat(await(desk.callOut(oskar, town.alarm(service, home), null)))
                .isEqualTo(new ActResult.NotAllowed("Take the alarm first."));
    }

    @Test
    void nobody_answers_for_somebody_else() {
        callOut(null);
        UUID callout = onlyCallout().id();
        CalloutResult notTheirs = new CalloutResult.NotAllowed("This callout is for Dora Daughter.");
        assertThat(await(callouts.accept(rita, callout))).isEqualTo(notTheirs);
        assertThat(await(callouts.accept(olga, callout))).isEqualTo(notTheirs);
        assertThat(await(callouts.accept(Scope.platform(service), callout))).isEqualTo(notTheirs);
        assertThat(await(callouts.job(rita, callout))).isEmpty();
        assertThat(onlyCallout().state()).isEqualTo(CalloutState.OFFERED);
    }

    @Test
    void for_a_contact_who_is_telephoned_the_taker_records_the_answer() {
        UUID neighbour = town.contact(new Scope(service, null, "x"), home, 9, "Ned Neighbour");
        callOut(neighbour);
        UUID callout = onlyCallout().id();
        assertThat(await(callouts.accept(rita, callout))).isInstanceOf(CalloutResult.NotAllowed.class);
        done(callouts.accept(olga, callout));
        assertThat(town.log(olga, alarm))
                .endsWith(
                        "CALLED_OUT Called out Ned Neighbour, to be telephoned",
                        "ACCEPTED Ned Neighbour accepted (told to Olga Operator)");
    }

    @Test
    void the_job_sheet_holds_what_somebody_at_the_door_needs_until_the_job_is_over() {
        callOut(null);
        UUID callout = onlyCallout().id();
        assertThat(await(callouts.mine(rita))).isEmpty();
        assertThat(await(callouts.mine(dora))).singleElement().satisfies(job -> {
            assertThat(job.callout().id()).isEqualTo(callout);
            assertThat(job.alarm().person()).isEqualTo("Ada Byron");
            assertThat(job.alarm().place()).isEqualTo("7 Mill Lane, Leeds, LS1 4AP");
            assertThat(job.risks()).isEqualTo("Large dog");
            assertThat(job.telephone()).isEqualTo("0113 496 0000");
        });
        done(callouts.arrived(dora, callout));
        done(callouts.left(dora, callout, "All well"));
        assertThat(await(callouts.mine(dora))).isEmpty();
        assertThat(await(callouts.job(dora, callout))).isPresent();
    }

    @Test
    void closing_tells_whoever_is_awaited_that_they_are_not_needed() {
        callOut(null);
        UUID callout = onlyCallout().id();
        done(callouts.accept(dora, callout));
        await(desk.close(olga, alarm, new CloseRequest("ambulance", null, null)));
        assertThat(onlyCallout().state()).isEqualTo(CalloutState.WITHDRAWN);
        assertThat(onlyCallout().times().due()).isNull();
        assertThat(town.log(olga, alarm))
                .endsWith("WITHDRAWN Callout of Dora Daughter withdrawn", "CLOSED Closed by Olga Operator: Ambulance");
        assertThat(await(callouts.arrived(dora, callout)))
                .isEqualTo(new CalloutResult.NotAllowed("You are no longer needed for this alarm."));
        assertThat(await(callouts.mine(dora))).isEmpty();
    }

    @Test
    void whoever_is_under_way_stays_so_when_the_alarm_is_handed_back() {
        callOut(null);
        UUID callout = onlyCallout().id();
        done(callouts.accept(dora, callout));
        await(desk.handBack(olga, alarm, null));
        done(callouts.arrived(dora, callout));
        assertThat(state()).isEqualTo(AlarmState.WAITING);
        done(callouts.left(dora, callout, "All well"));
        assertThat(state()).isEqualTo(AlarmState.WAITING);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
    }

    @Test
    void a_press_after_the_visit_brings_the_alarm_back_and_the_same_person_may_be_asked_again() {
        callOut(null);
        UUID callout = onlyCallout().id();
        done(callouts.arrived(dora, callout));
        done(callouts.left(dora, callout, "All well"));
        town.pass(Duration.ofMinutes(10));
        town.press(alarm);
        assertThat(state()).isEqualTo(AlarmState.TAKEN);
        callOut(null);
        assertThat(await(callouts.ofAlarm(olga, alarm)))
                .extracting(one -> one.contact().id())
                .containsExactly(daughter, daughter);
    }

    @Test
    void each_step_reaches_the_live_board() {
        BoardReader board = new BoardReader(town.database);
        String xmin = await(board.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        callOut(null);
        done(callouts.accept(dora, onlyCallout().id()));
        assertThat(await(board.changesSince(BoardReader.Lane.CALLS, xmin)).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.callout()).isEqualTo("Dora Daughter has accepted"));
    }

    @Test
    void one_service_can_neither_see_nor_answer_anothers_callout() {
        callOut(null);
        UUID callout = onlyCallout().id();
        Scope stranger = town.person(town.service("other-" + count), "stranger" + count, "Sam Stranger", "ADMIN");
        Scope impostor = new Scope(stranger.serviceId(), dora.operatorId(), "operator:dora");
        for (Scope scope : List.of(stranger, impostor)) {
            List<Future<CalloutResult>> answers = List.of(
                    callouts.accept(scope, callout),
                    callouts.enRoute(scope, callout),
                    callouts.arrived(scope, callout),
                    callouts.decline(scope, callout, "x"),
                    callouts.left(scope, callout, "x"));
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(await(answer)).isInstanceOf(CalloutResult.NotFound.class));
            assertThat(await(callouts.ofAlarm(scope, alarm))).isEmpty();
            assertThat(await(callouts.mine(scope))).isEmpty();
            assertThat(await(new ResponseStore(town.database).contacts(scope, home)))
                    .isEmpty();
        }
        assertThat(onlyCallout().state()).isEqualTo(CalloutState.OFFERED);
        assertThat(await(new ResponseStore(town.database).contacts(olga, home)))
                .extracting(Contact::name)
                .containsExactly("Dora Daughter", "Rita Responder");
    }

    private void callOut(@Nullable UUID contact) {
        assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Done.class);
    }

    private Callout onlyCallout() {
        List<Callout> all = await(callouts.ofAlarm(olga, alarm));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private AlarmState state() {
        return town.progress(olga, alarm).state();
    }

    private @Nullable String latest() {
        return await(town.alarms.find(olga, alarm)).orElseThrow().callout();
    }

    private static Callout done(Future<CalloutResult> answer) {
        CalloutResult result = await(answer);
        assertThat(result).isInstanceOf(CalloutResult.Done.class);
        return ((CalloutResult.Done) result).callout();
    }
}
