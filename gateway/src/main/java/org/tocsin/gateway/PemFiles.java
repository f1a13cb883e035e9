package org.tocsin.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.tocsin.platform.Settings;

/** Reads certificates and keys as PEM: a setting names a file, or holds the text itself. Faults go to the settings. */
public final class PemFiles {
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private final Settings settings;

    public PemFiles(Settings settings) {
        this.settings = settings;
    }

    /** The certificates in order; empty where the setting is absent or wrong. */
    public List<X509Certificate> certificates(String name) {
        return text(name).map(text -> certificates(name, text)).orElse(List.of());
    }

    /** The key that belongs to this certificate. */
    public Optional<PrivateKey> key(String name, X509Certificate certificate) {
        return text(name).flatMap(text -> key(name, text, certificate.getPublicKey()));
    }

    private List<X509Certificate> certificates(String name, String text) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> found =
                    factory.generateCertificates(new ByteArrayInputStream(text.getBytes(US_ASCII))).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                settings.fault(name + " holds no certificate");
            }
            return found;
        } catch (CertificateException e) {
            settings.fault(name + " is no PEM certificate");
            return List.of();
        }
    }

    private Optional<PrivateKey> key(String name, String text, PublicKey counterpart) {
        int from = text.indexOf(BEGIN_KEY);
        int to = text.indexOf(END_KEY);
        if (from < 0 || to < from) {
            settings.fault(name + " is no unencrypted PKCS#8 key in PEM (openssl pkcs8 -topk8 -nocrypt makes one)");
            return Optional.empty();
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(from + BEGIN_KEY.length(), to));
            PrivateKey key = KeyFactory.getInstance(counterpart.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (belongTogether(key, counterpart)) {
                return Optional.of(key);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // said below
        }
        settings.fault(name + " is not the key of the certificate");
        return Optional.empty();
    }

    private static boolean belongTogether(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        byte[] sample = "sample".getBytes(US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(sample);
        return signature.verify(signed);
    }

    private Optional<String> text(String name) {
        Optional<String> value = settings.optional(name);
        if (value.isEmpty() || value.get().startsWith("-----BEGIN")) {
            return value;
        }
        try {
            return Optional.of(Files.readString(Path.of(value.get()), US_ASCII));
        } catch (IOException | IllegalArgumentException e) {
            settings.fault(name + " cannot be read: " + value.get());
            return Optional.empty();
        }
    }
}
