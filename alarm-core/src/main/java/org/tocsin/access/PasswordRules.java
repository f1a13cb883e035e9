package org.tocsin.access;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which passwords people may choose: long ones, without a rule for their characters, and none that is tried first (NIST SP
 * 800-63B section 5.1.1.2; the NCSC's password guidance). Pure.
 */
public final class PasswordRules {
    public static final int SHORTEST = 12;
    public static final int LONGEST = 256;

    /** What is read before one is chosen. */
    public static final String RULE = "At least 12 characters. Any characters will do; three or four words are easy to"
            + " remember and hard to guess.";

    private static final int LEAST_DIFFERENT = 5;
    /** What has to be left of a password without the words everybody tries. */
    private static final int LEAST_OWN = 6;

    private static final List<String> OBVIOUS = List.of(
            "password",
            "passw0rd",
            "cyfrinair",
            "qwertyuiop",
            "qwerty",
            "asdfghjkl",
            "zxcvbnm",
            "iloveyou",
            "letmein",
            "welcome",
            "croeso",
            "changeme",
            "administrator",
            "admin",
            "telecare",
            "tocsin",
            "alarm",
            "secret",
            "monkey",
            "football",
            "liverpool",
            "sunshine",
            "princess",
            "dragon");

    private PasswordRules() {}

    /**
     * Why this password cannot be.
     *
     * @param own what else is known of its person: user name, display name
     * @return a sentence; null where it can be
     */
    public static @Nullable String refused(String password, String... own) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return "At least 12 characters.";
        }
        if (password.length() > LONGEST) {
            return "At most 256 characters.";
        }
        if (password.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return "A character in it cannot be typed everywhere.";
        }
        String plain = password.toLowerCase(Locale.ROOT);
        if (plain.chars().distinct().count() < LEAST_DIFFERENT || sequence(plain)) {
            return "That is one of the first that are tried: the same few characters again and again, or a row of them.";
        }
        return left(plain, own) < LEAST_OWN
                ? "That is one of the first that are tried: a common word or a name, with little added."
                : null;
    }

    /** True for abcdef…, 890123… and the same backwards. */
    private static boolean sequence(String plain) {
        for (int step : new int[] {1, -1}) {
            boolean all = true;
            for (int i = 1; i < plain.length() && all; i++) {
                int next = plain.charAt(i - 1) + step;
                int around = next == '9' + 1 ? '0' : next == '0' - 1 ? '9' : next;
                all = plain.charAt(i) == next || plain.charAt(i) == around;
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    /** How many characters are left without the words that are tried first; all of them where there is none. */
    private static int left(String plain, String... own) {
        String rest = plain.replaceAll("[^\\p{L}\\p{N}]", "");
        int all = rest.length();
        List<String> words = Stream.concat(
                        OBVIOUS.stream(),
                        Stream.of(own)
                                .flatMap(one ->
                                        Stream.of(one.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")))
                                .filter(word -> word.length() > 2))
                .toList();
        for (String word : words) {
            rest = rest.replace(word, "");
        }
        return rest.length() == all ? plain.length() : rest.length();
    }
}
