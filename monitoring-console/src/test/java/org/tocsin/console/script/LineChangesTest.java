package org.tocsin.console.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.console.script.ScriptPage.Changed;

class LineChangesTest {
    @Test
    void as_few_lines_as_can_be_are_new_or_gone() {
        assertThat(said("a\nb\nc\n", "a\nx\nc")).isEqualTo("same a, gone b, new x, same c");
        assertThat(said("a\nb", "a\nb\nc")).isEqualTo("same a, same b, new c");
        assertThat(said("a\nb\nc", "c")).isEqualTo("gone a, gone b, same c");
        assertThat(said("", "a")).isEqualTo("new a");
        assertThat(said("a", "")).isEqualTo("gone a");
        assertThat(said("a  \n\nb", "a\nb\n\n")).as("what nobody sees").isEqualTo("same a, same b");
    }

    @Test
    void it_is_told_in_words() {
        assertThat(LineChanges.words(LineChanges.between("a\nb", "a\nc\nd"))).isEqualTo("2 lines new, 1 gone");
        assertThat(LineChanges.words(LineChanges.between("a\nb", "a"))).isEqualTo("1 line gone");
        assertThat(LineChanges.words(LineChanges.between("a", "a"))).isEqualTo("the same words");
    }

    @Test
    void a_text_of_thousands_of_lines_takes_no_time() {
        String many = "x\n".repeat(6_000);
        List<Changed> changes = LineChanges.between(many, many + "y");
        assertThat(LineChanges.words(changes)).isEqualTo("6001 lines new, 6000 gone");
    }

    private static String said(String before, String after) {
        return LineChanges.between(before, after).stream()
                .map(line -> line.kind() + " " + line.words())
                .collect(Collectors.joining(", "));
    }
}
