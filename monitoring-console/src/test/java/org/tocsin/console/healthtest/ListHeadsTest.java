package org.tocsin.console.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.console.language.Untranslated;

/** The lists of health tests are files for people: letters are written from them. */
class ListHeadsTest {
    @Test
    void the_heads_of_every_list_have_welsh() {
        List<String> heads = Stream.of(HealthTestLists.RUNS, HealthTestLists.HOMES, HealthTestLists.PRESSES)
                .flatMap(List::stream)
                .toList();
        assertThat(Untranslated.of(heads)).isEmpty();
    }
}
