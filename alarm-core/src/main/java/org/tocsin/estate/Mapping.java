package org.tocsin.estate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which column of a file says what.
 *
 * @param keys for each column of the file the key of its field, empty for one that is left out
 */
public record Mapping(List<String> keys) {
    private static final Pattern NUMBER = Pattern.compile("(?:^| )([1-9])(?: |$)|([1-9])$");
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{Alnum}]+");

    public Mapping {
        keys = List.copyOf(keys);
    }

    /** What the headings seem to say; the first heading that fits a field has it. */
    public static Mapping proposed(List<String> headings) {
        Set<Field> taken = new HashSet<>();
        List<String> keys = new ArrayList<>();
        for (String heading : headings) {
            keys.add(guess(heading).filter(taken::add).map(Field::key).orElse(""));
        }
        // Some services know their homes by nothing else.
        int uprn = keys.indexOf(new Field(Fact.UPRN, 1).key());
        if (uprn >= 0 && !keys.contains(new Field(Fact.HOME_ID, 1).key())) {
            keys.set(uprn, new Field(Fact.HOME_ID, 1).key());
        }
        return new Mapping(keys);
    }

    /** The field of the n-th column, from 0; empty for one that is left out. */
    public Optional<Field> field(int column) {
        return column < keys.size() ? Field.named(keys.get(column)) : Optional.empty();
    }

    /** True where the n-th column, from 0, says how to get into a home. */
    boolean secret(int column) {
        return field(column).filter(field -> field.fact().secret()).isPresent();
    }

    public boolean has(Fact fact) {
        return keys.stream()
                .anyMatch(key ->
                        Field.named(key).filter(field -> field.fact() == fact).isPresent());
    }

    /** Why nothing can be imported with it, in sentences; empty when it will do. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String key : keys) {
            if (!key.isEmpty() && Field.named(key).isEmpty()) {
                faults.add("There is no field “" + key + "”.");
            } else if (!key.isEmpty() && !seen.add(key)) {
                faults.add("Two columns say “"
                        + Field.named(key).map(Field::words).orElse(key) + "”; leave one of them out.");
            }
        }
        if (!seen.contains(new Field(Fact.HOME_ID, 1).key())) {
            faults.add("No column says which home a row is about. Choose the one with the home's own id.");
        }
        return List.copyOf(faults);
    }

    private static Optional<Field> guess(String heading) {
        Optional<Field> exact = Field.named(heading.strip().toLowerCase(Locale.ROOT));
        if (exact.isPresent()) {
            return exact;
        }
        String words = NOT_A_WORD
                .matcher(heading.toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
        Optional<Field> whole = alias(words, 1);
        if (whole.isPresent()) {
            return whole;
        }
        Matcher number = NUMBER.matcher(words);
        if (!number.find()) {
            return Optional.empty();
        }
        int slot = Integer.parseInt(number.group(1) == null ? number.group(2) : number.group(1));
        String rest = (words.substring(0, number.start()) + " " + words.substring(number.end())).strip();
        return alias(rest, slot);
    }

    private static Optional<Field> alias(String words, int slot) {
        return Arrays.stream(Fact.values())
                .filter(fact -> slot <= fact.part().most() && calls(fact, words))
                .findFirst()
                .map(fact -> new Field(fact, slot));
    }

    private static boolean calls(Fact fact, String words) {
        return fact.aliases().contains(words)
                || (fact.part() == Part.HOME
                        && fact != Fact.HOME_ID
                        && fact.words().equals(words));
    }
}
