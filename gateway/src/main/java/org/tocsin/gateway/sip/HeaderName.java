package org.tocsin.gateway.sip;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The header fields this endpoint reads; every other one is skipped. RFC 3261 §7.3.3 gives the compact forms. */
enum HeaderName {
    VIA("Via", 'v'),
    FROM("From", 'f'),
    TO("To", 't'),
    CALL_ID("Call-ID", 'i'),
    CSEQ("CSeq", ' '),
    CONTENT_TYPE("Content-Type", 'c'),
    CONTENT_LENGTH("Content-Length", 'l'),
    CONTACT("Contact", 'm'),
    EXPIRES("Expires", ' '),
    AUTHORIZATION("Authorization", ' ');

    private static final HeaderName[] ALL = values();

    private final String wire;
    private final byte[] lower;
    private final char compact;

    HeaderName(String wire, char compact) {
        this.wire = wire;
        this.compact = compact;
        this.lower = wire.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < lower.length; i++) {
            lower[i] = lowerCase(lower[i]);
        }
    }

    /** As it is written in full. */
    String wire() {
        return wire;
    }

    /** The field with this name in any case, in full or compact; null for one that is not read here. */
    static @Nullable HeaderName of(byte[] bytes, int from, int to) {
        int length = to - from;
        for (HeaderName name : ALL) {
            boolean same = length == 1
                    ? lowerCase(bytes[from]) == name.compact
                    : length == name.lower.length && matches(name.lower, bytes, from);
            if (same) {
                return name;
            }
        }
        return null;
    }

    private static boolean matches(byte[] lower, byte[] bytes, int from) {
        for (int i = 0; i < lower.length; i++) {
            if (lowerCase(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
