package org.tocsin.gateway;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority that lives as long as one test: for the gateway's certificate and those of units. */
public final class TestAuthority {
    private static final char[] NO_PASSWORD = {};

    private final X509Bundle root;

    private TestAuthority(X509Bundle root) {
        this.root = root;
    }

    public static TestAuthority create(String name) {
        try {
            return new TestAuthority(fresh().subject("CN=" + name)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a server on this machine. */
    public X509Bundle gateway() {
        return issue(fresh().subject("CN=localhost").addSanDnsName("localhost").addSanIpAddress("127.0.0.1"));
    }

    /** For a unit of this name. */
    public X509Bundle unit(String commonName) {
        return issue(fresh().subject("CN=" + commonName));
    }

    /** For a unit of this name, run out yesterday. */
    public X509Bundle expiredUnit(String commonName) {
        return issue(fresh().subject("CN=" + commonName).notAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    }

    public X509Bundle issue(CertificateBuilder wanted) {
        try {
            return wanted.buildIssuedBy(root);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Quick to make. */
    public static CertificateBuilder fresh() {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .notBefore(now.minus(3, ChronoUnit.DAYS))
                .notAfter(now.plus(3, ChronoUnit.DAYS));
    }

    /** This authority's certificate as PEM. */
    public String pem() {
        return root.getCertificatePEM();
    }

    /** What a gateway is told so that it speaks TLS on free ports and believes this authority's units. */
    public Map<String, String> settings(Path directory, String clientCertificate) {
        Map<String, String> settings = new HashMap<>(settings(clientCertificate));
        for (String pem : List.of("TOCSIN_TLS_CERTIFICATE", "TOCSIN_TLS_KEY", "TOCSIN_TLS_CLIENT_AUTHORITY")) {
            settings.compute(pem, (name, text) -> file(directory, name, Objects.requireNonNull(text)));
        }
        return settings;
    }

    /** The same with the certificates themselves instead of their files. */
    public Map<String, String> settings(String clientCertificate) {
        X509Bundle server = gateway();
        return Map.of(
                "TOCSIN_TLS_CERTIFICATE",
                server.getCertificatePathPEM(),
                "TOCSIN_TLS_KEY",
                server.getPrivateKeyPEM(),
                "TOCSIN_TLS_CLIENT_AUTHORITY",
                pem(),
                "TOCSIN_TLS_CLIENT_CERTIFICATE",
                clientCertificate,
                "TOCSIN_SIP_TLS_PORT",
                "0",
                "TOCSIN_MQTT_TLS_PORT",
                "0");
    }

    /**
     * For a client that believes this authority.
     *
     * @param own what it shows of itself; null for nothing
     */
    public SSLContext client(@Nullable X509Bundle own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(
                                    root.getCertificate().getEncoded())));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(own), NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a text into a file of this directory; gives its path. */
    public static String file(Path directory, String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore store(@Nullable X509Bundle own) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            store.setKeyEntry("own", own.getKeyPair().getPrivate(), NO_PASSWORD, own.getCertificatePath());
        }
        return store;
    }
}
