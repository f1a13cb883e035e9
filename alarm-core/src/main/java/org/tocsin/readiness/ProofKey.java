package org.tocsin.readiness;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Settings;

/** The key that signs proofs (Ed25519, RFC 8032), kept outside the database. */
public final class ProofKey {
    private static final String PEM = "PRIVATE KEY";

    private final PrivateKey secret;
    private final ProofPublicKey open;

    private ProofKey(PrivateKey secret, ProofPublicKey open) {
        this.secret = secret;
        this.open = open;
    }

    /** A new one. */
    public static ProofKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new ProofKey(pair.getPrivate(), ProofPublicKey.of(pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /**
     * As {@link #pem} or {@code openssl genpkey -algorithm ed25519} write it.
     *
     * @throws IllegalArgumentException when it is no PKCS#8 PEM with an Ed25519 key
     */
    public static ProofKey fromPem(String pem) {
        try {
            PrivateKey secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(ProofPublicKey.body(PEM, pem)));
            byte[] seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
            return new ProofKey(secret, openHalf(seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 key in PKCS#8", e);
        }
    }

    /** {@code TOCSIN_PROOF_KEY}; null where it is not set, and a fault where it is no key. */
    public static @Nullable ProofKey from(Settings settings) {
        String pem = settings.text("TOCSIN_PROOF_KEY", "");
        if (pem.isEmpty()) {
            return null;
        }
        try {
            return fromPem(pem);
        } catch (IllegalArgumentException e) {
            settings.fault("TOCSIN_PROOF_KEY must be an Ed25519 key as PKCS#8 PEM");
            return null;
        }
    }

    /** PKCS#8 PEM: a secret. */
    public String pem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret.getEncoded());
        return "-----BEGIN " + PEM + "-----\n" + body + "\n-----END " + PEM + "-----\n";
    }

    /** What others check with. */
    public ProofPublicKey open() {
        return open;
    }

    byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /**
     * The public half. The JDK gives it only together with a new pair, whose secret it takes from its source of random
     * bytes: given the secret for random bytes it makes this very pair, which is checked.
     */
    private static ProofPublicKey openHalf(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
        KeyPair pair = generator.generateKeyPair();
        if (!Arrays.equals(seed, ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow())) {
            throw new GeneralSecurityException("this JDK makes keys in a way we do not know");
        }
        return ProofPublicKey.of(pair.getPublic());
    }

    private static final class Given extends SecureRandom {
        private final transient ByteArrayInputStream bytes;

        Given(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public void nextBytes(byte[] wanted) {
            if (bytes.readNBytes(wanted, 0, wanted.length) < wanted.length) {
                throw new IllegalStateException("asked for more than there is");
            }
        }
    }
}
