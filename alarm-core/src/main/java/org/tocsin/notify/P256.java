package org.tocsin.notify;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/** Keys of the curve P-256 as Web Push writes them: a public key as its uncompressed point, 65 bytes. */
final class P256 {
    static final int POINT = 65;
    private static final int SIZE = 32;
    private static final ECParameterSpec CURVE = curve();

    private P256() {}

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(CURVE);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    static byte[] point(KeyPair keys) {
        ECPoint w = ((ECPublicKey) keys.getPublic()).getW();
        byte[] point = new byte[POINT];
        point[0] = 4;
        copy(w.getAffineX(), point, 1);
        copy(w.getAffineY(), point, 1 + SIZE);
        return point;
    }

    /**
     * @throws IllegalArgumentException for what is no point of the curve: with one that is not, a secret could be drawn
     *     out of us
     */
    static ECPublicKey publicKey(byte[] point) {
        if (point.length != POINT || point[0] != 4) {
            throw new IllegalArgumentException("not an uncompressed point");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + SIZE));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + SIZE, POINT));
        BigInteger p = ((ECFieldFp) CURVE.getCurve().getField()).getP();
        BigInteger right = x.multiply(x)
                .add(CURVE.getCurve().getA())
                .multiply(x)
                .add(CURVE.getCurve().getB())
                .mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right)) {
            throw new IllegalArgumentException("not a point of the curve");
        }
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no key", e);
        }
    }

    /** @param scalar the private number, in base64 for addresses */
    static PrivateKey privateKey(String scalar) {
        try {
            BigInteger s = new BigInteger(1, Base64.getUrlDecoder().decode(scalar));
            return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(s, CURVE));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no key", e);
        }
    }

    /** The opposite of {@link #privateKey}. */
    static String scalar(KeyPair keys) {
        byte[] scalar = new byte[SIZE];
        copy(((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS(), scalar, 0);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(scalar);
    }

    static byte[] agree(PrivateKey own, ECPublicKey other) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own);
            agreement.doPhase(other, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("these keys do not agree", e);
        }
    }

    private static void copy(BigInteger number, byte[] to, int at) {
        byte[] bytes = number.toByteArray();
        int from = Math.max(0, bytes.length - SIZE);
        int length = bytes.length - from;
        System.arraycopy(bytes, from, to, at + SIZE - length, length);
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }
}
