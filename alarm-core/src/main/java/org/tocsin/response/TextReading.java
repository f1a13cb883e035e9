package org.tocsin.response;

import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody who was asked to go says by text. Only words that are in the table say anything: a text is an answer when
 * nothing is left of it but phrases of one meaning, politeness and, with "I am going", minutes. Everything else is unclear
 * and is read by a person: better to ring once too often than to count on help that does not come. Pure.
 */
public final class TextReading {
    private static final String GOING = """
            1|one|y|yes|yep|yeah|yea|yes i can|i can|can go|i can go|i can come|going|go|i go|i am going|im going|i will go|ill go
            will go|going now|coming|i am coming|im coming|on my way|im on my way|i am on my way|on the way|omw|on way
            i am on the way|im on the way|i will come|ill come|leaving now|yes going|be there soon
            ydw|gallaf|mynd|ie|dod|rydw in mynd|dw in mynd|dwin mynd|rwyn mynd|rwy n mynd|af|dof|ar fy ffordd|ar y ffordd
            rydw i n mynd|dw i n mynd|dwi n mynd|rydw in dod|dw in dod|dwin dod
            """;
    private static final String CANNOT = """
            2|two|n|no|nope|nah|cant|can t|cannot|can not|i cant|i can t|i cannot|i can not|cant go|cannot go|i cant go
            i cannot go|cant come|cannot come|i cant come|i cannot come|not going|i am not going|im not going|wont|i wont
            unable|i am unable|unable to go|i am unable to go|not able|i am not able|not able to go|not now|not available
            i am not available|im not available|im away|i am away|away|cant make it|i cant make it|no i cant|not me
            na|nac ydw|nag ydw|nage|methu|dim|alla i ddim|ni allaf|na allaf|allai ddim|methu mynd|ddim yn mynd|ddim yn gallu
            dw i ddim yn mynd|dwi ddim yn mynd|rydw i ddim yn mynd|dw i ddim yn gallu|dwi ddim yn gallu
            dw i methu|dwi methu|rydw i methu|i ffwrdd
            """;
    /** Says nothing by itself. */
    private static final String POLITE = """
            please|thanks|thank you|thankyou|ta|cheers|hi|hello|hey|sorry|ok|okay|x|xx|xxx|love|now|straight away|dear
            diolch|os gwelwch yn dda|plis|helo|shwmae|sori|mae n ddrwg gen i|maen ddrwg gen i|iawn|nawr|rwan|yn syth
            """;
    /** How soon, which only whoever goes says. */
    private static final String MINUTES = """
            # min|# mins|# minute|# minutes|# munud|in # min|in # mins|in # minutes|in # minute|be there in # mins
            be there in # minutes|there in # mins|there in # minutes|mewn # munud
            """;

    private static final int LONGEST = 400;
    private static final Map<List<String>, Part> TABLE = table();
    private static final int LONGEST_PHRASE =
            TABLE.keySet().stream().mapToInt(List::size).max().orElseThrow();

    private TextReading() {}

    /** What it comes to. Stored by name. */
    public enum Meaning {
        GOING,
        CANNOT,
        /** A person reads it. */
        UNCLEAR
    }

    private enum Part {
        GOING,
        CANNOT,
        POLITE,
        MINUTES
    }

    /** @param text as it came; an empty one is unclear */
    public static Meaning of(String text) {
        Set<Part> parts = parts(text).keySet();
        boolean going = parts.contains(Part.GOING);
        boolean cannot = parts.contains(Part.CANNOT);
        if (going == cannot || (cannot && parts.contains(Part.MINUTES))) {
            return Meaning.UNCLEAR;
        }
        return going ? Meaning.GOING : Meaning.CANNOT;
    }

    /**
     * In how many minutes they will be there. Said by whoever goes, or by somebody who only says how soon.
     *
     * @return empty where it says none, more than one, or one that cannot be
     */
    public static Optional<Duration> within(String text) {
        Map<Part, List<String>> parts = parts(text);
        List<String> minutes = parts.getOrDefault(Part.MINUTES, List.of());
        return parts.containsKey(Part.CANNOT) || minutes.size() != 1 ? Optional.empty() : Eta.minutes(minutes.get(0));
    }

    /** What it is made of, with the numbers in each; nothing where anything in it is not in the table. */
    private static Map<Part, List<String>> parts(String text) {
        if (text.length() > LONGEST) {
            return Map.of();
        }
        List<String> said = said(text);
        List<String> words = said.stream()
                .map(word -> word.matches("[0-9]{1,3}") && !word.matches("[12]") ? "#" : word)
                .toList();
        Map<Part, List<String>> parts = new EnumMap<>(Part.class);
        int at = 0;
        while (at < words.size()) {
            int length = Math.min(LONGEST_PHRASE, words.size() - at);
            while (length > 0 && !TABLE.containsKey(words.subList(at, at + length))) {
                length--;
            }
            if (length == 0) {
                return Map.of();
            }
            List<String> numbers =
                    parts.computeIfAbsent(TABLE.get(words.subList(at, at + length)), part -> new ArrayList<>());
            said.subList(at, at + length).stream()
                    .filter(word -> word.matches("[0-9]+"))
                    .forEach(numbers::add);
            at += length;
        }
        return parts;
    }

    /** Small letters without accents; an apostrophe joins, everything else that is no letter or digit parts. */
    private static List<String> said(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("['’‘`´]", "")
                // A sign that is a word of its own, a thumb or a question mark, is not understood.
                .replaceAll("[^\\p{L}\\p{N}\\s.,;:!()\"“”/-]", " ? ")
                .replaceAll("[\\s.,;:!()\"“”/-]+", " ")
                .strip();
        return plain.isEmpty() ? List.of() : List.of(plain.split(" "));
    }

    private static Map<List<String>, Part> table() {
        Map<List<String>, Part> table = new HashMap<>();
        add(table, GOING, Part.GOING);
        add(table, CANNOT, Part.CANNOT);
        add(table, POLITE, Part.POLITE);
        add(table, MINUTES, Part.MINUTES);
        // One and two are answers, but not before "minutes".
        for (String number : List.of("1", "2")) {
            add(table, MINUTES.replace("#", number), Part.MINUTES);
        }
        return Map.copyOf(table);
    }

    private static void add(Map<List<String>, Part> table, String phrases, Part part) {
        for (String phrase : phrases.strip().split("\\s*[|\n]\\s*")) {
            Part before = table.put(List.of(phrase.split(" ")), part);
            if (before != null && before != part) {
                throw new IllegalStateException(phrase + " means two things");
            }
        }
    }
}
