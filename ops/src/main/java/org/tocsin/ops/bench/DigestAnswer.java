package org.tocsin.ops.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A unit's second try after a challenge (RFC 7616).
 *
 * @param algorithm MD5 or SHA-256: the challenge of the receiver's that is answered
 * @param secret shared by all units of the bench
 */
record DigestAnswer(String algorithm, String secret) {
    private static final String URI = "sip:alarm@127.0.0.1";

    /** The message again, with the credentials this 401 asks for. */
    byte[] to(byte[] message, String challenge, long cid) {
        String line = challenge
                .lines()
                .filter(each -> each.startsWith("WWW-Authenticate:")
                        && algorithmOf(each).equals(algorithm))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no challenge for " + algorithm));
        String realm = quoted(line, "realm");
        String nonce = quoted(line, "nonce");
        String first = hash(cid + ":" + realm + ":" + secret);
        String second = hash("MESSAGE:" + URI);
        String response = hash(first + ":" + nonce + ":00000001:0a4f113b:auth:" + second);
        String credentials = "Authorization: Digest username=\"" + cid + "\", realm=\"" + realm + "\", nonce=\"" + nonce
                + "\", uri=\"" + URI + "\", response=\"" + response + "\", algorithm=" + algorithm
                + ", cnonce=\"0a4f113b\", qop=auth, nc=00000001\r\n";
        return new String(message, StandardCharsets.ISO_8859_1)
                .replace(";rport", "d;rport")
                .replace("CSeq: 1 ", credentials + "CSeq: 2 ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String algorithmOf(String line) {
        int at = line.indexOf("algorithm=");
        return at < 0 ? "MD5" : line.substring(at + "algorithm=".length()).split("[,\\s]", 2)[0];
    }

    private static String quoted(String line, String name) {
        int from = line.indexOf(name + "=\"") + name.length() + 2;
        return line.substring(from, line.indexOf('"', from));
    }

    private String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
