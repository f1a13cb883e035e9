package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.access.Scope;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.platform.Ids;
import org.tocsin.speech.CallLine;
import org.tocsin.speech.CallLines;

/** No alarm ends without help or a word with the home; a leader may let it, and says why. */
class ClosingTest {
    private static Town town;
    private static AlarmDesk desk;
    private static SpokenDesk spoken;

    private Scope olga;
    private Scope mary;
    private UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        spoken = new SpokenDesk(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void an_alarm_that_olga_has() {
        UUID service = town.service("s" + Ids.next().toString().substring(0, 13));
        town.sql(
                "insert into outcome_code (service_id, code, label, help_sent, position, attended)"
                        + " values ('%s', 'family', 'Family attended', true, 3, true)",
                service);
        town.sql("update outcome_code set emergency = true where code = 'ambulance' and service_id = '%s'", service);
        olga = town.person(service, "olga." + service, "Olga", "OPERATOR");
        mary = town.person(service, "mary." + service, "Mary", "MANAGER");
        alarm = town.alarm(service, town.home(service, "1 Elm Road"));
        await(desk.take(olga, alarm));
    }

    @ParameterizedTest
    @CsvSource({
        // help, spoken, unheard, connected, reported, allowed, settled, sent, named, closes
        "false, false, false, false, false, false, false, false, false, false",
        "false, false, false, false, false, false, false, false, true, true",
        "false, false, false, false, true, false, false, false, true, false",
        "false, false, false, true, true, false, false, false, true, true",
        "false, false, true, false, false, false, false, false, true, false",
        "false, false, true, true, true, false, false, false, true, false",
        "false, true, false, false, true, false, false, false, false, true",
        "false, false, true, false, true, true, false, false, false, true",
        "false, false, true, false, true, false, false, true, false, true",
        "true, false, true, false, true, false, false, false, false, true",
        "false, false, false, false, false, false, true, false, false, true",
    })
    void the_rule(
            boolean help,
            boolean said,
            boolean unheard,
            boolean connected,
            boolean reported,
            boolean allowed,
            boolean settled,
            boolean sent,
            boolean named,
            boolean closes) {
        ClosingRule.Record record =
                new ClosingRule.Record(help, said ? "Mrs Byron" : null, unheard, connected, reported, allowed, settled);
        assertThat(ClosingRule.refusal(record, sent, named ? "Mrs Byron" : null).isEmpty())
                .isEqualTo(closes);
    }

    @Test
    void after_silence_no_name_in_the_closing_is_believed_until_somebody_was_spoken_to() {
        await(spoken.nobodyAnswers(olga, alarm));
        assertThat(why(close("accidental", "Mrs Byron"))).startsWith("Nobody has spoken with this home");
        await(spoken.spokenElsewhere(olga, alarm, "her daughter"));
        assertThat(why(close("accidental", "Mrs Byron"))).startsWith("Nobody has spoken with this home");
        await(spoken.spokenTo(olga, alarm, "Mrs Byron"));
        assertThat(close("accidental", null)).isInstanceOf(ActResult.Done.class);
        assertThat(await(town.alarms.find(olga, alarm)).orElseThrow().alarm().closing())
                .isNotNull()
                .extracting(Alarm.Closing::spokenTo)
                .isEqualTo("Mrs Byron");
        assertThat(town.log(olga, alarm))
                .containsSubsequence(
                        "NOBODY_ANSWERED Olga called the home: nobody answers",
                        "SPOKEN Olga spoke with her daughter, who is not at the home",
                        "SPOKEN Olga spoke with Mrs Byron at the home");
    }

    @Test
    void a_word_before_the_last_press_closes_nothing() {
        await(spoken.spokenTo(olga, alarm, "Mrs Byron"));
        town.pass(Duration.ofMinutes(1));
        town.press(alarm);
        assertThat(why(close("accidental", null))).isEqualTo("No help was sent: say who at the home was spoken to.");
        assertThat(close("accidental", "Mrs Byron")).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void where_calls_are_reported_a_name_alone_is_no_call() {
        town.sql("update service set calls_reported = true where id = '%s'", olga.serviceId());
        assertThat(why(close("accidental", "Mrs Byron"))).startsWith("The telephone system reported no call");
        town.sql(
                "insert into phone_call (id, service_id, external_id, alarm_id, connected_at, reported_at)"
                        + " values ('%s', '%s', '%s', '%s', '%s', '%s')",
                Ids.next(), olga.serviceId(), alarm, alarm, town.clock.instant(), town.clock.instant());
        assertThat(close("accidental", "Mrs Byron")).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void only_a_team_leader_lets_it_pass_and_says_why() {
        await(spoken.nobodyAnswers(olga, alarm));
        assertThat(await(spoken.allow(olga, alarm, "she always does")))
                .isEqualTo(new ActResult.NotAllowed("That is for a team leader of this service to decide."));
        assertThat(await(spoken.allow(mary, alarm, " "))).isInstanceOf(ActResult.Invalid.class);
        assertThat(await(spoken.allow(mary, alarm, "the engineer is in the home and tests")))
                .isInstanceOf(ActResult.Done.class);
        assertThat(close("accidental", null)).isInstanceOf(ActResult.Done.class);
        assertThat(town.log(olga, alarm))
                .contains("CLOSE_ALLOWED Mary lets it be closed without speech: the engineer is in the home and tests");
    }

    @Test
    void an_outcome_alone_sends_no_ambulance() {
        ClosingRule.Record silent = new ClosingRule.Record(false, null, true, false, false, false, false);
        OutcomeCode ambulance = OutcomeCode.emergency("ambulance", "Ambulance");
        assertThat(new Closure.OnRecord(silent, Closure.Attended.THERE, false).helpSent(ambulance))
                .isFalse();
        assertThat(new Closure.OnRecord(silent, Closure.Attended.NOBODY, true).helpSent(ambulance))
                .isTrue();

        await(spoken.nobodyAnswers(olga, alarm));
        assertThat(why(close("ambulance", null))).startsWith("No call to 999 is on record");
        assertThat(why(close("ambulance", "Mrs Byron"))).startsWith("No call to 999 is on record");
        CloseRequest tooLong = new CloseRequest("ambulance", null, null, "9".repeat(61));
        assertThat(why(await(desk.close(olga, alarm, tooLong)))).startsWith("A reference number has at most");
        CloseRequest whole = new CloseRequest("ambulance", null, null, " C-1234 ");
        assertThat(await(desk.close(olga, alarm, whole))).isInstanceOf(ActResult.Done.class);
        assertThat(town.log(olga, alarm))
                .containsSubsequence(
                        "NOTE 999 rung, reference C-1234, a reminder every 20 minutes",
                        "CLOSED Closed by Olga: Ambulance");
    }

    @Test
    void a_call_to_999_on_record_is_help_and_one_that_nobody_took_is_none() {
        CallLines calls = new CallLines(town.database, town.clock, town.wakeup);
        await(spoken.nobodyAnswers(olga, alarm));
        await(calls.add(
                olga, alarm, new CallLines.Call(CallLine.Direction.OUT, "the gas emergency", "0800 111 999", false)));
        await(calls.add(olga, alarm, new CallLines.Call(CallLine.Direction.OUT, "Neighbour at no. 112", null, false)));
        assertThat(why(close("ambulance", null))).startsWith("No call to 999 is on record");
        CallLines.Kept rung =
                await(calls.add(olga, alarm, new CallLines.Call(CallLine.Direction.OUT, "999", null, false)));
        UUID call = ((CallLines.Kept.Done) rung).id();
        await(calls.result(olga, alarm, call, CallLine.Result.ENGAGED, null));
        assertThat(why(close("ambulance", null))).startsWith("No call to 999 is on record");
        await(calls.result(olga, alarm, call, CallLine.Result.SPOKE, null));
        assertThat(close("ambulance", null)).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void a_crew_that_came_and_went_is_no_help_for_what_is_pressed_afterwards() {
        CaseClocks clocks = new CaseClocks(town.database, town.clock, town.wakeup);
        await(clocks.start(olga, alarm, CaseClocks.Start.now(CaseClock.Kind.AMBULANCE)));
        town.pass(Duration.ofMinutes(30));
        town.press(alarm);
        assertThat(await(onRecord()).rang999()).as("still awaited").isTrue();
        await(clocks.end(olga, alarm, CaseClock.Kind.AMBULANCE, null));
        assertThat(await(onRecord()).rang999()).isTrue();
        town.pass(Duration.ofMinutes(30));
        town.press(alarm);
        assertThat(await(onRecord()).rang999()).isFalse();
        assertThat(why(close("ambulance", null))).startsWith("No call to 999 is on record");
        await(spoken.allow(mary, alarm, "the crew is with her again, control rang"));
        assertThat(close("ambulance", null)).isInstanceOf(ActResult.Done.class);
    }

    private Future<Closure.OnRecord> onRecord() {
        return Closure.onRecord(town.database.pool(), olga, alarm).map(Optional::orElseThrow);
    }

    @Test
    void asking_somebody_to_go_is_not_help_sent() {
        UUID contact = town.contact(olga, null, 1, "Rita");
        await(desk.callOut(olga, alarm, contact));
        assertThat(why(close("family", null))).startsWith("Asked is not sent: nobody has said that they go.");
        town.sql(
                "update callout set state = 'ACCEPTED', accepted_at = '%s' where alarm_id = '%s'", Town.MORNING, alarm);
        assertThat(why(close("family", null)))
                .startsWith("Somebody is on the way and not there yet: closing now would call them off.");
        town.sql(
                "update callout set state = 'ARRIVED', arrived_at = '%s' where alarm_id = '%s'",
                town.clock.instant(), alarm);
        assertThat(close("family", null)).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void who_could_not_get_in_was_no_help() {
        cameAndLeft();
        reported("NO_ENTRY", 1);
        assertThat(why(close("accidental", null))).isEqualTo("No help was sent: say who at the home was spoken to.");
        assertThat(why(close("family", null))).startsWith("Whoever was at the door could not get in.");
        reported("SETTLED", 2);
        assertThat(close("family", null)).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void who_had_left_before_the_last_press_was_no_help_for_it() {
        cameAndLeft();
        town.pass(Duration.ofHours(2));
        town.press(alarm);
        assertThat(why(close("accidental", null))).isEqualTo("No help was sent: say who at the home was spoken to.");
        assertThat(why(close("family", null))).startsWith("Asked is not sent: nobody has said that they go.");

        town.sql("update callout set leaving_press_at = '%s' where alarm_id = '%s'", town.clock.instant(), alarm);
        assertThat(close("accidental", null)).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void who_is_at_the_home_at_the_last_press_is_help() {
        await(desk.callOut(olga, alarm, town.contact(olga, null, 1, "Rita")));
        town.sql(
                "update callout set state = 'ARRIVED', due_at = null, accepted_at = '%s', arrived_at = '%s'"
                        + " where alarm_id = '%s'",
                town.clock.instant(), town.clock.instant(), alarm);
        town.pass(Duration.ofMinutes(1));
        town.press(alarm);
        assertThat(close("accidental", null)).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void a_visit_whose_end_nobody_wrote_down_is_no_help_for_what_is_pressed_hours_later() {
        await(desk.callOut(olga, alarm, town.contact(olga, null, 1, "Ned Neighbour")));
        town.sql(
                "update callout set state = 'ARRIVED', due_at = null, accepted_at = '%s', arrived_at = '%s'"
                        + " where alarm_id = '%s'",
                town.clock.instant(), town.clock.instant(), alarm);
        town.pass(Duration.ofHours(2).plusSeconds(1));
        town.press(alarm);
        assertThat(why(close("accidental", null))).isEqualTo("No help was sent: say who at the home was spoken to.");
        // Somebody who has said since that they are well is still there.
        town.sql(
                "update callout set checked_in_at = '%s' where alarm_id = '%s'",
                town.clock.instant().minusSeconds(1_800), alarm);
        assertThat(close("accidental", null)).isInstanceOf(ActResult.Done.class);
    }

    @ParameterizedTest
    @CsvSource({"DECLINED", "EXPIRED"})
    void who_said_yes_and_then_does_not_go_is_not_coming(String state) {
        await(desk.callOut(olga, alarm, town.contact(olga, null, 1, "Rita")));
        town.sql(
                "update callout set state = '%s', due_at = null, accepted_at = '%s' where alarm_id = '%s'",
                state, town.clock.instant(), alarm);
        assertThat(why(close("family", null))).startsWith("Asked is not sent: nobody has said that they go.");
    }

    @Test
    void an_outcome_out_of_use_closes_nothing_and_keeps_its_words() {
        OutcomeDesk outcomes = new OutcomeDesk(town.database, town.clock);
        assertThat(await(outcomes.retire(mary, "ambulance", true))).isEmpty();
        assertThat(why(close("ambulance", null))).isEqualTo("This outcome is offered no more: choose another.");
        OutcomeDesk.Wanted wanted = new OutcomeDesk.Wanted("ambulance", "Ambulance sent", true, false, null, "a", null);
        assertThat(await(outcomes.save(mary, wanted))).isEmpty();
        assertThat(await(outcomes.retire(mary, "ambulance", false))).isEmpty();
        assertThat(await(outcomes.save(mary, new OutcomeDesk.Wanted("x-y", "Other", false, false, null, "a", null))))
                .isPresent();
        assertThat(close("ambulance", "Mrs Byron")).isInstanceOf(ActResult.Done.class);
        UUID other = town.service("o" + Ids.next().toString().substring(0, 13));
        Scope stranger = town.person(other, "sam." + other, "Sam", "MANAGER");
        assertThat(await(outcomes.retire(stranger, "family", true))).contains(new ActResult.NotFound());
    }

    @Test
    void a_fault_for_which_a_task_stands_may_be_closed_and_the_task_is_seen_to_once() {
        town.sql("update alarm set joining_class = 'TECHNICAL' where id = '%s'", alarm);
        FollowUpDesk tasks = new FollowUpDesk(town.database, town.clock, town.wakeup);
        assertThat(why(close("accidental", null))).startsWith("No help was sent");
        FollowUpDesk.Task task =
                new FollowUpDesk.Task("Change the battery", town.clock.instant().plus(Duration.ofDays(1)), false);
        assertThat(await(tasks.add(olga, alarm, task))).isInstanceOf(ActResult.Done.class);
        assertThat(close("accidental", null)).isInstanceOf(ActResult.Done.class);

        Scope stranger = new Scope(town.service("o" + Ids.next().toString().substring(0, 13)), null, "api:x");
        assertThat(await(tasks.open(stranger, 10))).isEmpty();
        var open = await(tasks.open(olga, 10));
        assertThat(open).hasSize(1);
        assertThat(open.get(0).overdue(town.clock.instant().plus(Duration.ofDays(2))))
                .isTrue();
        assertThat(await(tasks.pressing(olga))).isEqualTo(new FollowUpDesk.Pressing(0, 0));
        UUID id = open.get(0).id();
        assertThat(await(tasks.settle(stranger, id, "done"))).isEqualTo(FollowUpDesk.Settled.NOT_FOUND);
        assertThat(await(tasks.settle(olga, id, " "))).isEqualTo(FollowUpDesk.Settled.UNFIT);
        assertThat(await(tasks.settle(olga, id, "changed"))).isEqualTo(FollowUpDesk.Settled.DONE);
        assertThat(await(tasks.settle(olga, id, "changed"))).isEqualTo(FollowUpDesk.Settled.ALREADY);
        assertThat(await(tasks.ofAlarm(olga, alarm))).hasSize(1);
    }

    @Test
    void every_outcome_has_a_letter_of_its_own() {
        List<OutcomeCode> codes = List.of(
                new OutcomeCode("a", "Accidental press", false),
                new OutcomeCode("b", "Ambulance", true),
                new OutcomeCode("c", "Police", true, OutcomeCode.Rule.NONE, false, "m", false, false));
        assertThat(OutcomeLetters.of(codes))
                .containsEntry("a", "a")
                .containsEntry("b", "b")
                .containsEntry("c", "m");
    }

    private void cameAndLeft() {
        await(desk.callOut(olga, alarm, town.contact(olga, null, 1, "Rita")));
        town.sql(
                "update callout set state = 'LEFT', due_at = null, accepted_at = '%s', arrived_at = '%s', left_at = '%s'"
                        + " where alarm_id = '%s'",
                town.clock.instant(), town.clock.instant(), town.clock.instant(), alarm);
    }

    private void reported(String outcome, int second) {
        town.sql(
                "insert into scene_report (id, service_id, callout_id, alarm_id, operator_id, said_at, received_at,"
                        + " on_the_floor, dangers, injury, lift, outcome, hospital_avoided) select gen_random_uuid(),"
                        + " service_id, id, alarm_id, '%s', '%s', '%s', false, '{}', 'NONE', 'NONE', '%s', false"
                        + " from callout where alarm_id = '%s'",
                String.valueOf(olga.operatorId()),
                town.clock.instant().plusSeconds(second),
                town.clock.instant().plusSeconds(second),
                outcome,
                alarm);
    }

    private ActResult close(String outcome, @Nullable String spokenTo) {
        return await(desk.close(olga, alarm, new CloseRequest(outcome, spokenTo, null)));
    }

    private static String why(ActResult result) {
        return result instanceof ActResult.Invalid no ? no.why() : String.valueOf(result);
    }
}
