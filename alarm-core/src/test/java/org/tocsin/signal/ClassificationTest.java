package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.alarm.Priority;

class ClassificationTest {
    @ParameterizedTest(name = "mty {0} dty {1} stc {2} pri {3} -> {4} {5}")
    @CsvSource(
            nullValues = "-",
            value = {
                // type, device, status, own priority, kind, priority
                "-,  0003, -,    -, ALARM,       LIFE", // nothing but a trigger: a manual alarm
                "ME, 0003, 0010, 0, ALARM,       LIFE",
                "ME, 0023, 0009, -, ALARM,       LIFE",
                "ME, 0002, 0110, -, ALARM,       LIFE",
                "PI, 0002, 0009, -, HEARTBEAT,   INFORMATION", // an alarm's status on a heartbeat
                "PI, 0002, 0102, -, HEARTBEAT,   INFORMATION",
                "RE, 0023, 0092, -, RESET,       INFORMATION",
                "RE, 0003, 0010, -, RESET,       INFORMATION",
                "ME, 0003, 0093, -, RESET,       INFORMATION",
                "ME, 0003, 0019, -, CANCEL,      INFORMATION",
                "ME, 0003, 0002, -, CANCEL,      INFORMATION",
                "ME, 0002, 0102, -, TEST,        INFORMATION",
                "ME, 0003, 0016, -, TECHNICAL,   FAULT",
                "ME, 0003, 0123, -, TECHNICAL,   FAULT", // a pendant that cannot be heard is a fault
                "ME, 0041, 0085, 9, TECHNICAL,   URGENT", // raised, yet never to life
                "IN, 0041, 0085, -, TECHNICAL,   FAULT",
                "ME, 0002, 0067, -, TECHNICAL,   FAULT",
                "ME, 0003, 0015, -, RESTORAL,    INFORMATION",
                "ME, 0041, 0086, -, RESTORAL,    INFORMATION",
                "ME, 0002, 0088, -, PRESENCE,    INFORMATION",
                "IN, 0014, 0076, -, INFORMATION, INFORMATION",
                "ME, 0014, 0076, -, ALARM,       URGENT", // no rule knows it: a person decides
                "ME, 9999, 9998, -, ALARM,       URGENT",
                "ME, 9999, 9998, 9, ALARM,       LIFE", // its own priority raises it
                "ME, 0005, 0076, -, ALARM,       LIFE", // a fall detector, whatever it says
                "ME, 0003, 0010, 1, ALARM,       LIFE", // its own priority never lowers it
                "XX, 0003, 0010, -, ALARM,       LIFE", // unknown type: fail towards a human
            })
    void first_rule_that_fits_wins(
            String type, String device, String status, String own, SignalKind kind, Priority priority) {
        Map<String, String> values = new HashMap<>();
        put(values, "mty", type);
        put(values, "dty", device);
        put(values, "stc", status);
        put(values, "pri", own);
        SignalBody body = new SignalBody(values, null);

        assertThat(Classification.kind(body)).isEqualTo(kind);
        assertThat(Classification.priority(kind, body)).isEqualTo(priority);
    }

    @Test
    void codes_are_shown_in_words_and_unknown_ones_as_numbers() {
        SignalBody known = new SignalBody(Map.of("dty", "0003", "lco", "021"), null);
        SignalBody low = new SignalBody(Map.of("dty", "0023", "stc", "0016", "lte", "Landing by the stairs"), null);
        SignalBody unknown = new SignalBody(Map.of("dty", "9999", "stc", "9998", "lco", "999"), null);

        assertThat(CodeWords.trigger(SignalKind.ALARM, known)).isEqualTo("Pendant, kitchen");
        assertThat(CodeWords.trigger(SignalKind.TECHNICAL, low))
                .isEqualTo("Smoke detector, battery low, Landing by the stairs");
        assertThat(CodeWords.trigger(SignalKind.ALARM, unknown)).isEqualTo("Device type 9999, status 9998, place 999");
    }

    @Test
    void what_the_installer_called_a_trigger_is_shown_where_it_says_more() {
        SignalBody named = new SignalBody(Map.of("dty", "0003", "dte", "Mum's\n", "lco", "021"), null);
        SignalBody same = new SignalBody(Map.of("dty", "0003", "dte", "Pendant"), null);

        assertThat(CodeWords.trigger(SignalKind.ALARM, named)).isEqualTo("Pendant (Mum's), kitchen");
        assertThat(CodeWords.trigger(SignalKind.ALARM, same)).isEqualTo("Pendant");
    }

    private static void put(Map<String, String> values, String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }
}
