package org.tocsin.console.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What is in Welsh already is no English phrase: scripts move parts of a page about and put in others that the platform has
 * exchanged, and the page's script reads each part that is new on it.
 */
class SaidOnceTest {
    private static final Pattern PLACE = Pattern.compile("\\{[0-9](?::([ndwt]))?}");
    private static final Map<String, String> WORDS = PoFile.read(text(Path.of("src/main/resources/words/cy.po")));

    @Test
    void no_phrase_is_exchanged_twice() {
        Phrases phrases = new Phrases(WORDS);
        Map<String, String> twice = new TreeMap<>();
        WORDS.keySet().forEach(english -> {
            String once = phrases.welsh(filled(english));
            String again = once == null ? null : phrases.welsh(once);
            if (again != null && !again.equals(once)) {
                twice.put(english + " -> " + once, again);
            }
        });
        assertThat(twice).isEmpty();
    }

    private static String filled(String english) {
        Matcher place = PLACE.matcher(english);
        return place.replaceAll(found -> {
            String kind = found.group(1);
            return switch (kind == null ? " " : kind) {
                case "n" -> "3";
                case "d" -> "Sat 21 Nov 2026, 03:10";
                case "w" -> "equipment";
                case "t" -> "pendant";
                default -> "Iris";
            };
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
