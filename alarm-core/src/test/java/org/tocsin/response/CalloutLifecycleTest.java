package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.response.CalloutLifecycle.Answer;
import org.tocsin.response.CalloutLifecycle.Verdict;

class CalloutLifecycleTest {
    /** Rows: the state before; columns: answers. "=" changes nothing, "no" is refused. */
    private static final String TABLE = """
            state     | ACCEPT   | DECLINE  | EN_ROUTE | ARRIVED | LEFT
            OFFERED   | ACCEPTED | DECLINED | EN_ROUTE | ARRIVED | no
            ACCEPTED  | =        | DECLINED | EN_ROUTE | ARRIVED | no
            DECLINED  | no       | =        | no       | no      | no
            EXPIRED   | no       | no       | no       | ARRIVED | no
            EN_ROUTE  | =        | DECLINED | =        | ARRIVED | no
            ARRIVED   | =        | no       | =        | =       | LEFT
            LEFT      | =        | no       | =        | =       | =
            WITHDRAWN | no       | no       | no       | no      | no
            """;

    static List<Arguments> cells() {
        List<List<String>> lines = TABLE.lines()
                .map(line -> Stream.of(line.split("\\|")).map(String::trim).toList())
                .toList();
        List<Arguments> cells = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            for (int i = 1; i < line.size(); i++) {
                cells.add(Arguments.of(line.get(0), lines.get(0).get(i), line.get(i)));
            }
        }
        return cells;
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @MethodSource("cells")
    void every_answer_in_every_state(CalloutState state, Answer answer, String expected) {
        assertThat(inTable(CalloutLifecycle.of(state, answer))).isEqualTo(expected);
    }

    @Test
    void the_table_is_complete() {
        assertThat(cells().stream().map(cell -> cell.get()[0] + " " + cell.get()[1]))
                .doesNotHaveDuplicates()
                .hasSize(CalloutState.values().length * Answer.values().length);
    }

    private static String inTable(Verdict verdict) {
        if (verdict instanceof Verdict.To to) {
            return to.state().name();
        }
        return verdict instanceof Verdict.Already ? "=" : "no";
    }

    @ParameterizedTest
    @CsvSource({
        "REPORT, OFFERED, false, false, Say first that you have arrived",
        "REPORT, EN_ROUTE, false, true, Say first that you have arrived",
        "REPORT, DECLINED, false, false, You have not been to this home",
        "REPORT, WITHDRAWN, false, true, You have not been to this home",
        "REPORT, ARRIVED, true, true,",
        "REPORT, LEFT, true, true,",
        "REPORT, WITHDRAWN, true, true,",
        "REPORT, EXPIRED, true, true,",
        "RANG_999, OFFERED, false, false, You have not said that you go",
        "RANG_999, DECLINED, false, true, You have not said that you go",
        "RANG_999, EN_ROUTE, false, true,",
        "RANG_999, EXPIRED, false, true,",
        "RANG_999, ARRIVED, true, false,",
        "SAFE, OFFERED, false, false,",
    })
    void what_can_be_written_down_of_a_callout(
            ResponderAct.Kind kind, CalloutState state, boolean arrived, boolean accepted, @Nullable String why) {
        String said = CalloutLifecycle.refusal(kind, state, arrived, accepted).orElse("");
        if (why == null) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said).startsWith(why);
        }
    }
}
