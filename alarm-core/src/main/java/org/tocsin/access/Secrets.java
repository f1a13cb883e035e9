package org.tocsin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.tocsin.platform.Ids;

/** Random tokens and what is kept of them: a hash is enough, for 256 random bits cannot be guessed. */
final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    /** 256 random bits as 43 characters that need no escaping anywhere. */
    static String random() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.randomBytes(BYTES));
    }

    /** SHA-256 of the token: what the database keeps. */
    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
