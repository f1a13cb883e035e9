package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;

class AlarmLifecycleTest {
    /** Rows: acts; columns: the state before. Sound: "+" begins, "-" ends; "no" is refused. */
    private static final String TABLE = """
            act            | WAITING  | TAKEN       | RESPONDING  | HANDLED     | CLOSED
            TAKE           | TAKEN-   | TAKEN-      | RESPONDING- | HANDLED-    | no
            HAND_BACK      | no       | WAITING+    | WAITING+    | WAITING+    | no
            CALL_OUT       | no       | RESPONDING  | RESPONDING  | RESPONDING  | no
            CLOSE          | no       | CLOSED-     | CLOSED-     | CLOSED-     | no
            NOTE           | WAITING  | TAKEN       | RESPONDING  | HANDLED     | no
            ACCEPTED       | WAITING  | RESPONDING  | RESPONDING  | RESPONDING  | no
            DECLINED       | WAITING  | TAKEN       | RESPONDING  | HANDLED     | no
            EXPIRED        | WAITING  | TAKEN       | RESPONDING  | HANDLED     | no
            EN_ROUTE       | WAITING  | RESPONDING  | RESPONDING  | RESPONDING  | no
            ARRIVED        | WAITING  | RESPONDING  | RESPONDING  | RESPONDING  | no
            LEFT           | WAITING  | HANDLED     | HANDLED     | HANDLED     | no
            NO_ENTRY       | WAITING+ | TAKEN+      | RESPONDING+ | TAKEN+      | no
            PLAN_EXHAUSTED | WAITING+ | WAITING+    | WAITING+    | HANDLED     | no
            ARRIVAL_LATE   | WAITING+ | WAITING+    | WAITING+    | HANDLED     | no
            EXPECTED_LATE  | WAITING+ | TAKEN+      | RESPONDING+ | HANDLED     | no
            TEXTED         | WAITING+ | TAKEN+      | RESPONDING+ | HANDLED+    | no
            NO_SPEECH      | WAITING+ | TAKEN+      | RESPONDING+ | HANDLED     | no
            PRESS          | WAITING+ | TAKEN+      | RESPONDING+ | TAKEN+      | no
            PARK           | no       | TAKEN-      | RESPONDING- | HANDLED-    | no
            PARK_OVER      | WAITING+ | TAKEN+      | RESPONDING+ | HANDLED+    | no
            OFFER          | no       | TAKEN       | RESPONDING  | HANDLED     | no
            HAND_OVER      | no       | TAKEN-      | RESPONDING- | HANDLED-    | no
            RELEASE        | no       | WAITING+    | WAITING+    | WAITING+    | no
            """;

    static List<Arguments> cells() {
        List<List<String>> lines = TABLE.lines()
                .map(line -> Stream.of(line.split("\\|")).map(String::trim).toList())
                .toList();
        List<Arguments> cells = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            for (int i = 1; i < line.size(); i++) {
                cells.add(Arguments.of(lines.get(0).get(i), line.get(0), line.get(i)));
            }
        }
        return cells;
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @MethodSource("cells")
    void every_act_in_every_state(AlarmState state, Act act, String expected) {
        assertThat(inTable(AlarmLifecycle.of(state, act))).isEqualTo(expected);
    }

    @Test
    void the_table_is_complete() {
        List<String> acts = cells().stream()
                .map(cell -> String.valueOf(cell.get()[1]))
                .distinct()
                .toList();
        assertThat(acts)
                .containsExactly(Arrays.stream(Act.values()).map(Act::name).toArray(String[]::new));
        assertThat(cells()).hasSize(Act.values().length * AlarmState.values().length);
    }

    private static String inTable(Verdict verdict) {
        if (!(verdict instanceof Verdict.To to)) {
            return "no";
        }
        return to.state()
                + switch (to.sound()) {
                    case STAYS -> "";
                    case BEGINS -> "+";
                    case ENDS -> "-";
                };
    }
}
