package org.tocsin.unit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/**
 * How a unit proves itself. The secret has at least 128 random bits, so an HMAC is enough to keep an MQTT password;
 * SIP digest needs the secret itself, so that one is kept encrypted.
 *
 * @param addresses from where a unit without a secret is believed
 * @param certificateName in lower case, the name in the unit's certificate where that is not its cid
 */
public record Credential(
        Authentication authentication,
        byte @Nullable [] secretHmac,
        byte @Nullable [] secretSealed,
        @Nullable String keyId,
        AllowedAddresses addresses,
        @Nullable String certificateName) {
    private static final String MQTT = "unit-password";
    private static final String DIGEST = "unit-digest";

    /** Stored by name. */
    public enum Authentication {
        PASSWORD,
        DIGEST,
        /** By a client certificate over TLS. */
        CERTIFICATE,
        /** Nothing but the address it calls from, where addresses are on file. */
        NONE;

        /** True where there is a secret that the unit must know. */
        public boolean hasSecret() {
            return this == PASSWORD || this == DIGEST;
        }
    }

    /** A unit that cannot prove itself. */
    public static Credential none() {
        return none(AllowedAddresses.ANY);
    }

    /** A unit that is believed when it calls from one of these addresses. */
    public static Credential none(AllowedAddresses addresses) {
        return new Credential(Authentication.NONE, null, null, null, addresses, null);
    }

    /**
     * A unit with a client certificate.
     *
     * @param name in the certificate; null where that is the cid
     */
    public static Credential certificate(@Nullable String name) {
        String lower = name == null ? null : name.toLowerCase(Locale.ROOT);
        return new Credential(Authentication.CERTIFICATE, null, null, null, AllowedAddresses.ANY, lower);
    }

    /**
     * Keeps this secret in the way its kind of authentication needs.
     *
     * @throws IllegalArgumentException for a kind without a secret
     */
    public static Credential of(Authentication authentication, String secret, Keyring keyring) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return switch (authentication) {
            case NONE, CERTIFICATE -> throw new IllegalArgumentException(authentication + " has no secret");
            case PASSWORD -> withSecret(authentication, keyring.digest(MQTT, bytes), null, keyring);
            case DIGEST -> withSecret(authentication, null, keyring.seal(DIGEST, bytes), keyring);
        };
    }

    private static Credential withSecret(
            Authentication authentication, byte @Nullable [] hmac, byte @Nullable [] sealed, Keyring keyring) {
        return new Credential(authentication, hmac, sealed, keyring.id(), AllowedAddresses.ANY, null);
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

    /** The name that must stand in the certificate of the unit with this cid; letters in lower case. */
    public String nameInCertificate(String cid) {
        return certificateName == null ? cid : certificateName;
    }

    /** The secret itself, for the SIP digest; null when the unit has none. */
    public @Nullable String digestSecret(Keyring keyring) {
        return secretSealed == null ? null : new String(keyring.open(DIGEST, secretSealed), StandardCharsets.UTF_8);
    }
}
