package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.home.SchemePoint.Kind;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;

class RoutingTest {
    private static final SignalBody PENDANT = new SignalBody(Map.of("dty", "0003"), null);
    private static final SignalBody PANEL = new SignalBody(Map.of("dty", "0043"), null);

    @ParameterizedTest(name = "{0}, life {1}, technical {2} -> {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "ALARM,       -,        -,        Open[joiningClass=LIFE; priority=LIFE]",
                "ALARM,       -,        WAITING,  Open[joiningClass=LIFE; priority=LIFE]",
                "ALARM,       WAITING,  -,        Join[joiningClass=LIFE; priority=LIFE; soundsAgain=true]",
                "ALARM,       HANDLED,  -,        Join[joiningClass=LIFE; priority=LIFE; soundsAgain=true]",
                "UNREADABLE,  -,        -,        Open[joiningClass=LIFE; priority=URGENT]",
                "UNREADABLE,  TAKEN,    -,        Join[joiningClass=LIFE; priority=URGENT; soundsAgain=true]",
                "TECHNICAL,   -,        -,        Open[joiningClass=TECHNICAL; priority=FAULT]",
                "TECHNICAL,   WAITING,  -,        Open[joiningClass=TECHNICAL; priority=FAULT]",
                "TECHNICAL,   -,        TAKEN,    Join[joiningClass=TECHNICAL; priority=FAULT; soundsAgain=false]",
                "TECHNICAL,   -,        HANDLED,  Join[joiningClass=TECHNICAL; priority=FAULT; soundsAgain=true]",
                "RESET,       TAKEN,    TAKEN,    Note[joiningClass=LIFE]",
                "RESET,       -,        TAKEN,    File[]",
                "CANCEL,      WAITING,  -,        Note[joiningClass=LIFE]",
                "CANCEL,      -,        WAITING,  File[]",
                "PRESENCE,    TAKEN,    -,        Note[joiningClass=LIFE]",
                "PRESENCE,    -,        TAKEN,    File[]",
                "INFORMATION, TAKEN,    TAKEN,    Note[joiningClass=LIFE]",
                "INFORMATION, -,        TAKEN,    Note[joiningClass=TECHNICAL]",
                "INFORMATION, -,        -,        File[]",
                "RESTORAL,    TAKEN,    -,        File[]",
                "RESTORAL,    -,        WAITING,  Note[joiningClass=TECHNICAL]",
                "TEST,        TAKEN,    TAKEN,    File[]",
                "HEARTBEAT,   TAKEN,    TAKEN,    File[]",
            })
    void each_kind_goes_where_it_belongs(
            SignalKind kind, @Nullable AlarmState life, @Nullable AlarmState technical, String decision) {
        Map<JoiningClass, AlarmState> open = open(JoiningClass.LIFE, life);
        open.putAll(open(JoiningClass.TECHNICAL, technical));
        assertThat(words(Routing.decide(kind, PENDANT, Kind.DWELLING, open))).isEqualTo(decision);
    }

    @ParameterizedTest(name = "{0}, life {1}, door {2}, technical {3} -> {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "ALARM,       -,       -,       -,       Open[joiningClass=DOOR; priority=URGENT]",
                "ALARM,       WAITING, -,       WAITING, Open[joiningClass=DOOR; priority=URGENT]",
                "ALARM,       WAITING, TAKEN,   -,       Join[joiningClass=DOOR; priority=URGENT; soundsAgain=true]",
                "UNREADABLE,  -,       WAITING, -,       Open[joiningClass=LIFE; priority=URGENT]",
                "TECHNICAL,   -,       WAITING, -,       Open[joiningClass=TECHNICAL; priority=FAULT]",
                "RESET,       -,       WAITING, -,       Note[joiningClass=DOOR]",
                "CANCEL,      TAKEN,   WAITING, -,       Note[joiningClass=LIFE]",
                "PRESENCE,    -,       WAITING, -,       Note[joiningClass=DOOR]",
                "INFORMATION, -,       WAITING, WAITING, Note[joiningClass=DOOR]",
                "RESTORAL,    -,       WAITING, -,       File[]",
                "TEST,        -,       WAITING, -,       File[]",
                "HEARTBEAT,   -,       WAITING, -,       File[]",
            })
    void at_a_door_each_kind_goes_where_it_belongs(
            SignalKind kind,
            @Nullable AlarmState life,
            @Nullable AlarmState door,
            @Nullable AlarmState technical,
            String decision) {
        Map<JoiningClass, AlarmState> open = open(JoiningClass.LIFE, life);
        open.putAll(open(JoiningClass.DOOR, door));
        open.putAll(open(JoiningClass.TECHNICAL, technical));
        assertThat(words(Routing.decide(kind, PANEL, Kind.DOOR, open))).isEqualTo(decision);
    }

    @ParameterizedTest(name = "at {0}: dty {1}, stc {2}, pri {3} -> {4}")
    @CsvSource({
        "DWELLING, 0043, 0010, 0, LIFE",
        "DWELLING, 0048, 0010, 0, LIFE",
        "DOOR,     0043, 0010, 0, DOOR",
        "DOOR,     0043, 0010, 9, DOOR",
        "DOOR,     0002, 0010, 0, DOOR",
        "DOOR,     0000, 0010, 0, DOOR",
        "DOOR,     0099, 0010, 0, DOOR",
        "DOOR,     0003, 0010, 0, LIFE",
        "DOOR,     0004, 0010, 0, LIFE",
        "DOOR,     0007, 0010, 0, LIFE",
        "DOOR,     0023, 0009, 0, LIFE",
        "COMMUNAL, 0048, 0010, 0, COMMUNAL",
        "COMMUNAL, 0002, 0009, 7, COMMUNAL",
        "COMMUNAL, 0014, 0077, 0, COMMUNAL",
        "COMMUNAL, 0048, 0010, 8, LIFE",
        "COMMUNAL, 0048, 0011, 0, LIFE",
        "COMMUNAL, 0048, 0110, 0, LIFE",
        "COMMUNAL, 0004, 0010, 0, LIFE",
        "COMMUNAL, 0003, 0010, 0, LIFE",
        "COMMUNAL, 0046, 0010, 0, LIFE",
        "COMMUNAL, 0005, 0009, 0, LIFE",
        "COMMUNAL, 0023, 0009, 0, LIFE",
        "COMMUNAL, 0000, 0010, 0, LIFE",
        "COMMUNAL, 0099, 0010, 0, LIFE",
    })
    void a_call_is_an_emergency_unless_it_is_surely_none(
            Kind at, String device, String status, String rank, JoiningClass expected) {
        SignalBody body = new SignalBody(Map.of("dty", device, "stc", status, "pri", rank), null);
        assertThat(Routing.callClass(SignalKind.ALARM, body, at)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "dty {0}, stc {1}, pri {2}, in doubt {3} -> {4}")
    @CsvSource({
        "0004, 0010, 0, false, true",
        "0003, 0009, 0, false, true",
        "0005, 0009, 0, false, true",
        "0043, 0010, 7, false, true",
        "0004, 0010, 0, true,  false",
        "0004, 0010, 8, false, false",
        "0004, 0107, 0, false, false",
        "0006, 0010, 0, false, false",
        "0007, 0010, 0, false, false",
        "0021, 0009, 0, false, false",
        "0023, 0009, 0, false, false",
        "0025, 0009, 0, false, false",
        "0026, 0009, 0, false, false",
        "0047, 0009, 0, false, false",
        "0000, 0010, 0, false, false",
        "0099, 0010, 0, false, false",
    })
    void the_manager_may_answer_plain_calls_only(
            String device, String status, String rank, boolean doubted, boolean expected) {
        SignalBody body = new SignalBody(Map.of("dty", device, "stc", status, "pri", rank), null);
        assertThat(Routing.managerMayAnswer(SignalKind.ALARM, body, doubted)).isEqualTo(expected);
        assertThat(Routing.managerMayAnswer(SignalKind.UNREADABLE, body, doubted))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}, all restored {1}, its restoral came first {2} -> sounds {3}")
    @CsvSource({
        "WAITING,    false, false, false",
        "WAITING,    true,  false, true",
        "WAITING,    true,  true,  false",
        "TAKEN,      false, false, false",
        "TAKEN,      true,  false, true",
        "RESPONDING, true,  false, true",
        "HANDLED,    false, false, true",
        "HANDLED,    false, true,  false",
        "HANDLED,    true,  true,  false",
    })
    void a_fault_sounds_again_when_something_is_new(
            AlarmState state, boolean restored, boolean over, boolean expected) {
        assertThat(Routing.faultSounds(state, restored, over)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "dty {0}, stc {1}, pri {2} -> {3}")
    @CsvSource({
        "0003, 0010, 0, LIFE",
        "0003, 0010, 1, LIFE",
        "0014, 0077, 0, URGENT",
        "0014, 0077, 7, URGENT",
        "0014, 0077, 8, LIFE",
        "0003, 0016, 0, FAULT",
        "0003, 0016, 5, URGENT",
        "0003, 0016, 9, URGENT",
    })
    void the_units_own_rank_raises_and_never_lowers(String device, String status, String rank, Priority expected) {
        SignalBody body = new SignalBody(Map.of("dty", device, "stc", status, "pri", rank), null);
        SignalKind kind = org.tocsin.signal.Classification.kind(body);
        assertThat(Routing.decide(kind, body, Kind.DWELLING, Map.of()))
                .isInstanceOfSatisfying(
                        Routing.Open.class, open -> assertThat(open.priority()).isEqualTo(expected));
    }

    @Test
    void a_press_brings_a_handled_alarm_back_to_its_taker_or_to_the_board() {
        assertThat(Routing.afterPress(AlarmState.HANDLED, true)).isEqualTo(AlarmState.TAKEN);
        assertThat(Routing.afterPress(AlarmState.HANDLED, false)).isEqualTo(AlarmState.WAITING);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAITING", "TAKEN", "RESPONDING"})
    void a_press_leaves_work_in_progress_where_it_is(AlarmState state) {
        assertThat(Routing.afterPress(state, true)).isEqualTo(state);
    }

    private static Map<JoiningClass, AlarmState> open(JoiningClass joiningClass, @Nullable AlarmState state) {
        return state == null ? new HashMap<>() : new EnumMap<>(Map.of(joiningClass, state));
    }

    private static String words(Routing.Decision decision) {
        return decision.toString().replace(",", ";");
    }
}
