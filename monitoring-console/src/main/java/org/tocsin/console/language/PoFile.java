package org.tocsin.console.language;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A gettext catalogue as translators' programs write it: {@code msgid}, {@code msgstr}, strings over several lines,
 * comments, and entries put out of use ({@code #~}). Contexts and plural forms are not read: Welsh keeps a noun in the
 * singular after a number, and a phrase that means two things is written differently in English.
 */
final class PoFile {
    private final Map<String, String> entries = new LinkedHashMap<>();
    private final StringBuilder id = new StringBuilder();
    private final StringBuilder words = new StringBuilder();
    private boolean fuzzy;
    private boolean nextFuzzy;
    private Part part = Part.NOTHING;

    private enum Part {
        NOTHING,
        ID,
        WORDS
    }

    private PoFile() {}

    /**
     * English phrase to Welsh phrase, in the order of the file; without the head and without what has no words yet or is
     * marked fuzzy.
     *
     * @throws IllegalArgumentException for a line that is none of a catalogue's, or a phrase that stands there twice
     */
    static Map<String, String> read(String file) {
        PoFile po = new PoFile();
        int number = 0;
        for (String line : file.lines().toList()) {
            number++;
            try {
                po.line(line.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        po.end();
        return po.entries;
    }

    private void line(String line) {
        if (line.startsWith("msgid ")) {
            end();
            fuzzy = nextFuzzy;
            nextFuzzy = false;
            part = Part.ID;
            id.append(string(line.substring("msgid ".length())));
        } else if (line.startsWith("msgstr ")) {
            part = Part.WORDS;
            words.append(string(line.substring("msgstr ".length())));
        } else if (line.startsWith("\"")) {
            (part == Part.ID ? id : words).append(string(line));
        } else if (line.startsWith("#,")) {
            nextFuzzy |= line.contains("fuzzy");
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            throw new IllegalArgumentException("not understood: " + line);
        }
    }

    private void end() {
        String english = id.toString();
        if (!english.isEmpty() && !words.isEmpty() && !fuzzy && entries.put(english, words.toString()) != null) {
            throw new IllegalArgumentException("twice: " + english);
        }
        id.setLength(0);
        words.setLength(0);
        part = Part.NOTHING;
    }

    private static String string(String quoted) {
        if (quoted.length() < 2 || quoted.charAt(0) != '"' || !quoted.endsWith("\"")) {
            throw new IllegalArgumentException("no string: " + quoted);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '"') {
                throw new IllegalArgumentException("a quotation mark inside: " + quoted);
            }
            if (c != '\\') {
                text.append(c);
                continue;
            }
            i++;
            text.append(
                    switch (quoted.charAt(i)) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case '"' -> '"';
                        case '\\' -> '\\';
                        default -> throw new IllegalArgumentException("an escape that is none: " + quoted);
                    });
        }
        return text.toString();
    }
}
