package org.tocsin.home;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a phone company answers when it is told that one of its lines carries telecare. Stored by name. */
public enum LineAnswer {
    /** It has noted it, and moves nothing without a word. */
    CONFIRMED("confirmed", "confirm", "noted", "telecare noted", "agreed"),
    /** It means to move the line on a day. */
    PLANNED("planned", "scheduled", "booked"),
    NEEDS_VISIT("needs visit", "needs a visit", "visit needed", "engineer needed", "engineer visit needed"),
    /** The line is digital by now: what was heard over the old one proves nothing any more. */
    MOVED("already moved", "moved", "already migrated", "migrated"),
    NOT_OURS("not our customer", "not ours", "not our line", "not found", "no match");

    private final String words;
    private final List<String> spellings;

    LineAnswer(String words, String... spellings) {
        this.words = words;
        this.spellings = List.of(spellings);
    }

    /** As people say it. */
    public String words() {
        return words;
    }

    /** What is meant by this cell of a table; empty where nobody can tell. */
    public static Optional<LineAnswer> written(String cell) {
        String plain = cell.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ");
        return Arrays.stream(values())
                .filter(answer -> answer.words.equals(plain) || answer.spellings.contains(plain))
                .findFirst();
    }

    /** All of them, for whoever has to choose. */
    public static String choices() {
        return Arrays.stream(values()).map(LineAnswer::words).collect(Collectors.joining(", "));
    }
}
