package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What a digest may be calculated with (RFC 8760 §2.2); the better one first. */
enum DigestAlgorithm {
    SHA_256("SHA-256"),
    MD5("MD5");

    private final String wire;

    DigestAlgorithm(String wire) {
        this.wire = wire;
    }

    /** As it stands in a header, and as the JDK calls it. */
    String wire() {
        return wire;
    }

    /** Without a name it is MD5 (RFC 7616 §3.3); empty for one that was not offered. */
    static Optional<DigestAlgorithm> named(String name) {
        for (DigestAlgorithm each : values()) {
            if (each.wire.equalsIgnoreCase(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(wire).digest(text.getBytes(ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + wire, e);
        }
    }
}
