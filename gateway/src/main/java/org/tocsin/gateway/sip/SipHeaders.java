package org.tocsin.gateway.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one message in the order they came, of those that are read here. Values are text as sent, one
 * byte a character (ISO-8859-1), so that echoing them gives back the same bytes.
 */
public final class SipHeaders {
    private final List<HeaderName> names = new ArrayList<>(12);
    private final List<String> values = new ArrayList<>(12);

    void add(HeaderName name, String value) {
        names.add(name);
        values.add(value);
    }

    /** The first value of the field, or null. */
    @Nullable
    String first(HeaderName name) {
        int at = names.indexOf(name);
        return at < 0 ? null : values.get(at);
    }

    /** The first value of the field; empty where the message has none. */
    String text(HeaderName name) {
        String value = first(name);
        return value == null ? "" : value;
    }

    /** Every value of the field, in order. */
    List<String> all(HeaderName name) {
        List<String> found = new ArrayList<>(2);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) == name) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    /** True when everything is there that a request must have (RFC 3261 §8.1.1). A unit may leave its tag out. */
    boolean complete() {
        return first(HeaderName.VIA) != null
                && first(HeaderName.FROM) != null
                && first(HeaderName.TO) != null
                && first(HeaderName.CALL_ID) != null
                && first(HeaderName.CSEQ) != null;
    }
}
