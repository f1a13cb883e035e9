package org.tocsin.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The platform's key, kept outside the database. Seals personal secrets (AES-256-GCM) and makes keyed digests
 * (HMAC-SHA-256). Every use has its own key, derived from the master by a label, so that one leak is not all.
 */
public final class Keyring {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] master;
    private final String id;

    private Keyring(byte[] master) {
        this.master = master.clone();
        this.id = HexFormat.of().formatHex(mac(derive("key-id"), "id".getBytes(StandardCharsets.UTF_8)), 0, 4);
    }

    /**
     * @param hex the master key, 64 hexadecimal digits (256 bits)
     * @throws IllegalArgumentException when it is anything else
     */
    public static Keyring fromHex(String hex) {
        byte[] key = HexFormat.of().parseHex(hex.strip());
        if (key.length != 32) {
            throw new IllegalArgumentException("the secret key must be 64 hexadecimal digits");
        }
        return new Keyring(key);
    }

    /** {@code TOCSIN_SECRET_KEY}; null, and a fault, where it is missing or no key. */
    public static @Nullable Keyring from(Settings settings) {
        String hex = settings.required("TOCSIN_SECRET_KEY");
        if (hex.isEmpty()) {
            return null;
        }
        try {
            return fromHex(hex);
        } catch (IllegalArgumentException e) {
            settings.fault("TOCSIN_SECRET_KEY must be 64 hexadecimal digits");
            return null;
        }
    }

    /** Names this key beside what it sealed; says nothing about the key itself. */
    public String id() {
        return id;
    }

    /** Encrypts and authenticates; the same text gives other bytes each time. */
    public byte[] seal(String purpose, byte[] plain) {
        byte[] nonce = Ids.randomBytes(NONCE_BYTES);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce, plain);
        return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /**
     * The opposite of {@link #seal}.
     *
     * @throws IllegalStateException when the bytes were altered or sealed under another key or purpose
     */
    public byte[] open(String purpose, byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, purpose, nonce, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    /** HMAC-SHA-256 under this purpose's key. */
    public byte[] digest(String purpose, byte[] text) {
        return mac(derive(purpose), text);
    }

    private byte[] derive(String purpose) {
        return mac(master, purpose.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] cipher(int mode, String purpose, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(derive(purpose), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealed text cannot be read with this key", e);
        }
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
}
