package org.tocsin.console.board;

import java.util.List;
import java.util.Set;

/**
 * One key of the board.
 *
 * @param key what is pressed, as a browser's {@code KeyboardEvent.key}; {@code 1-9} stands for the nine digits, {@code a-z}
 *     for every letter, {@code along} for the arrows up and down, Page Up, Page Down, Home and End
 * @param shown how it is written on screen
 * @param act what it asks for; the page does it, or clicks what carries it as {@code data-key-act}
 * @param help what it does, in a sentence
 * @param works the situations it works in, with the words of the bottom strip there; the first that fits counts
 */
public record Key(String key, String shown, String act, String help, List<When> works) {
    public Key {
        works = List.copyOf(works);
    }

    /** A key that works in one kind of situation. */
    Key(String key, String act, String words, String help, When when) {
        this(key, key, act, help, List.of(when.saying(words)));
    }

    /**
     * A situation, by facts about the screen (the names in {@link Keys#FACTS}, or {@code can-} and an act).
     *
     * @param words what the key does then, in two or three words
     * @param needs all of these are so
     * @param not none of these is so
     */
    public record When(String words, List<String> needs, List<String> not) {
        public When {
            needs = List.copyOf(needs);
            not = List.copyOf(not);
        }

        static When all(String... needs) {
            return new When("", List.of(needs), List.of());
        }

        When but(String... not) {
            return new When(words, needs, List.of(not));
        }

        When saying(String words) {
            return new When(words, needs, not);
        }

        /** Whether it works while exactly these facts are so. */
        public boolean in(Set<String> facts) {
            return facts.containsAll(needs) && not.stream().noneMatch(facts::contains);
        }
    }
}
