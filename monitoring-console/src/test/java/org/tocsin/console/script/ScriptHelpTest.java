package org.tocsin.console.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.console.language.Untranslated;
import org.tocsin.script.Script;

/** What the help says can be written is read, and said in both languages. */
class ScriptHelpTest {
    @Test
    void every_sign_is_explained_in_both_languages_and_read_as_it_stands() {
        List<ScriptHelp> all = Stream.concat(ScriptHelp.acts().stream(), ScriptHelp.conditions().stream())
                .toList();
        assertThat(all).hasSizeGreaterThan(20);
        assertThat(Untranslated.of(all.stream().map(ScriptHelp::means).toList()))
                .isEmpty();
        for (ScriptHelp one : all) {
            assertThat(Script.read("Do it. " + one.written()).problems())
                    .as(one.written())
                    .isEmpty();
        }
    }
}
