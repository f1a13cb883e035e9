package org.tocsin.gateway.bridge;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.PemFiles;
import org.tocsin.platform.Settings;

/**
 * The broker of a fleet, and how we share its messages with our other gateways.
 *
 * @param group name of the shared subscription: the gateways of one group share the fleet's messages
 * @param trusted the broker lets a unit publish only below its own {@code tc/1/{service}/{cid}/up/}; otherwise nobody
 *     behind it has proved who they are
 * @param inFlight most messages of one connection that may wait for their commit (MQTT 5's Receive Maximum)
 * @param keepSession how long the broker keeps what is ours while we are away (MQTT 5's Session Expiry)
 */
public record BridgeConfig(Broker broker, String group, boolean trusted, int inFlight, Duration keepSession) {
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final char[] NO_PASSWORD = {};

    /**
     * A repeat is recognised for 24 h; what the broker gave back later would open alarms that are long over.
     */
    private static final int LONGEST_SESSION_SECONDS = 86_400;

    /**
     * Where the broker is and how we prove to it who we are.
     *
     * @param uri {@code tcp://host:port} or {@code ssl://host:port}
     * @param host its name, stands for the address of the units behind it
     * @param tls null without TLS
     */
    public record Broker(
            String uri,
            String host,
            @Nullable String user,
            @Nullable String password,
            @Nullable SSLContext tls) {
        /** Without the password. */
        @Override
        public String toString() {
            return uri;
        }
    }

    /** Empty without {@code TOCSIN_BRIDGE_URL}; faults go to the settings. */
    public static Optional<BridgeConfig> from(Settings settings) {
        Optional<String> url = settings.optional("TOCSIN_BRIDGE_URL");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (settings.optional("TOCSIN_GATEWAY_ID").isEmpty()) {
            settings.fault("TOCSIN_GATEWAY_ID must be set where TOCSIN_BRIDGE_URL is: the broker keeps what is ours"
                    + " under this name, so it must be the same after each start and another for each gateway");
        }
        String group = settings.text("TOCSIN_BRIDGE_GROUP", "tocsin");
        if (!GROUP.matcher(group).matches()) {
            settings.fault("TOCSIN_BRIDGE_GROUP must be letters, digits, dots, hyphens and underscores, at most 64");
        }
        String acl = settings.text("TOCSIN_BRIDGE_ACL", "open");
        if (!acl.equals("trusted") && !acl.equals("open")) {
            settings.fault("TOCSIN_BRIDGE_ACL must be trusted or open");
        }
        Broker broker = broker(settings, url.get());
        return Optional.of(new BridgeConfig(
                broker,
                group,
                acl.equals("trusted"),
                settings.number("TOCSIN_BRIDGE_IN_FLIGHT", 256, 1, 10_000),
                Duration.ofSeconds(
                        settings.number("TOCSIN_BRIDGE_SESSION_SECONDS", 3_600, 60, LONGEST_SESSION_SECONDS))));
    }

    private static Broker broker(Settings settings, String url) {
        @Nullable SSLContext tls = tls(settings);
        String user = settings.optional("TOCSIN_BRIDGE_USER").orElse(null);
        String password = settings.optional("TOCSIN_BRIDGE_PASSWORD").orElse(null);
        try {
            URI uri = URI.create(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            boolean secure = scheme.equals("mqtts");
            if (host != null
                    && (secure || scheme.equals("mqtt"))
                    && uri.getRawPath().isEmpty()) {
                int port = uri.getPort() > 0 ? uri.getPort() : secure ? 8883 : 1883;
                String where = (secure ? "ssl://" : "tcp://") + host + ":" + port;
                return new Broker(where, host, user, password, secure ? tls : null);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        settings.fault("TOCSIN_BRIDGE_URL must be mqtt://host:port or mqtts://host:port");
        return new Broker("tcp://localhost:1883", "localhost", null, null, null);
    }

    /** Whom we believe, and what we show of ourselves; without an authority, those this machine's Java believes. */
    private static SSLContext tls(Settings settings) {
        PemFiles files = new PemFiles(settings);
        List<X509Certificate> authority = files.certificates("TOCSIN_BRIDGE_AUTHORITY");
        List<X509Certificate> own = files.certificates("TOCSIN_BRIDGE_CERTIFICATE");
        Optional<PrivateKey> key = own.isEmpty() ? Optional.empty() : files.key("TOCSIN_BRIDGE_KEY", own.get(0));
        if (!own.isEmpty() && settings.optional("TOCSIN_BRIDGE_KEY").isEmpty()) {
            settings.fault("TOCSIN_BRIDGE_KEY must be set where TOCSIN_BRIDGE_CERTIFICATE is");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (key.isPresent()) {
                store.setKeyEntry("own", key.get(), NO_PASSWORD, own.toArray(X509Certificate[]::new));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(authority), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has PKCS#12 and TLS", e);
        }
    }

    private static TrustManager @Nullable [] trust(List<X509Certificate> authority)
            throws GeneralSecurityException, IOException {
        if (authority.isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : authority) {
            store.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
