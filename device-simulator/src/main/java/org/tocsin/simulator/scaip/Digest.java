package org.tocsin.simulator.scaip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP digest as SIP uses it: MD5 or SHA-256, with or without qop auth (RFC 2617 §3.2.2, RFC 3261 §22.4, RFC 8760 §2).
 */
public final class Digest {
    private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,]+))");

    private Digest() {}

    /**
     * What the platform asks for in a 401.
     *
     * @param algorithm {@code MD5} or {@code SHA-256}
     * @param stale the nonce was too old, the password was not looked at
     */
    public record Challenge(String realm, String nonce, boolean qop, String opaque, String algorithm, boolean stale) {
        /** The first challenge we can answer: a platform names the one it prefers first (RFC 8760 §2.4). */
        public static Optional<Challenge> first(List<String> headers) {
            return headers.stream()
                    .map(Challenge::read)
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        static Optional<Challenge> read(String header) {
            if (!header.regionMatches(true, 0, "Digest ", 0, 7)) {
                return Optional.empty();
            }
            String algorithm = "MD5";
            boolean stale = false;
            String realm = "";
            String nonce = "";
            String opaque = "";
            boolean qop = false;
            Matcher matcher = PARAMETER.matcher(header.substring(7));
            while (matcher.find()) {
                String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
                    case "realm" -> realm = value;
                    case "nonce" -> nonce = value;
                    case "opaque" -> opaque = value;
                    case "qop" -> qop = List.of(value.split("\\s*,\\s*", -1)).contains("auth");
                    case "algorithm" -> algorithm = value.toUpperCase(Locale.ROOT);
                    case "stale" -> stale = value.equalsIgnoreCase("true");
                    default -> {}
                }
            }
            boolean ours = algorithm.equals("MD5") || algorithm.equals("SHA-256");
            return nonce.isEmpty() || !ours
                    ? Optional.empty()
                    : Optional.of(new Challenge(realm, nonce, qop, opaque, algorithm, stale));
        }
    }

    /**
     * Who proves it, and for what.
     *
     * @param count how often this nonce has been used, this time included; left out where qop is not asked for
     */
    public record Proof(String user, String secret, String method, String uri, int count, String clientNonce) {
        @Override
        public String toString() {
            return "Proof[user=" + user + ", method=" + method + ", uri=" + uri + "]";
        }
    }

    /** The value of an Authorization header. */
    public static String authorization(Challenge challenge, Proof proof) {
        String ha1 = hash(challenge, proof.user() + ':' + challenge.realm() + ':' + proof.secret());
        String ha2 = hash(challenge, proof.method() + ':' + proof.uri());
        StringBuilder text = new StringBuilder(300);
        text.append("Digest username=\"").append(proof.user());
        text.append("\", realm=\"").append(challenge.realm());
        text.append("\", nonce=\"").append(challenge.nonce());
        text.append("\", uri=\"").append(proof.uri()).append("\", response=\"");
        if (challenge.qop()) {
            String nc = String.format(Locale.ROOT, "%08x", proof.count());
            String counted = ':' + nc + ':' + proof.clientNonce() + ":auth:";
            text.append(hash(challenge, ha1 + ':' + challenge.nonce() + counted + ha2));
            text.append("\", qop=auth, nc=").append(nc).append(", cnonce=\"").append(proof.clientNonce());
        } else {
            text.append(hash(challenge, ha1 + ':' + challenge.nonce() + ':' + ha2));
        }
        text.append("\", algorithm=").append(challenge.algorithm());
        if (!challenge.opaque().isEmpty()) {
            text.append(", opaque=\"").append(challenge.opaque()).append('"');
        }
        return text.toString();
    }

    private static String hash(Challenge challenge, String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance(challenge.algorithm()).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5 and SHA-256", e);
        }
    }
}
