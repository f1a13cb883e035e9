package org.tocsin.console.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

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
