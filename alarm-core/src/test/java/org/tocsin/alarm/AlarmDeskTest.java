package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;

class AlarmDeskTest {
    static Town town;
    static AlarmDesk desk;
    static UUID service;
    static UUID home;
    static Scope olga;
    static Scope oskar;
    static Scope mary;
    static Scope rita;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        service = town.service("demo");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        oskar = town.person(service, "oskar", "Oskar Operator", "OPERATOR");
        mary = town.person(service, "mary", "Mary Manager", "MANAGER");
        rita = town.person(service, "rita", "Rita Responder", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void taking_ends_the_sound_and_names_who_is_responsible() {
        UUID alarm = town.alarm(service, home);

        Alarm.Progress taken = done(desk.take(olga, alarm)).progress();

        assertThat(taken.state()).isEqualTo(AlarmState.TAKEN);
        assertThat(taken.sounding()).isFalse();
        assertThat(taken.takenBy()).isEqualTo(olga.operatorId());
        assertThat(taken.takenAt()).isEqualTo(town.clock.instant());
        assertThat(await(town.alarms.find(olga, alarm)).orElseThrow().takenBy()).isEqualTo("olga");
        assertThat(town.log(olga, alarm)).containsExactly("TAKEN Taken by Olga Operator");
    }

    @Test
    void a_second_operator_is_told_who_was_first() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        assertThat(await(desk.take(oskar, alarm))).isInstanceOfSatisfying(ActResult.LostRace.class, lost -> {
            assertThat(lost.takenBy()).isEqualTo("olga");
            assertThat(lost.alarm().id()).isEqualTo(alarm);
        });
    }

