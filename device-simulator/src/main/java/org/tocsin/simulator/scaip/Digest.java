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

/** HTTP digest as SIP uses it: MD5, with or without qop auth (RFC 2617 §3.2.2, RFC 3261 §22.4). */
final class Digest {
    private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,]+))");

    private Digest() {}

    /** What the platform asks for in a 401. */
    record Challenge(String realm, String nonce, boolean qop, String opaque) {
        static Optional<Challenge> read(String header) {
            if (!header.regionMatches(true, 0, "Digest ", 0, 7)) {
                return Optional.empty();
            }
            String realm = "";
            String nonce = "";
            String opaque = "";
            boolean qop = false;
            Matcher matcher = PARAMETER.matcher(header.substring(7));
            while (matcher.find()) {
                String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                switch (matcher.group(1)) {
                    case "realm" -> realm = value;
                    case "nonce" -> nonce = value;
                    case "opaque" -> opaque = value;
                    case "qop" -> qop = List.of(value.split("\\s*,\\s*", -1)).contains("auth");
                    default -> {}
                }
            }
            return nonce.isEmpty() ? Optional.empty() : Optional.of(new Challenge(realm, nonce, qop, opaque));
        }
    }

    /** @param count how often this nonce has been used, this time included; left out where qop is not asked for */
    static String authorization(
            Challenge challenge, String user, String secret, String uri, int count, String clientNonce) {
        String ha1 = md5(user + ':' + challenge.realm() + ':' + secret);
        String ha2 = md5("MESSAGE:" + uri);
        StringBuilder text = new StringBuilder(300);
        text.append("Digest username=\"").append(user).append("\", realm=\"").append(challenge.realm());
        text.append("\", nonce=\"")
                .append(challenge.nonce())
                .append("\", uri=\"")
                .append(uri)
                .append("\", response=\"");
        if (challenge.qop()) {
            String nc = String.format(Locale.ROOT, "%08x", count);
            text.append(md5(ha1 + ':' + challenge.nonce() + ':' + nc + ':' + clientNonce + ":auth:" + ha2));
            text.append("\", qop=auth, nc=").append(nc).append(", cnonce=\"").append(clientNonce);
        } else {
            text.append(md5(ha1 + ':' + challenge.nonce() + ':' + ha2));
        }
        text.append("\", algorithm=MD5");
        if (!challenge.opaque().isEmpty()) {
            text.append(", opaque=\"").append(challenge.opaque()).append('"');
        }
        return text.toString();
    }

    private static String md5(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
