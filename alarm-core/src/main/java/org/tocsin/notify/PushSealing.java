package org.tocsin.notify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tocsin.platform.Ids;

/**
 * Encrypts a message to a browser so that the push service between cannot read it: RFC 8291, with the one record of
 * RFC 8188's {@code aes128gcm}. Pure but for its random numbers.
 */
final class PushSealing {
    /** What a push service has to take (RFC 8030 §7.2), less what is around the text. */
    static final int LONGEST = 3_800;

    private static final int RECORD = 4_096;
    private static final int SALT = 16;

    private PushSealing() {}

    /**
     * @param receiver the browser's public key
     * @param authentication the browser's secret, 16 bytes
     */
    static byte[] seal(byte[] text, byte[] receiver, byte[] authentication) {
        return seal(text, receiver, authentication, P256.generate(), Ids.randomBytes(SALT));
    }

    static byte[] seal(byte[] text, byte[] receiver, byte[] authentication, KeyPair sender, byte[] salt) {
        if (text.length > LONGEST) {
            throw new IllegalArgumentException("too long for a push service");
        }
        byte[] point = P256.point(sender);
        byte[] secret = P256.agree(sender.getPrivate(), P256.publicKey(receiver));
        // RFC 8291 §3.4: HKDF with one block each.
        byte[] info = join(ascii("WebPush: info\0"), receiver, point);
        byte[] ikm = expand(mac(authentication, secret), info, 32);
        byte[] prk = mac(salt, ikm);
        byte[] key = expand(prk, ascii("Content-Encoding: aes128gcm\0"), 16);
        byte[] nonce = expand(prk, ascii("Content-Encoding: nonce\0"), 12);
        byte[] sealed = encrypt(key, nonce, join(text, new byte[] {2}));
        byte[] header = ByteBuffer.allocate(SALT + 5 + point.length)
                .put(salt)
                .putInt(RECORD)
                .put((byte) point.length)
                .put(point)
                .array();
        return join(header, sealed);
    }

    private static byte[] encrypt(byte[] key, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private static byte[] expand(byte[] key, byte[] info, int length) {
        return Arrays.copyOf(mac(key, join(info, new byte[] {1})), length);
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
