package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a log says of a failure quotes nobody. */
class LoggedErrorTest {
    @Test
    void the_kind_of_a_failure_names_classes_and_a_place_and_no_word_of_its_text() {
        String kind = LoggedError.kind(
                new IllegalStateException("Margaret Shah, 12 Elm Road", new IllegalArgumentException("0113 496 0000")));
        assertThat(kind)
                .startsWith("java.lang.IllegalStateException, caused by java.lang.IllegalArgumentException at"
                        + " org.tocsin.platform.LoggedErrorTest:")
                .doesNotContain("Shah", "Elm", "0113");
    }

    @Test
    void one_that_is_its_own_cause_or_has_no_place_ends_too() {
        RuntimeException bare = new RuntimeException("Margaret", null, false, false) {};
        assertThat(LoggedError.kind(bare)).doesNotContain("Margaret");
    }
}
