package org.tocsin.gateway;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Settings;

/**
 * TLS 1.2 and 1.3 towards home units, the same for every protocol: our certificate, and whose certificates of units are
 * believed. BoringSSL does the work where its library loads, otherwise the JDK's own engine.
 *
 * <p>Where a certificate is required, a wrong one ends the handshake. Where it is optional, a wrong one counts as none:
 * a fleet whose certificates ran out over night must still be heard, as units that have proved nothing.
 */
public final class DeviceTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final int HANDSHAKE_SECONDS = 10;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final ClientCertificate clientCertificate;
    private final @Nullable X509TrustManager authority;

    /** What a unit must show. */
    public enum ClientCertificate {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    private DeviceTls(
            PrivateKey key,
            List<X509Certificate> chain,
            ClientCertificate clientCertificate,
            @Nullable X509TrustManager authority) {
        this.key = key;
        this.chain = chain;
        this.clientCertificate = clientCertificate;
        this.authority = authority;
    }

    /** What is configured; empty without a certificate, and nothing listens for TLS then. Faults go to the settings. */
    public static Optional<DeviceTls> from(Settings settings) {
        PemFiles pem = new PemFiles(settings);
        List<X509Certificate> chain = pem.certificates("TOCSIN_TLS_CERTIFICATE");
        List<X509Certificate> authorities = pem.certificates("TOCSIN_TLS_CLIENT_AUTHORITY");
        ClientCertificate wanted = wanted(settings, !authorities.isEmpty());
        if (chain.isEmpty()) {
            if (settings.optional("TOCSIN_TLS_CERTIFICATE").isEmpty()
                    && settings.optional("TOCSIN_TLS_KEY").isPresent()) {
                settings.fault("TOCSIN_TLS_KEY is set, TOCSIN_TLS_CERTIFICATE is not");
            }
            return Optional.empty();
        }
        settings.required("TOCSIN_TLS_KEY");
        if (wanted != ClientCertificate.NONE && authorities.isEmpty()) {
            settings.fault("TOCSIN_TLS_CLIENT_CERTIFICATE " + wanted.name().toLowerCase(Locale.ROOT)
                    + " needs TOCSIN_TLS_CLIENT_AUTHORITY");
        }
        return pem.key("TOCSIN_TLS_KEY", chain.get(0))
                .map(key -> new DeviceTls(
                        key, chain, wanted, wanted == ClientCertificate.NONE ? null : trusting(authorities)));
    }

    public ClientCertificate clientCertificate() {
        return clientCertificate;
    }

    /** When our own certificate, or one it rests on, runs out. */
    public Instant runsOut() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** True where BoringSSL does the work. */
    public static boolean isNative() {
        return OpenSsl.isAvailable();
    }

    /** Makes a server of Vert.x speak TLS only. */
    public void secure(NetServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(keyManager()))
                .setSslEngineOptions(isNative() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions())
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(Arrays.asList(VERSIONS)))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        if (authority != null) {
            options.setTrustOptions(TrustOptions.wrap(atHandshake(authority)))
                    .setClientAuth(
                            clientCertificate == ClientCertificate.REQUIRED
                                    ? io.vertx.core.http.ClientAuth.REQUIRED
                                    : io.vertx.core.http.ClientAuth.REQUEST);
        }
    }

    /** For a server of Netty's. */
    public SslContext context() throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                .sslProvider(isNative() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols(VERSIONS);
        if (authority != null) {
            builder.trustManager(atHandshake(authority))
                    .clientAuth(
                            clientCertificate == ClientCertificate.REQUIRED ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    /** The unit a connection's certificate names; empty where it has none, none of a known authority, or none of digits. */
    public Optional<String> cid(SSLSession session) {
        return names(session).cid();
    }

    /** Every name in a connection's certificate; none where a known authority does not vouch for it today. */
    public CertificateNames names(SSLSession session) {
        if (authority == null) {
            return CertificateNames.NONE;
        }
        try {
            X509Certificate[] shown = Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            authority.checkClientTrusted(shown, shown[0].getPublicKey().getAlgorithm());
            return CertificateNames.of(shown[0]);
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            return CertificateNames.NONE;
        }
    }

    private X509TrustManager atHandshake(X509TrustManager known) {
        return clientCertificate == ClientCertificate.REQUIRED ? known : new AskedLater(known);
    }

    private X509KeyManager keyManager() {
        try {
            char[] password = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("tocsin", key, password, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
            factory.init(store, password);
            return (X509KeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("the JDK cannot hold the certificate", e);
        }
    }

    private static ClientCertificate wanted(Settings settings, boolean authorityGiven) {
        String usual = authorityGiven ? "optional" : "none";
        String text = settings.text("TOCSIN_TLS_CLIENT_CERTIFICATE", usual);
        Set<String> known = Set.of("none", "optional", "required");
        if (!known.contains(text)) {
            settings.fault("TOCSIN_TLS_CLIENT_CERTIFICATE must be none, optional or required");
            return ClientCertificate.NONE;
        }
        return ClientCertificate.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static X509TrustManager trusting(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate each : authorities) {
                store.setCertificateEntry("authority-" + store.size(), each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("the JDK cannot hold the authorities", e);
        }
    }
}