    @Test
    void taking_what_one_has_already_changes_nothing() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        assertThat(done(desk.take(olga, alarm)).progress().state()).isEqualTo(AlarmState.TAKEN);
        assertThat(town.log(olga, alarm)).hasSize(1);
    }

    @Test
    void a_new_press_sounds_at_the_taker_until_it_is_noticed() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        town.press(alarm);
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
        assertThat(await(desk.take(oskar, alarm))).isInstanceOf(ActResult.LostRace.class);

        assertThat(done(desk.take(olga, alarm)).progress().sounding()).isFalse();
        assertThat(town.log(olga, alarm)).contains("TAKEN New press noticed by Olga Operator");
    }

    @Test
    void a_process_that_stands_still_in_the_middle_of_an_act_keeps_the_alarm_from_nobody_for_long() {
        UUID alarm = town.alarm(service, home);
        SqlConnection stopped = await(town.database.pool().getConnection());
        await(stopped.begin());
        await(CaseFile.open(stopped, oskar, alarm, town.clock.instant()));

        done(desk.take(olga, alarm));
    }

    @Test
    void handing_back_returns_it_to_the_board_sounding() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));

        Alarm.Progress back =
                done(desk.handBack(olga, alarm, "end of my shift")).progress();

        assertThat(back.state()).isEqualTo(AlarmState.WAITING);
        assertThat(back.sounding()).isTrue();
        assertThat(back.takenBy()).isNull();
        assertThat(back.takenAt()).isNull();
        assertThat(town.log(olga, alarm)).contains("HANDED_BACK Handed back by Olga Operator: end of my shift");
        done(desk.take(oskar, alarm));
    }

    @Test
    void only_the_taker_hands_back_or_a_manager_for_somebody_who_is_gone() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        assertThat(why(desk.handBack(oskar, alarm, null))).isEqualTo("Olga Operator has this alarm.");
        assertThat(done(desk.handBack(mary, alarm, null)).progress().takenBy()).isNull();
        assertThat(why(desk.handBack(mary, alarm, null))).isEqualTo("Nobody has this alarm.");
    }

    @Test
    void closing_records_the_outcome_and_seals_the_alarm() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        town.pass(Duration.ofMinutes(4));

        Alarm closed = done(desk.close(olga, alarm, new CloseRequest("accidental", "Mrs Byron", "all well")));

        assertThat(closed.progress().state()).isEqualTo(AlarmState.CLOSED);
        assertThat(closed.progress().sounding()).isFalse();
        assertThat(closed.closing())
                .isEqualTo(new Alarm.Closing(
                        "accidental", "Mrs Byron", "all well", town.clock.instant(), olga.operatorId()));
        List<String> log = town.log(olga, alarm);
        assertThat(log).contains("CLOSED Closed by Olga Operator: Accidental press; spoken to Mrs Byron; all well");
        String sealed = "This alarm is closed; its record is sealed.";
        assertThat(List.of(
                        why(desk.take(olga, alarm)),
                        why(desk.take(oskar, alarm)),
                        why(desk.handBack(olga, alarm, null)),
                        why(desk.callOut(olga, alarm, null)),
                        why(desk.note(olga, alarm, "late")),
                        why(desk.close(olga, alarm, new CloseRequest("ambulance", null, null)))))
                .containsOnly(sealed);
        assertThat(town.log(olga, alarm)).isEqualTo(log);
    }

    @Test
    void closing_without_help_asks_who_was_spoken_to() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        assertThat(field(desk.close(olga, alarm, new CloseRequest("accidental", null, null))))
                .isEqualTo("spokenTo");
        assertThat(field(desk.close(olga, alarm, new CloseRequest("accidental", "  ", null))))
                .isEqualTo("spokenTo");
        assertThat(field(desk.close(olga, alarm, new CloseRequest("no-such", null, null))))
                .isEqualTo("outcome");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.TAKEN);
        done(desk.close(olga, alarm, new CloseRequest("ambulance", null, null)));
    }

    @Test
    void an_alarm_is_closed_by_its_taker_only_and_never_untaken() {
        UUID alarm = town.alarm(service, home);
        CloseRequest request = new CloseRequest("ambulance", null, null);
        assertThat(why(desk.close(olga, alarm, request))).isEqualTo("Take the alarm first.");
        done(desk.take(olga, alarm));
        assertThat(why(desk.close(oskar, alarm, request))).isEqualTo("Olga Operator has this alarm.");
        assertThat(why(desk.close(mary, alarm, request))).isEqualTo("Olga Operator has this alarm.");
        Alarm closed = done(desk.close(new Scope(service, null, "api:hub"), alarm, request));
        assertThat(closed.closing()).isEqualTo(new Alarm.Closing("ambulance", null, null, town.clock.instant(), null));
    }

    @Test
    void what_cannot_be_kept_is_refused_with_the_name_of_the_field() {
        UUID alarm = town.alarm(service, home);
        done(desk.take(olga, alarm));
        String nul = "a" + (char) 0;
        assertThat(field(desk.note(olga, alarm, nul))).isEqualTo("note");
        assertThat(field(desk.note(olga, alarm, " "))).isEqualTo("note");
        assertThat(field(desk.note(olga, alarm, "x".repeat(4_001)))).isEqualTo("note");
        assertThat(field(desk.handBack(olga, alarm, nul))).isEqualTo("note");
        assertThat(field(desk.close(olga, alarm, new CloseRequest(nul, null, null))))
                .isEqualTo("outcome");
        assertThat(field(desk.close(olga, alarm, new CloseRequest("accidental", nul, null))))
                .isEqualTo("spokenTo");
    }

    @Test
    void a_note_joins_the_log_and_reaches_the_live_board() {
        UUID alarm = town.alarm(service, home);
        BoardReader board = new BoardReader(town.database);
        String xmin = await(board.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        done(desk.note(olga, alarm, "called back, <b>no</b> answer"));
        assertThat(town.log(olga, alarm)).containsExactly("NOTE Olga Operator noted: called back, <b>no</b> answer");
        assertThat(await(board.changesSince(BoardReader.Lane.CALLS, xmin)).rows())
                .anyMatch(row -> row.alarm().id().equals(alarm));
    }

    @Test
    void only_people_who_work_on_alarms_take_them() {
        UUID alarm = town.alarm(service, home);
        String words = "Only an operator of this service works on alarms.";
        assertThat(why(desk.take(rita, alarm))).isEqualTo(words);
        assertThat(why(desk.note(rita, alarm, "hello"))).isEqualTo(words);
        assertThat(field(desk.take(new Scope(service, null, "api:hub"), alarm))).isEqualTo("operator");
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.WAITING);
    }

    @Test
    void one_service_can_neither_see_nor_touch_anothers_alarm() {
        Scope stranger = town.person(town.service("other"), "stranger", "Sam Stranger", "ADMIN");
        UUID alarm = town.alarm(service, home);
        assertThat(await(desk.take(stranger, alarm))).isInstanceOf(ActResult.NotFound.class);
        done(desk.take(olga, alarm));
        List<Future<ActResult>> acts = List.of(
                desk.take(stranger, alarm),
                desk.handBack(stranger, alarm, null),
                desk.callOut(stranger, alarm, null),
                desk.close(stranger, alarm, new CloseRequest("ambulance", null, null)),
                desk.note(stranger, alarm, "hello"),
                desk.take(olga, UUID.randomUUID()));
        assertThat(acts).allSatisfy(act -> assertThat(await(act)).isInstanceOf(ActResult.NotFound.class));
        assertThat(town.progress(olga, alarm).takenBy()).isEqualTo(olga.operatorId());
        assertThat(town.log(olga, alarm)).hasSize(1);
    }

    private static Alarm done(Future<ActResult> act) {
        ActResult result = await(act);
        assertThat(result).isInstanceOf(ActResult.Done.class);
        return ((ActResult.Done) result).alarm();
    }

    private static String why(Future<ActResult> act) {
        ActResult result = await(act);
        assertThat(result).isInstanceOf(ActResult.NotAllowed.class);
        return ((ActResult.NotAllowed) result).why();
    }

    private static String field(Future<ActResult> act) {
        ActResult result = await(act);
        assertThat(result).isInstanceOf(ActResult.Invalid.class);
        return ((ActResult.Invalid) result).field();
    }
}
