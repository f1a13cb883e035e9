package org.tocsin.gateway.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a Content-Type value: {@code application/scaip+xml; charset=utf-8}. */
final class MediaType {
    private static final String CHARSET = "charset=";

    private MediaType() {}

    static String type(String value) {
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? value : value.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    static @Nullable String charset(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0) {
            return null;
        }
        String parameters = value.substring(semicolon + 1);
        int at = parameters.toLowerCase(Locale.ROOT).indexOf(CHARSET);
        if (at < 0) {
            return null;
        }
        String charset = parameters.substring(at + CHARSET.length());
        int end = charset.indexOf(';');
        charset = (end < 0 ? charset : charset.substring(0, end))
                .replace("\"", "")
                .strip();
        return charset.isEmpty() ? null : charset;
    }
}
