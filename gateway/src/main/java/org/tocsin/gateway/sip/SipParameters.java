package org.tocsin.gateway.sip;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads {@code name="value", name=value}: the parameters of a digest. Names become lower case. */
final class SipParameters {
    private static final int MOST = 32;

    private SipParameters() {}

    static Map<String, String> read(String text, int from) {
        Map<String, String> parameters = new HashMap<>();
        int at = from;
        while (at < text.length() && parameters.size() < MOST) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            int value = equals + 1;
            while (value < text.length() && text.charAt(value) == ' ') {
                value++;
            }
            boolean quoted = value < text.length() && text.charAt(value) == '"';
            int end = quoted ? closingQuote(text, value + 1) : comma(text, value);
            String read = text.substring(quoted ? value + 1 : value, end);
            parameters.putIfAbsent(name, quoted ? read.replace("\\", "") : read.strip());
            at = comma(text, end) + 1;
        }
        return parameters;
    }

    private static int comma(String text, int from) {
        int comma = text.indexOf(',', Math.min(from, text.length()));
        return comma < 0 ? text.length() : comma;
    }

    private static int closingQuote(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }
}
