package org.tocsin.speech;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.tocsin.platform.Keyring;

/**
 * A word of a signal's own in the number its unit calls, so that the call leads to the alarm. The same on every gateway
 * and not to be guessed: eighty bits of a keyed digest of the signal's id, letters and digits that can be read aloud.
 */
final class SpeechToken {
    private static final char[] SPOKEN = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 16;

    private SpeechToken() {}

    static String of(Keyring keyring, UUID signalId) {
        byte[] id = ByteBuffer.allocate(16)
                .putLong(signalId.getMostSignificantBits())
                .putLong(signalId.getLeastSignificantBits())
                .array();
        byte[] digest = keyring.digest("speech-token", id);
        StringBuilder token = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            token.append(SPOKEN[digest[i] & 31]);
        }
        return token.toString();
    }
}
