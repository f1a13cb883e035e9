package org.tocsin.console.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every word that stands in a template has Welsh, also on pages and papers that no test opens, and in the branches no test
 * goes through. Words that are put together in Java are no part of it.
 */
class TemplateWordsTest {
    private static final Pattern DIRECTIVE = Pattern.compile("@(?:if|elseif|for|template\\.\\w+)\\(");
    private static final Pattern HEAD = Pattern.compile("(?m)^@(?:import|param).*$");
    private static final Pattern SET = Pattern.compile("!\\{(?:[^{}]|\\{[^}]*})*}");
    private static final Pattern VALUE = Pattern.compile("\\$(?:unsafe)?\\{(?:[^{}]|\\{[^}]*})*}");
    private static final Pattern OTHER = Pattern.compile("(?s)<(style|script|svg|textarea)\\b.*?</\\1>");
    private static final Pattern WRITTEN = Pattern.compile("(?s)<(\\w+)[^<>]*translate=\"no\"[^<>]*>.*?</\\1>");
    private static final Pattern CUT = Pattern.compile("<[^<>]*>|\u0002|@(?:else|endif|endfor|raw|endraw)");
    private static final Pattern PLACE = Pattern.compile("\\{[0-9](?::[ndwt])?}");
    private static final Pattern WORDS = Pattern.compile("\\p{L}{2}");
    private static final List<String> FILLINGS = List.of("Iris", "3", "Sat 21 Nov 2026, 03:10", "equipment");

    @Test
    void every_word_of_the_templates_has_welsh() throws IOException {
        Phrases phrases = Phrases.load();
        // A branch may be the end of a sentence: it is enough that the catalogue has it as a part of one.
        String all = String.join("\n", words());
        TreeSet<String> missed = new TreeSet<>();
        int texts = 0;
        for (Path file : templates()) {
            for (String text : texts(Files.readString(file))) {
                texts++;
                if (!all.contains(text)
                        && FILLINGS.stream().allMatch(one -> phrases.welsh(text.replace("\u0001", one)) == null)) {
                    missed.add(file.getFileName() + ": " + text.replace('\u0001', '$'));
                }
            }
        }
        assertThat(texts).as("texts that were found").isGreaterThan(1_000);
        assertThat(missed).as("without Welsh").isEmpty();
    }

    private static List<String> words() throws IOException {
        return PoFile.read(Files.readString(Path.of("src/main/resources/words/cy.po"))).keySet().stream()
                .map(english -> PLACE.matcher(english).replaceAll("\u0001"))
                .toList();
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> found = Files.walk(Path.of("src/main/jte"))) {
            return found.filter(file -> file.toString().endsWith(".jte"))
                    .sorted()
                    .toList();
        }
    }

    /** What stands between two tags or two branches; a value in it is one sign. */
    private static List<String> texts(String template) {
        String bare = HEAD.matcher(template).replaceAll("");
        bare = SET.matcher(bare).replaceAll("");
        bare = VALUE.matcher(bare).replaceAll("\u0001");
        bare = OTHER.matcher(bare).replaceAll("\u0002");
        bare = WRITTEN.matcher(bare).replaceAll("\u0002");
        List<String> texts = new ArrayList<>();
        for (String part : CUT.split(withoutDirectives(bare))) {
            String text = Phrases.core(part);
            if (WORDS.matcher(text).find()) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** Of a directive only the part of a page that it is given. */
    private static String withoutDirectives(String template) {
        StringBuilder text = new StringBuilder();
        Matcher directive = DIRECTIVE.matcher(template);
        int at = 0;
        while (directive.find(at)) {
            text.append(template, at, directive.start()).append('\u0002');
            int end = closed(template, directive.end());
            String inner = template.substring(directive.start(), end);
            int content = inner.indexOf("@`");
            if (content >= 0) {
                text.append(withoutDirectives(inner.substring(content + 2, inner.lastIndexOf('`'))));
            }
            text.append('\u0002');
            at = end;
        }
        return text.append(template.substring(at)).toString();
    }

    private static int closed(String template, int from) {
        int depth = 1;
        int at = from;
        while (depth > 0) {
            char sign = template.charAt(at++);
            depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
        }
        return at;
    }
}
