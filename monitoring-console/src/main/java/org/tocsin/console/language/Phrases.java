package org.tocsin.console.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.api.Json;

/**
 * The Welsh of the console's own phrases. The English phrase is the key, as the page says it; what is no phrase of ours has
 * no Welsh here and stays what it is. Answers on any thread.
 */
final class Phrases implements Phrase.Own {
    /** No paragraph of ours is longer; what is longer was written by a person. */
    static final int LONGEST = 2_000;

    private static final int MOST_KNOWN = 5_000;
    private static final Comparator<Phrase> SUREST = Comparator.comparingInt(Phrase::weight)
            .thenComparingInt(phrase -> phrase.english().length())
            .reversed()
            .thenComparing(Phrase::english);

    private static final int DEEPEST = 4;
    /** A text of many colons and commas could be cut in any number of ways. */
    private static final int MOST_LOOK_UPS = 1_000;

    private static final String DOT = " · ";

    /** Between two sentences. */
    private static final Pattern STOP = Pattern.compile("(?<=[.?!]) (?=[\\p{Lu}0-9“*])");

    private static final String DAYS =
            "Mon|Tue|Wed|Thu|Fri|Sat|Sun" + "|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
    private static final String MONTHS =
            "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|January|February|March|April"
                    + "|June|July|August|September|October|November|December";
    private static final String TIME = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{3})?)?";

    /** "Sat 21 Nov, 03:10:07", "3 Nov 2026", "November 2026", "Saturday, 03:10". */
    private static final Pattern DAY = Pattern.compile(
            "(?:(" + DAYS + "),? ?)?(?:(?:([0-9]{1,2}) )?(" + MONTHS + ")(?: ([0-9]{4}))?)?(?:(,? ?)(" + TIME + "))?");

    private static final Pattern MONTH = Pattern.compile(MONTHS);

    private final Map<String, String> words;
    private final Map<String, List<Phrase>> byWord = new HashMap<>();

    /** What was looked up lately; emptied when it is full. */
    private final Map<String, Optional<String>> lately = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException for a phrase that cannot be used */
    Phrases(Map<String, String> words) {
        this.words = Map.copyOf(words);
        words.forEach((english, welsh) -> {
            if (!english.equals(core(english)) || !welsh.equals(core(welsh))) {
                throw new IllegalArgumentException("white space around, or twice within: " + english);
            }
            if (Phrase.hasPlaces(english) || Phrase.hasPlaces(welsh)) {
                Phrase phrase = new Phrase(english, welsh);
                byWord.computeIfAbsent(phrase.word(), word -> new ArrayList<>()).add(phrase);
            }
        });
    }

    /** @throws IllegalArgumentException where the file is no catalogue */
    static Phrases load() {
        try (InputStream in = Objects.requireNonNull(Phrases.class.getResourceAsStream("/words/cy.po"), "no cy.po")) {
            return new Phrases(PoFile.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("the Welsh words cannot be read", e);
        }
    }

    /** Without white space around it, and no more than one between words. */
    static String core(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /** This text in Welsh, or null when it is no phrase of ours. A text without letters, and one letter alone, is the same in both. */
    @Override
    public @Nullable String welsh(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        Optional<String> known = lately.get(text);
        if (known == null) {
            known = Optional.ofNullable(welsh(text, 0, new AtomicInteger(MOST_LOOK_UPS)));
            if (lately.size() >= MOST_KNOWN) {
                lately.clear();
            }
            lately.put(text, known);
        }
        return known.orElse(null);
    }

    /** A day or a time in Welsh, or null when it is none. */
    @Override
    public @Nullable String day(String text) {
        Matcher day = DAY.matcher(text);
        if (text.length() > 40 || !text.chars().anyMatch(c -> c >= '0' && c <= '9') || !day.matches()) {
            return null;
        }
        StringBuilder welsh = new StringBuilder();
        append(welsh, name(day.group(1)));
        append(welsh, day.group(2));
        append(welsh, name(day.group(3)));
        append(welsh, day.group(4));
        if (day.group(6) != null) {
            welsh.append(welsh.isEmpty() ? "" : day.group(5)).append(day.group(6));
        }
        return welsh.toString();
    }

    /** How the pages' scripts get it: a module with the same phrases. */
    String module() {
        return "export default " + Json.bytes(words) + ";\n";
    }

    /** How many phrases there are. */
    int size() {
        return words.size();
    }

    private static void append(StringBuilder welsh, @Nullable String word) {
        if (word != null) {
            welsh.append(welsh.isEmpty() ? "" : " ").append(word);
        }
    }

    private @Nullable String name(@Nullable String english) {
        return english == null ? null : words.getOrDefault(english, english);
    }

    private @Nullable String welsh(String text, int depth, AtomicInteger left) {
        if (text.length() > LONGEST || depth > DEEPEST || left.getAndDecrement() <= 0) {
            return null;
        }
        if (text.length() == 1 || text.chars().noneMatch(Character::isLetter)) {
            return text;
        }
        String exact = exact(text);
        if (exact != null && text.indexOf('{') < 0) {
            // June may be a person: a month alone is left as it is.
            return MONTH.matcher(text).matches() ? null : exact;
        }
        String day = day(text);
        if (day != null) {
            return day;
        }
        String parts = parts(text, depth, left);
        if (parts == null) {
            parts = sentences(text, depth, left);
        }
        if (parts != null) {
            return parts;
        }
        Phrase.Own own = new Deeper(depth + 1, left);
        return Stream.concat(Stream.of(""), Phrase.words(text).stream())
                .flatMap(word -> byWord.getOrDefault(word, List.of()).stream())
                .sorted(SUREST)
                .map(phrase -> phrase.welsh(text, own))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A paragraph is said sentence by sentence, if each is one of ours. */
    private @Nullable String sentences(String text, int depth, AtomicInteger left) {
        String[] sentences = STOP.split(text);
        return sentences.length < 2 ? null : joined(sentences, " ", depth, left);
    }

    /** "Close" and "close" are one phrase. */
    private @Nullable String exact(String text) {
        String welsh = words.get(text);
        if (welsh == null) {
            String other = words.get(otherCase(text));
            welsh = other == null ? null : otherCase(other);
        }
        return welsh;
    }

    private static String otherCase(String text) {
        char first = text.charAt(0);
        char other = Character.isUpperCase(first) ? Character.toLowerCase(first) : Character.toUpperCase(first);
        return other + text.substring(1);
    }

    /** What stands between middle dots is said each for itself. */
    private @Nullable String parts(String text, int depth, AtomicInteger left) {
        String begun = text.startsWith("· ") ? "· " : "";
        String ended = text.length() > begun.length() && text.endsWith(" ·") ? " ·" : "";
        String inner = text.substring(begun.length(), text.length() - ended.length());
        if (inner.length() == text.length() && !inner.contains(DOT)) {
            return null;
        }
        String welsh = joined(inner.split(DOT, -1), DOT, depth, left);
        return welsh == null ? null : begun + welsh + ended;
    }

    /** All of them in Welsh, or null where one has none. */
    private @Nullable String joined(String[] parts, String between, int depth, AtomicInteger left) {
        List<String> welsh = new ArrayList<>();
        for (String part : parts) {
            String one = welsh(part, depth + 1, left);
            if (one == null) {
                return null;
            }
            welsh.add(one);
        }
        return String.join(between, welsh);
    }

    private final class Deeper implements Phrase.Own {
        private final int depth;
        private final AtomicInteger left;

        Deeper(int depth, AtomicInteger left) {
            this.depth = depth;
            this.left = left;
        }

        @Override
        public @Nullable String welsh(String text) {
            return Phrases.this.welsh(text, depth, left);
        }

        @Override
        public @Nullable String day(String text) {
            return Phrases.this.day(text);
        }
    }
}
