package org.tocsin.alarm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which key chooses which outcome: the letter it was given, otherwise the first of its words that is free. Pure. */
public final class OutcomeLetters {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

    private OutcomeLetters() {}

    /** By code; one that found no letter is not in it. Two that were given the same: the first has it. */
    public static Map<String, String> of(List<OutcomeCode> offered) {
        Set<String> taken = new TreeSet<>();
        Map<String, String> letters = new LinkedHashMap<>();
        for (OutcomeCode code : offered) {
            String given = code.letter();
            if (given != null && taken.add(given)) {
                letters.put(code.code(), given);
            }
        }
        for (OutcomeCode code : offered) {
            if (!letters.containsKey(code.code())) {
                (code.label().toLowerCase(Locale.ROOT) + ALPHABET)
                        .chars()
                        .mapToObj(one -> String.valueOf((char) one))
                        .filter(letter -> ALPHABET.contains(letter) && taken.add(letter))
                        .findFirst()
                        .ifPresent(letter -> letters.put(code.code(), letter));
            }
        }
        return letters;
    }
}
