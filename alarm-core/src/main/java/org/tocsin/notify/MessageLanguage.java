package org.tocsin.notify;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a provider's messages are written in. Stored by its code, as a setting of the provider. */
enum MessageLanguage {
    EN,
    CY,
    /** Welsh first, then English: for a service that does not know who reads which. */
    BOTH;

    static final String SETTING = "language";

    /** What the reader is known to read; otherwise as the provider is set. */
    static MessageLanguage of(Provider provider, @Nullable String reader) {
        return reader != null && isKnown(reader) && !reader.isEmpty()
                ? valueOf(reader.toUpperCase(Locale.ROOT))
                : of(provider);
    }

    /** English where nothing is said. */
    static MessageLanguage of(Provider provider) {
        String code = provider.setting(SETTING);
        return isKnown(code) && !code.isEmpty() ? valueOf(code.toUpperCase(Locale.ROOT)) : EN;
    }

    /** True for a code, and for nothing at all. */
    static boolean isKnown(String code) {
        return code.isEmpty() || code.equals("en") || code.equals("cy") || code.equals("both");
    }
}
