package org.tocsin.notify;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which numbers take texts: British mobile ones, and foreign ones, of which nobody knows. Pure. */
public final class TextNumber {
    private static final Pattern TAKES_TEXTS = Pattern.compile("07[0-9]{9}|[+](?!44[^7])[1-9][0-9]{7,14}");

    private TextNumber() {}

    /** The number as it is sent to; empty for a landline, and for what is no number. */
    public static Optional<String> of(@Nullable String said) {
        if (said == null || said.indexOf('@') >= 0) {
            return Optional.empty();
        }
        String number = said.replaceAll("[^0-9+]", "");
        return TAKES_TEXTS.matcher(number).matches() ? Optional.of(number) : Optional.empty();
    }
}
