package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;

class RoutingTest {
    private static final SignalBody PENDANT = new SignalBody(Map.of("dty", "0003"), null);

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
                "PRESENCE,    TAKEN,    -,        Note[joiningClass=LIFE]",
                "INFORMATION, TAKEN,    -,        Note[joiningClass=LIFE]",
                "INFORMATION, -,        -,        File[]",
                "RESTORAL,    TAKEN,    -,        File[]",
                "RESTORAL,    -,        WAITING,  Note[joiningClass=TECHNICAL]",
                "TEST,        TAKEN,    TAKEN,    File[]",
                "HEARTBEAT,   TAKEN,    TAKEN,    File[]",
            })
    void each_kind_goes_where_it_belongs(
            SignalKind kind, @Nullable AlarmState life, @Nullable AlarmState technical, String decision) {
        assertThat(Routing.decide(kind, PENDANT, life, technical).toString().replace(",", ";"))
                .isEqualTo(decision);
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
}
