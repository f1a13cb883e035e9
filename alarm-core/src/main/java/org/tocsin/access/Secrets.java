package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tocsin.platform.Ids;

/** Random tokens and what is kept of them: a hash is enough, for 256 random bits cannot be guessed. */
final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    /** 256 random bits as 43 characters that need no escaping anywhere. */
    static String random() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.randomBytes(BYTES));
    }

    /**
     * Those of these tokens whose hash the question gives back.
     *
     * @param ask for an array of hashes, rows with those that are valid
     */
    static Future<Set<String>> stillValid(Collection<String> tokens, Function<Buffer[], Future<RowSet<Row>>> ask) {
        Map<Buffer, String> byHash = tokens.stream()
                .distinct()
                .collect(Collectors.toMap(token -> Buffer.buffer(hash(token)), token -> token));
        return ask.apply(byHash.keySet().toArray(Buffer[]::new)).map(rows -> {
            Set<String> valid = new HashSet<>();
            rows.forEach(row -> valid.add(byHash.get(row.getBuffer(0))));
            return valid;
        });
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
