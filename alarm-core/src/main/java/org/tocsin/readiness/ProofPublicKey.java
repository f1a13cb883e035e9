package org.tocsin.readiness;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The half of a proof key that everybody may have.
 *
 * @param id the first 16 hexadecimal digits of the SHA-256 of its X.509 encoding
 */
public record ProofPublicKey(String id, PublicKey key) {
    private static final String NAME = "PUBLIC KEY";
    private static final int SIGNATURE_BYTES = 64;

    static ProofPublicKey of(PublicKey key) {
        return new ProofPublicKey(Hashes.hex(Hashes.sha256(key.getEncoded())).substring(0, 16), key);
    }

    /**
     * From its X.509 encoding.
     *
     * @throws IllegalArgumentException when it is no Ed25519 key
     */
    public static ProofPublicKey of(byte[] encoded) {
        try {
            return of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not an Ed25519 public key", e);
        }
    }

    /**
     * Every public key in a PEM file, one after another.
     *
     * @throws IllegalArgumentException when there is none, or one is no Ed25519 key
     */
    public static List<ProofPublicKey> fromPem(String pem) {
        List<ProofPublicKey> keys = new ArrayList<>();
        Matcher blocks = block(NAME).matcher(pem);
        while (blocks.find()) {
            keys.add(of(Base64.getMimeDecoder().decode(blocks.group(1))));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no public key in it");
        }
        return keys;
    }

    /** X.509 PEM. */
    public String pem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN " + NAME + "-----\n" + body + "\n-----END " + NAME + "-----\n";
    }

    /** True when these bytes were signed with the other half. */
    boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            // The JDK would pass over what is too much.
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Not even the shape of a signature.
            return false;
        }
    }

    static byte[] body(String name, String pem) {
        Matcher block = block(name).matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("no PEM block " + name);
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }

    private static Pattern block(String name) {
        return Pattern.compile("-----BEGIN " + name + "-----([A-Za-z0-9+/=\\s]+)-----END " + name + "-----");
    }
}
