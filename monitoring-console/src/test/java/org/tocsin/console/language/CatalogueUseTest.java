package org.tocsin.console.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A phrase that nobody says any more does not stay in the catalogue. Sentences are put together in many ways, so it is
 * enough that runs of a phrase's words stand somewhere in what the pages are made of.
 */
class CatalogueUseTest {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}'’“”_-]+");
    private static final Pattern JOINED = Pattern.compile("[\"`]\\s*\\+\\s*[\"`]|\\\\");
    private static final Pattern PLACE = Pattern.compile("\\{[0-9](?::[ndwt])?}");
    private static final int A_SENTENCE = 6;
    private static final int LONGEST_RUN = 3;

    @Test
    void every_phrase_of_the_catalogue_is_said_somewhere() throws Exception {
        Map<String, List<String>> runs = new HashMap<>();
        for (String english : PoFile.read(Files.readString(Path.of("src/main/resources/words/cy.po")))
                .keySet()) {
            if (!namesOfTime().contains(english)) {
                runs.put(english, runs(english));
            }
        }
        Set<String> wanted =
                runs.values().stream().flatMap(List::stream).collect(Collectors.toCollection(HashSet::new));
        Set<String> found = new HashSet<>();
        List<String> sources = words(sources());
        for (int at = 0; at < sources.size(); at++) {
            for (int length = 1; length <= LONGEST_RUN && at + length <= sources.size(); length++) {
                String run = String.join(" ", sources.subList(at, at + length));
                if (wanted.contains(run)) {
                    found.add(run);
                }
            }
        }
        Set<String> unused = new TreeSet<>();
        runs.forEach((english, all) -> {
            long said = all.stream().filter(found::contains).count();
            if (!all.isEmpty() && (all.size() < A_SENTENCE ? said == 0 : said * 2 < all.size())) {
                unused.add(english);
            }
        });
        assertThat(unused).isEmpty();
    }

    private static List<String> runs(String english) {
        List<String> runs = new ArrayList<>();
        for (String part : PLACE.split(english)) {
            List<String> words = words(part.replaceFirst("^(?:st|nd|rd|th) ", ""));
            int length = words.size() < LONGEST_RUN
                    ? Math.min(1, words.size())
                    : words.size() < A_SENTENCE ? 2 : LONGEST_RUN;
            for (int at = 0; length > 0 && at + length <= words.size(); at++) {
                runs.add(String.join(" ", words.subList(at, at + length)));
            }
        }
        return runs;
    }

    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Set<String> namesOfTime() {
        return Stream.of(TextStyle.FULL, TextStyle.SHORT)
                .flatMap(style -> Stream.concat(
                        Stream.of(DayOfWeek.values()).map(day -> day.getDisplayName(style, Locale.UK)),
                        Stream.of(Month.values()).map(month -> month.getDisplayName(style, Locale.UK))))
                .flatMap(name -> Stream.of(name, name.substring(0, 3)))
                .collect(Collectors.toSet());
    }

    private static String sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root :
                List.of("src/main/jte", "src/main/java", "src/main/resources/static", "../alarm-core/src/main")) {
            try (Stream<Path> found = Files.walk(Path.of(root))) {
                found.filter(file -> file.toString().matches(".*\\.(jte|java|js|txt|properties)"))
                        .forEach(files::add);
            }
        }
        return files.stream()
                .map(CatalogueUseTest::read)
                .map(text -> JOINED.matcher(text.replaceAll("@(?:else|endif|endfor)", " "))
                        .replaceAll(""))
                .collect(Collectors.joining(" "));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
