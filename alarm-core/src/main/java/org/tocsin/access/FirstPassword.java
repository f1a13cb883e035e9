package org.tocsin.access;

import java.time.Duration;
import org.tocsin.platform.Ids;

/** A password that somebody hands to somebody else: made by chance, good for one sign-in at which it is changed. */
final class FirstPassword {
    /** Long enough for a starter who begins after the weekend. */
    static final Duration GOOD_FOR = Duration.ofDays(7);

    /** Told on the telephone: no l, o, 0 and 1. Thirty-two of them, so five random bits each. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int CHARACTERS = 16;

    private FirstPassword() {}

    /** Eighty random bits, as {@code k3vd-n8sa-2mxe-pw7h}. */
    static String random() {
        StringBuilder words = new StringBuilder();
        byte[] bytes = Ids.randomBytes(CHARACTERS);
        for (int i = 0; i < CHARACTERS; i++) {
            words.append(i > 0 && i % 4 == 0 ? "-" : "").append(LETTERS.charAt(bytes[i] & 31));
        }
        return words.toString();
    }
}
