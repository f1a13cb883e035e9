package org.tocsin.unit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/**
 * How a unit proves itself. The secret has at least 128 random bits, so an HMAC is enough to keep an MQTT password;
 * SIP digest needs the secret itself, so that one is kept encrypted.
 */
public record Credential(
        Authentication authentication,
        byte @Nullable [] secretHmac,
        byte @Nullable [] secretSealed,
        @Nullable String keyId) {
    private static final String MQTT = "unit-password";
    private static final String DIGEST = "unit-digest";

    /** Stored by name. */
    public enum Authentication {
        PASSWORD,
        DIGEST,
        NONE
    }

    /** A unit that cannot prove itself. */
    public static Credential none() {
        return new Credential(Authentication.NONE, null, null, null);
    }

    /** Keeps this secret in the way its kind of authentication needs. */
    public static Credential of(Authentication authentication, String secret, Keyring keyring) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return switch (authentication) {
            case NONE -> none();
            case PASSWORD -> new Credential(authentication, keyring.digest(MQTT, bytes), null, keyring.id());
            case DIGEST -> new Credential(authentication, null, keyring.seal(DIGEST, bytes), keyring.id());
        };
    }

    /** A new secret of 160 random bits. */
    public static String newSecret() {
        return HexFormat.of().formatHex(Ids.randomBytes(20));
    }

    /** True when this password is the unit's; takes the same time whatever differs. */
    public boolean matchesPassword(String password, Keyring keyring) {
        byte[] digest = keyring.digest(MQTT, password.getBytes(StandardCharsets.UTF_8));
        return secretHmac != null && MessageDigest.isEqual(digest, secretHmac);
    }

    /** The secret itself, for the SIP digest; null when the unit has none. */
    public @Nullable String digestSecret(Keyring keyring) {
        return secretSealed == null ? null : new String(keyring.open(DIGEST, secretSealed), StandardCharsets.UTF_8);
    }
}
