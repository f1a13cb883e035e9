package org.tocsin.estate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a column of a phone company's reply can say: by what a home is known, and what is answered about its line. */
public enum ReplyField {
    REFERENCE("Our reference", "our reference", "your reference", "home id", "property ref", "reference"),
    UPRN("UPRN", "uprn", "unique property reference number"),
    TELEPHONE("Telephone number", "telephone number", "telephone", "phone number", "cli", "line number", "landline"),
    ANSWER("Answer", "answer", "your answer", "outcome", "result", "status", "response", "telecare status"),
    PLANNED_ON(
            "Planned date",
            "planned migration date",
            "planned date",
            "migration date",
            "planned on",
            "line planned on",
            "switchover date"),
    NOT_BEFORE("Will not be moved before", "will not be moved before", "not before", "not moved before", "hold until");

    /** Of no column of an estate's table: a program that does not know of replies finds nothing in one. */
    private static final String PREFIX = "reply_";

    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{Alnum}]+");

    private final String words;
    private final List<String> headings;

    ReplyField(String words, String... headings) {
        this.words = words;
        this.headings = List.of(headings);
    }

    public String words() {
        return words;
    }

    /** Its name in a mapping. */
    public String key() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** What a column was said to be; empty for one that is left out. */
    static Optional<ReplyField> of(Mapping mapping, int column) {
        return column < mapping.keys().size() ? named(mapping.keys().get(column)) : Optional.empty();
    }

    static Optional<ReplyField> named(String key) {
        return Arrays.stream(values()).filter(field -> field.key().equals(key)).findFirst();
    }

    /** What the headings seem to say; the first heading that fits has it. */
    static Mapping proposed(List<String> headings) {
        Set<ReplyField> taken = new HashSet<>();
        List<String> keys = new ArrayList<>();
        for (String heading : headings) {
            String plain = NOT_A_WORD
                    .matcher(heading.toLowerCase(Locale.ROOT))
                    .replaceAll(" ")
                    .strip();
            keys.add(Arrays.stream(values())
                    .filter(field -> field.headings.contains(plain))
                    .findFirst()
                    .filter(taken::add)
                    .map(ReplyField::key)
                    .orElse(""));
        }
        return new Mapping(keys);
    }

    /** Why nothing can be read with this mapping, in sentences; empty when it will do. */
    static List<String> faults(Mapping mapping) {
        List<String> faults = new ArrayList<>();
        Set<ReplyField> seen = new HashSet<>();
        for (String key : mapping.keys()) {
            Optional<ReplyField> field = named(key);
            if (!key.isEmpty() && field.isEmpty()) {
                faults.add("A reply has no field “" + key + "”.");
            }
            if (field.isPresent() && !seen.add(field.get())) {
                faults.add("Two columns say “" + field.get().words + "”; leave one of them out.");
            }
        }
        if (!seen.contains(REFERENCE) && !seen.contains(UPRN) && !seen.contains(TELEPHONE)) {
            faults.add("No column says which home a row is about: our reference, the UPRN or the telephone number.");
        }
        if (!seen.contains(ANSWER) && !seen.contains(PLANNED_ON)) {
            faults.add("No column says what is answered: an answer or a planned date.");
        }
        return List.copyOf(faults);
    }
}
