package org.tocsin.console.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.CaseClock;

class KeysTest {
    @Test
    void every_key_and_every_act_stands_once_with_words() {
        List<Key> table = Keys.table();
        assertThat(table.stream().map(Key::key)).doesNotHaveDuplicates();
        assertThat(table.stream().map(Key::act)).doesNotHaveDuplicates();
        assertThat(table).allSatisfy(key -> {
            assertThat(key.help()).endsWith(".").hasSizeLessThan(160);
            assertThat(key.shown()).isNotBlank();
            assertThat(key.works())
                    .isNotEmpty()
                    .allSatisfy(when -> assertThat(when.words()).isNotBlank().hasSizeLessThan(30));
        });
    }

    @Test
    void the_keys_of_a_shift_are_where_hands_expect_them() {
        assertThat(Keys.table().stream().map(key -> key.key() + " " + key.act()))
                .contains("n next", "t take", "c call-out", "o close", "/ find", "? help", "Escape back");
    }

    @Test
    void only_what_the_page_tells_is_asked_for() {
        assertThat(Keys.table())
                .allSatisfy(key -> assertThat(key.works()).allSatisfy(when -> {
                    assertThat(when.needs()).allMatch(Keys::known);
                    assertThat(when.not()).allMatch(Keys::known).noneMatch(when.needs()::contains);
                }));
    }

    @Test
    void over_a_form_only_choosing_confirming_help_and_going_back_work() {
        Set<String> everything = new TreeSet<>(List.of("open", "waiting", "panel", "choices"));
        Keys.table().forEach(key -> everything.add("can-" + key.act()));
        assertThat(workingIn(everything)).containsExactlyInAnyOrder("choose", "confirm", "help", "back");
    }

    @Test
    void with_nothing_open_the_most_urgent_can_be_opened_or_taken() {
        assertThat(workingIn(Set.of("waiting"))).containsExactlyInAnyOrder("next", "take", "help");
        assertThat(words("t", Set.of("waiting"))).contains("take the most urgent");
        assertThat(words("t", Set.of("waiting", "open", "can-take"))).contains("take");
        assertThat(words("t", Set.of("waiting", "open"))).isEmpty();
        assertThat(workingIn(Set.of())).containsExactly("help");
    }

    @Test
    void the_page_s_script_gets_every_row() {
        String json = Keys.json();
        assertThat(Keys.table())
                .allSatisfy(key ->
                        assertThat(json).contains("\"key\":\"" + key.key() + "\"", "\"act\":\"" + key.act() + "\""));
    }

    /** A mark without a key would be a promise that no key keeps; a key without a place to press would do nothing. */
    @Test
    void every_mark_of_a_template_has_a_key_and_every_key_presses_something() throws IOException {
        Set<String> marks = new TreeSet<>();
        Set<String> opened = new TreeSet<>();
        for (String template : templates()) {
            Pattern.compile("data-key-act=\"((?:[^\"$]|\\$\\{[^}]*})+)\"")
                    .matcher(template)
                    .results()
                    .forEach(mark -> marks.addAll(spelled(mark.group(1))));
            Pattern.compile("data-opens=\"panel-([a-z-]+)\"")
                    .matcher(template)
                    .results()
                    .forEach(one -> opened.add(one.group(1)));
        }
        // The board's own script does these, for them no single thing on the page is pressed.
        Set<String> scripts = Set.of("next", "along", "take", "choose", "letter", "confirm", "help", "back");
        Set<String> acts = Keys.table().stream().map(Key::act).collect(Collectors.toCollection(TreeSet::new));
        Set<String> pressed = new TreeSet<>(marks);
        pressed.addAll(scripts);
        // With no mark of their own the board opens their forms.
        List.of("call-out", "close", "park", "hand-over", "hand-back").forEach(act -> {
            assertThat(opened).contains(act);
            pressed.add(act);
        });
        // The way out of a page without an alarm is pressed by the key that leaves the alarm.
        pressed.remove("leave");
        assertThat(pressed).isEqualTo(acts);
    }

    private static List<String> templates() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/jte"))) {
            List<String> read = new ArrayList<>();
            for (Path file : files.toList()) {
                read.add(Files.readString(file));
            }
            return read;
        }
    }

    /** A mark that is put together, as it may come out. */
    private static Set<String> spelled(String mark) {
        Set<String> spelled = new TreeSet<>();
        if (mark.contains(" ? \"")) {
            spelled.add(mark.replaceFirst("(?s).* \\? \"([a-z-]+)\".*", "$1"));
        } else if (mark.contains("${")) {
            for (CaseClock.Kind kind : CaseClock.Kind.values()) {
                // A clock that reminds nobody has nothing that is done again.
                if (!mark.startsWith("again-") || kind.usually() != null) {
                    spelled.add(mark.replaceAll(
                            "\\$\\{[^}]*}", kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
                }
            }
        } else {
            spelled.add(mark);
        }
        return spelled;
    }

    private static List<String> workingIn(Set<String> facts) {
        List<String> working = new ArrayList<>();
        Set<String> pressed = new HashSet<>();
        for (Key key : Keys.table()) {
            if (key.works().stream().anyMatch(when -> when.in(facts))) {
                assertThat(pressed.add(key.key())).isTrue();
                working.add(key.act());
            }
        }
        return working;
    }

    private static Optional<String> words(String pressed, Set<String> facts) {
        return Keys.table().stream()
                .filter(key -> key.key().equals(pressed))
                .flatMap(key -> key.works().stream())
                .filter(when -> when.in(facts))
                .map(Key.When::words)
                .findFirst();
    }
}
