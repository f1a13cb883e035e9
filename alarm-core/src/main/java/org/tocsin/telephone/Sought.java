package org.tocsin.telephone;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody typed to find a person or a home, as the indexes have it. Pure; takes words and digits apart exactly as the
 * database's {@code search_words} and {@code search_digits} do.
 *
 * @param text as it was typed, without white space around it
 * @param words each of a name, an address, a flat, in small plain letters
 * @param digits of a telephone number from the last to the first, without country and leading zeros; null for what is none
 * @param postcode the beginning of one, without spaces; null for what cannot be
 * @param number of a unit; null for what is none
 * @param reference of an alarm; null for what is none
 */
public record Sought(
        String text,
        List<String> words,
        @Nullable String digits,
        @Nullable String postcode,
        @Nullable String number,
        @Nullable String reference) {
    public static final int LONGEST = 100;

    private static final int MOST_WORDS = 6;

    /** Fewer digits are the end of too many numbers. */
    private static final int FEWEST_DIGITS = 4;

    private static final Pattern TELEPHONE = Pattern.compile("[+(]?[0-9][0-9 ()./-]*");
    private static final Pattern POSTCODE = Pattern.compile("[a-z]{1,2}[0-9][0-9a-z]{0,5}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,32}");
    /** No 0/O, no 1/I: see {@link org.tocsin.platform.Ids#spokenReference}. */
    private static final Pattern REFERENCE = Pattern.compile("[2-9A-HJ-NP-Z]{6}");

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");
    private static final Pattern APOSTROPHES = Pattern.compile("['\u2019]");

    public Sought {
        words = List.copyOf(words);
    }

    /** From what was typed; anything behind {@link #LONGEST} characters is left out. */
    public static Sought of(String typed) {
        String clean = typed.replace("\0", "").strip();
        String text = clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
        String small = plain(text);
        String close = small.replace(" ", "");
        return new Sought(
                text,
                Arrays.stream(BETWEEN.split(small))
                        .filter(word -> word.length() > 1 || word.matches("[0-9]"))
                        .distinct()
                        .limit(MOST_WORDS)
                        .toList(),
                digits(text),
                POSTCODE.matcher(close).matches() && close.length() > 2 ? close : null,
                NUMBER.matcher(text).matches() ? text : null,
                REFERENCE.matcher(text.toUpperCase(Locale.ROOT)).matches() ? text.toUpperCase(Locale.ROOT) : null);
    }

    /** True when there is nothing to look for. */
    public boolean isEmpty() {
        return words.isEmpty() && digits == null && reference == null;
    }

    /** Every word begins one of those that are looked at; a number is one of them. */
    String every() {
        return words.stream().map(Sought::term).collect(Collectors.joining(" & "));
    }

    /** Some word does. */
    String some() {
        return words.stream().map(Sought::term).collect(Collectors.joining(" | "));
    }

    /** A house number is that house: 1 is not 12. */
    private static String term(String word) {
        return word.matches("[0-9]+") ? "'" + word + "'" : "'" + word + "':*";
    }

    private static @Nullable String digits(String text) {
        if (!TELEPHONE.matcher(text).matches()) {
            return null;
        }
        String all = text.replaceAll("[^0-9+]", "");
        String national = all.replaceFirst("^(\\+|00)?44", "").replaceFirst("^[+0]+", "");
        return all.replace("+", "").length() < FEWEST_DIGITS || national.isEmpty()
                ? null
                : new StringBuilder(national).reverse().toString();
    }

    private static String plain(String text) {
        String unmarked =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        return APOSTROPHES
                .matcher(unmarked.toLowerCase(Locale.ROOT).replace('ø', 'o').replace('ł', 'l'))
                .replaceAll("");
    }
}
