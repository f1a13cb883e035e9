package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;
import static org.tocsin.response.MillLane.done;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Town;

/** Who may call out, whom, and who may answer for it. */
class CalloutRightsTest {
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
    void a_contact_of_another_home_or_service_cannot_be_called_out() {
        UUID otherHome = town.home(lane.service, "8 Mill Lane");
        UUID ofOtherHome = town.contact(lane.rita, otherHome, 1, "Somebody Else");
        Scope stranger = town.person(
                town.service("other-" + lane.number), "stranger" + lane.number, "Sam Stranger", "RESPONDER");
        UUID ofOtherService = town.contact(stranger, null, 1, "Sam Stranger");
        for (UUID contact : List.of(ofOtherHome, ofOtherService, UUID.randomUUID())) {
            assertThat(await(lane.desk.callOut(lane.olga, lane.alarm, contact))).isInstanceOf(ActResult.Invalid.class);
        }
        assertThat(await(lane.callouts.ofAlarm(lane.olga, lane.alarm))).isEmpty();
    }

    @Test
    void only_the_taker_calls_out_and_only_when_it_is_taken() {
        Scope oskar = town.person(lane.service, "oskar" + lane.number, "Oskar Operator", "OPERATOR");
        assertThat(await(lane.desk.callOut(oskar, lane.alarm, null)))
                .isEqualTo(new ActResult.NotAllowed("Olga Operator has this alarm."));
        assertThat(await(lane.desk.callOut(oskar, town.alarm(lane.service, lane.home), null)))
                .isEqualTo(new ActResult.NotAllowed("Take the alarm first."));
    }

    @Test
    void nobody_answers_for_somebody_else() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        CalloutResult notTheirs = new CalloutResult.NotAllowed("This callout is for Dora Daughter.");
        assertThat(await(lane.callouts.accept(lane.rita, callout))).isEqualTo(notTheirs);
        assertThat(await(lane.callouts.accept(lane.olga, callout))).isEqualTo(notTheirs);
        assertThat(await(lane.callouts.accept(Scope.platform(lane.service), callout)))
                .isEqualTo(notTheirs);
        assertThat(await(lane.callouts.job(lane.rita, callout))).isEmpty();
        assertThat(lane.onlyCallout().state()).isEqualTo(CalloutState.OFFERED);
    }

    @Test
    void for_a_contact_who_is_telephoned_the_taker_records_the_answer() {
        UUID neighbour = town.contact(new Scope(lane.service, null, "x"), lane.home, 9, "Ned Neighbour");
        lane.callOut(neighbour);
        UUID callout = lane.onlyCallout().id();
        assertThat(await(lane.callouts.accept(lane.rita, callout))).isInstanceOf(CalloutResult.NotAllowed.class);
        done(lane.callouts.accept(lane.olga, callout));
        assertThat(town.log(lane.olga, lane.alarm))
                .endsWith(
                        "CALLED_OUT Called out Ned Neighbour, to be telephoned",
                        "ACCEPTED Ned Neighbour accepted (told to Olga Operator)");
    }

    @Test
    void one_service_can_neither_see_nor_answer_anothers_callout() {
        lane.callOut(null);
        UUID callout = lane.onlyCallout().id();
        Scope stranger =
                town.person(town.service("other-" + lane.number), "stranger" + lane.number, "Sam Stranger", "ADMIN");
        Scope impostor = new Scope(stranger.serviceId(), lane.dora.operatorId(), "operator:dora");
        for (Scope scope : List.of(stranger, impostor)) {
            List<Future<CalloutResult>> answers = List.of(
                    lane.callouts.accept(scope, callout),
                    lane.callouts.enRoute(scope, callout),
                    lane.callouts.arrived(scope, callout),
                    lane.callouts.decline(scope, callout, "x"),
                    lane.callouts.left(scope, callout, "x"));
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(await(answer)).isInstanceOf(CalloutResult.NotFound.class));
            assertThat(await(lane.callouts.ofAlarm(scope, lane.alarm))).isEmpty();
            assertThat(await(lane.callouts.mine(scope))).isEmpty();
            assertThat(await(new ResponseStore(town.database).contacts(scope, lane.home)))
                    .isEmpty();
        }
        assertThat(lane.onlyCallout().state()).isEqualTo(CalloutState.OFFERED);
        assertThat(await(new ResponseStore(town.database).contacts(lane.olga, lane.home)))
                .extracting(Contact::name)
                .containsExactly("Dora Daughter", "Rita Responder");
    }
}
