package org.tocsin.gateway.scaip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An algorithm of RFC 8760 as a unit written by hand reckons with it. */
enum HandDigest {
    MD5("MD5"),
    SHA_256("SHA-256");

    final String wire;

    HandDigest(String wire) {
        this.wire = wire;
    }

    /**
     * The Authorization header that answers this 401.
     *
     * @param count null for a unit that knows no quality of protection
     */
    String authorization(String method, String challenge, String user, String secret, @Nullable String count)
            throws Exception {
        String nonce = parameter(challenge, "nonce");
        String realm = parameter(challenge, "realm");
        String uri = "sip:127.0.0.1:5060";
        String ha1 = hash(user + ":" + realm + ":" + secret);
        String ha2 = hash(method + ":" + uri);
        String head = "Authorization: Digest username=\"" + user + "\",realm=\"" + realm + "\",nonce=\"" + nonce
                + "\",uri=\"" + uri + "\",algorithm=" + wire + ",";
        if (count == null) {
            return head + "response=\"" + hash(ha1 + ":" + nonce + ":" + ha2) + "\"\r\n";
        }
        String response = hash(ha1 + ":" + nonce + ":" + count + ":abc:auth:" + ha2);
        return head + "response=\"" + response + "\",qop=auth,nc=" + count + ",cnonce=\"abc\"\r\n";
    }

    private static String parameter(String challenge, String name) {
        Matcher value = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
        return value.find() ? value.group(1) : "";
    }

    private String hash(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(wire).digest(text.getBytes(UTF_8)));
    }
}
