package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose press it was, for everything that may be on file and said. */
class TriggerMatchTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,  -,  -,  YES", // the only one of its kind
                "-,  -,  X9, YES",
                "A1, -,  -,  YES",
                "A1, -,  a1, YES",
                "A1, -,  X9, NO",
                "A1, B1, A1, YES",
                "A1, B1, B1, NO",
                "A1, B1, X9, NO",
                "A1, B1, -,  ONE_OF_SEVERAL",
                "A1, '', A1, YES",
                "A1, '', -,  ONE_OF_SEVERAL",
                "A1, a1, A1, ONE_OF_SEVERAL", // written down twice
                "-,  B1, b1, NO",
                "-,  B1, X9, YES",
                "-,  B1, -,  ONE_OF_SEVERAL",
                "-,  '', X9, ONE_OF_SEVERAL",
                "-,  '', '', ONE_OF_SEVERAL"
            })
    void it_is_known_only_where_no_other_could_have_said_it(
            String onFile, String other, String said, TriggerMatch match) {
        assertThat(TriggerMatch.of(onFile, other == null ? List.of() : List.of(other), said))
                .isEqualTo(match);
    }
}
