package org.tocsin.speech;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Telephone numbers as people and telephone systems write them, made comparable: {@code 01632 960001},
 * {@code +44 (0)1632 960001}, {@code 00441632960001} and {@code sip:+441632960001@trunk} are one. Numbers without a
 * country are British. Pure.
 */
public final class TelephoneNumber {
    private static final Pattern SCHEME = Pattern.compile("^(?:sips?|tel|gsm|sip-pp):", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{6,15}");
    /** Written for people: the 0 is not dialled after the country. */
    private static final Pattern OPTIONAL_ZERO = Pattern.compile("(?<=^(?:\\+|00)44)\\(0\\)");
    /** A trunk may drop the leading 0: geographic, 03, 07, 08 numbers have nine or ten digits behind it. */
    private static final Pattern WITHOUT_ZERO = Pattern.compile("[12378][0-9]{8,9}");

    private TelephoneNumber() {}

    /** With its country, {@code +441632960001}; null for what is no telephone number, and for one within a building. */
    public static @Nullable String normal(String written) {
        String plain = user(written).replaceAll("[\\s./-]", "");
        plain = OPTIONAL_ZERO.matcher(plain).replaceFirst("").replaceAll("[()]", "");
        Matcher number = NUMBER.matcher(plain);
        if (!number.matches()) {
            return null;
        }
        if (plain.startsWith("+")) {
            return plain;
        }
        if (plain.startsWith("00")) {
            return "+" + plain.substring(2);
        }
        if (plain.startsWith("0")) {
            return "+44" + plain.substring(1);
        }
        if (plain.startsWith("44") && plain.length() >= 11) {
            return "+" + plain;
        }
        return WITHOUT_ZERO.matcher(plain).matches() ? "+44" + plain : null;
    }

    /** What stands before the host of a SIP address; everything else as it is, without scheme and parameters. */
    static String user(String address) {
        String rest = SCHEME.matcher(address.strip()).replaceFirst("");
        int end = rest.indexOf('@');
        if (end < 0) {
            end = rest.indexOf(';');
        }
        return end < 0 ? rest : rest.substring(0, end);
    }
}
