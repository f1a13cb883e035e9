package org.tocsin.telephone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Priority;
import org.tocsin.alarm.Town;
import org.tocsin.speech.CallLine;
import org.tocsin.speech.CallLines;

/** A call that came in becomes a case like any other; who is to be rung back is the service's affair, not the shift's. */
class CasesByHandTest {
    static Town town;
    static CasesByHand cases;
    static CallLines calls;
    static CallBacks callBacks;
    static AlarmDesk desk;
    static int count;

    UUID service;
    Scope olga;
    Scope rosa;
    UUID home;

    @BeforeAll
    static void open() {
        town = new Town();
        cases = new CasesByHand(town.database, town.clock, town.wakeup);
        calls = new CallLines(town.database, town.clock, town.wakeup);
        callBacks = new CallBacks(town.database, town.clock, town.wakeup);
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void people() {
        service = town.service("hand-" + ++count);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        rosa = town.person(service, "rosa" + count, "Rosa Diaz", "OPERATOR");
        home = town.home(service, "3 Mill Lane");
        town.resident(service, home, "Mabel Hill", "ACTIVE", Town.MORNING);
    }

    @Test
    void a_case_is_opened_taken_logged_and_closed_like_any_other() {
        UUID id = opened(olga, home, "Nadia, daughter", Priority.URGENT);
        Alarm alarm = await(town.alarms.find(olga, id)).orElseThrow().alarm();
        assertThat(alarm.trigger().kind()).isEqualTo(CasesByHand.KIND);
        assertThat(alarm.trigger().words()).isEqualTo("Call from Nadia, daughter: does not answer");
        assertThat(alarm.progress().priority()).isEqualTo(Priority.URGENT);
        assertThat(alarm.progress().state()).isEqualTo(AlarmState.TAKEN);
        assertThat(alarm.progress().takenBy()).isEqualTo(olga.operatorId());
        assertThat(alarm.progress().sounding()).isFalse();
        assertThat(town.log(olga, id))
                .containsSubsequence(
                        "CALL Call from Nadia, daughter, 07700 900123",
                        "NOTE Olga Operator noted what they said: does not answer",
                        "TAKEN Taken by Olga Operator");
        assertThat(await(desk.close(olga, id, new CloseRequest("accidental", "Mabel", null))))
                .isInstanceOf(ActResult.Done.class);
    }

    @Test
    void a_call_about_a_home_with_a_call_for_help_open_joins_it_and_raises_it_never_lowers() {
        UUID first = opened(rosa, home, "A neighbour", Priority.INFORMATION);
        CasesByHand.Result second = open(olga, home, "Nadia, daughter", Priority.LIFE);
        assertThat(second).isInstanceOf(CasesByHand.Result.Joined.class);
        CasesByHand.Result.Joined joined = (CasesByHand.Result.Joined) second;
        assertThat(joined.alarmId()).isEqualTo(first);
        assertThat(joined.taken()).isInstanceOf(ActResult.LostRace.class);
        assertThat(town.progress(olga, first).priority()).isEqualTo(Priority.LIFE);
        assertThat(town.progress(olga, first).sounding()).as("Rosa hears of it").isTrue();
        open(rosa, home, "The neighbour again", Priority.INFORMATION);
        assertThat(town.progress(olga, first).priority()).isEqualTo(Priority.LIFE);
        assertThat(town.progress(olga, first).sounding())
                .as("Rosa wrote it down herself")
                .isFalse();
    }

    @Test
    void a_caller_nobody_can_place_gets_a_case_and_two_of_them_two() {
        UUID first = opened(olga, null, "A passer-by", Priority.LIFE);
        UUID second = opened(olga, null, "A passer-by", Priority.LIFE);
        assertThat(first).isNotEqualTo(second);
        assertThat(await(town.alarms.find(olga, first)).orElseThrow().person()).isEqualTo("Nobody on file");
    }

    @Test
    void nobody_opens_a_case_about_another_service_s_home_and_none_without_a_reason() {
        UUID other = town.service("strange-" + count);
        Scope stranger = town.person(other, "stranger" + count, "A stranger", "OPERATOR");
        Scope installer = town.person(service, "ian" + count, "Ian Installer", "INSTALLER");
        assertThat(open(stranger, home, "Nadia", Priority.LIFE)).isInstanceOf(CasesByHand.Result.NotOnFile.class);
        assertThat(open(installer, home, "Nadia", Priority.LIFE)).isInstanceOf(CasesByHand.Result.NotOnFile.class);
        assertThat(open(olga, home, " ", Priority.LIFE)).isInstanceOf(CasesByHand.Result.Invalid.class);
        assertThat(open(olga, home, "Nadia", Priority.FAULT)).isInstanceOf(CasesByHand.Result.Invalid.class);
        assertThat(await(town.alarms.lastOfHome(olga, home, 10))).isEmpty();
    }

    @Test
    void a_call_made_is_logged_when_it_is_dialled_and_when_it_is_known_what_came_of_it() {
        UUID id = opened(olga, home, "Nadia, daughter", Priority.URGENT);
        UUID keyholder =
                town.contact(town.person(service, "pat" + count, "Pat", "RESPONDER"), home, 1, "Paul Whitcombe");
        assertThat(await(calls.ring(olga, id, keyholder))).isInstanceOf(CallLines.Kept.Done.class);
        CallLine line = await(calls.ofAlarm(olga, id)).get(0);
        assertThat(line.whom()).isEqualTo("Paul Whitcombe");
        assertThat(line.result()).isNull();
        await(calls.result(olga, id, line.id(), CallLine.Result.NO_ANSWER, null));
        assertThat(town.log(olga, id))
                .containsSubsequence("CALL Rings Paul Whitcombe, 07700 900001", "CALL Paul Whitcombe: no answer");
        UUID elsewhere = town.home(service, "9 Far Lane");
        UUID theirs = town.contact(town.person(service, "quin" + count, "Quin", "RESPONDER"), elsewhere, 1, "Quin");
        assertThat(await(calls.ring(olga, id, theirs))).isInstanceOf(CallLines.Kept.NotFound.class);
    }

    @Test
    void a_call_back_sounds_when_it_is_due_for_whoever_is_there_until_somebody_says_what_came_of_it() {
        UUID id = opened(olga, home, "Nadia, daughter", Priority.URGENT);
        CallBacks.Result asked = await(callBacks.ask(
                olga,
                new CallBacks.Wanted(
                        id,
                        null,
                        "Mabel Hill",
                        "0113 496 0000",
                        "is she up",
                        town.clock.instant().plusSeconds(600)),
                null));
        assertThat(asked).isInstanceOf(CallBacks.Result.Done.class);
        assertThat(await(callBacks.open(rosa, town.clock.instant()))).isEmpty();
        town.pass(Duration.ofMinutes(10));
        // Another shift, another process: nothing but the database is asked.
        CallBacks elsewhere = new CallBacks(town.database, town.clock, town.wakeup);
        CallBack due = await(elsewhere.open(rosa, town.clock.instant())).get(0);
        assertThat(due.isDue(town.clock.instant())).isTrue();
        assertThat(due.homeId()).isEqualTo(home);
        await(elsewhere.later(rosa, due.id(), town.clock.instant().plusSeconds(60), null));
        assertThat(await(callBacks.open(olga, town.clock.instant()))).isEmpty();
        assertThat(await(callBacks.done(rosa, due.id(), "up and well", null)))
                .isInstanceOf(CallBacks.Result.Done.class);
        assertThat(await(callBacks.done(olga, due.id(), "again", null))).isInstanceOf(CallBacks.Result.NotFound.class);
        assertThat(town.log(olga, id))
                .containsSubsequence(
                        "NOTE To be rung back: Mabel Hill, is she up",
                        "NOTE Call-back put off: Mabel Hill",
                        "NOTE Rung back: Mabel Hill: up and well");
    }

    @Test
    void another_service_sees_and_changes_no_call_back_and_no_call() {
        UUID id = opened(olga, home, "Nadia, daughter", Priority.URGENT);
        Scope stranger = town.person(town.service("far-" + count), "far" + count, "Far", "OPERATOR");
        CallBacks.Result asked = await(
                callBacks.ask(olga, new CallBacks.Wanted(id, null, "Mabel", null, "why", town.clock.instant()), null));
        UUID backId = ((CallBacks.Result.Done) asked).id();
        assertThat(await(callBacks.open(stranger, town.clock.instant()))).isEmpty();
        assertThat(await(callBacks.ofHome(stranger, home))).isEmpty();
        assertThat(await(callBacks.done(stranger, backId, "x", null))).isInstanceOf(CallBacks.Result.NotFound.class);
        assertThat(await(callBacks.ask(
                        stranger, new CallBacks.Wanted(id, null, "M", null, "w", town.clock.instant()), null)))
                .isInstanceOf(CallBacks.Result.NotFound.class);
        assertThat(await(callBacks.ask(
                        stranger, new CallBacks.Wanted(null, home, "M", null, "w", town.clock.instant()), null)))
                .isInstanceOf(CallBacks.Result.NotFound.class);
        assertThat(await(calls.ofAlarm(stranger, id))).isEmpty();
        assertThat(await(calls.ring(stranger, id, home))).isInstanceOf(CallLines.Kept.NotFound.class);
    }

    private UUID opened(Scope scope, @Nullable UUID about, String caller, Priority priority) {
        return ((CasesByHand.Result.Opened) open(scope, about, caller, priority)).alarmId();
    }

    private static CasesByHand.Result open(Scope scope, @Nullable UUID about, String caller, Priority priority) {
        return await(cases.open(
                scope,
                new CasesByHand.Opening(about, caller, "07700 900123", "does not answer", priority),
                "127.0.0.1"));
    }
}
