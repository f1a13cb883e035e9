package org.tocsin.notify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.platform.Keyring;

/** The signed link under which somebody without a sign-in answers one callout: its id and a keyed digest of it. */
public final class AnswerLink {
    private static final String PURPOSE = "callout-answer";
    private static final int ID = 16;
    private static final int DIGEST = 16;

    private AnswerLink() {}

    /** 43 characters that go into an address as they are. */
    public static String token(Keyring keyring, UUID calloutId) {
        byte[] id = ByteBuffer.allocate(ID)
                .putLong(calloutId.getMostSignificantBits())
                .putLong(calloutId.getLeastSignificantBits())
                .array();
        byte[] token = Arrays.copyOf(id, ID + DIGEST);
        System.arraycopy(keyring.digest(PURPOSE, id), 0, token, ID, DIGEST);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The callout it was signed for; empty for anything else. */
    public static Optional<UUID> read(Keyring keyring, String token) {
        if (!token.matches("[A-Za-z0-9_-]{43}")) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            boolean ours = MessageDigest.isEqual(
                    token(keyring, id).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.US_ASCII));
            return ours ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
