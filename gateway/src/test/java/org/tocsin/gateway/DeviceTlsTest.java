package org.tocsin.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.platform.Settings;

/** Whose certificate is believed, and what a wrong setting is answered. */
class DeviceTlsTest {
    static final TestAuthority AUTHORITY = TestAuthority.create("makers of units");
    static final TestAuthority STRANGER = TestAuthority.create("somebody else");
    static final String NOBODY = "nobody";

    static Vertx vertx;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        TestGateway.await(vertx.close());
    }

    @Test
    void boring_ssl_loads_on_linux() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        assertThat(DeviceTls.isNative() || !linux).isTrue();
    }

    @ParameterizedTest(name = "RX-30 {0}")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void both_versions_and_the_cid_of_the_certificate(String version) throws IOException {
        assertThat(seen("required", AUTHORITY.unit("12345678"), version)).isEqualTo("12345678");
    }

    @ParameterizedTest(name = "RX-30 {0}")
    @MethodSource("wrongCertificates")
    void where_a_certificate_is_required_a_wrong_one_ends_the_handshake(String what, @Nullable X509Bundle own) {
        assertThatThrownBy(() -> seen("required", own, "TLSv1.2")).as(what).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> seen("required", own, "TLSv1.3")).as(what).isInstanceOf(IOException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongCertificates")
    void where_it_is_optional_a_wrong_one_counts_as_none(String what, @Nullable X509Bundle own) throws IOException {
        assertThat(seen("optional", own, "TLSv1.3")).as(what).isEqualTo(NOBODY);
        assertThat(seen("optional", own, "TLSv1.2")).as(what).isEqualTo(NOBODY);
    }

    @Test
    void where_none_is_wanted_none_is_believed() throws IOException {
        assertThat(seen("none", AUTHORITY.unit("12345678"), "TLSv1.3")).isEqualTo(NOBODY);
    }

    static Stream<Arguments> wrongCertificates() {
        return Stream.of(
                Arguments.of("none", null),
                Arguments.of("another authority's", STRANGER.unit("12345678")),
                Arguments.of("run out", AUTHORITY.expiredUnit("12345678")));
    }

    @Test
    void a_certificate_names_a_unit_in_its_common_name_or_beside_it() throws Exception {
        assertThat(names("CN=12345678").cid()).contains("12345678");
        assertThat(names("CN=unit 7,O=Maker").cid()).isEmpty();
        X509Bundle beside = AUTHORITY.issue(TestAuthority.fresh()
                .subject("CN=Unit 7")
                .addSanDnsName("U-7.maker.example")
                .addSanUriName("sip:87654321@arc.example"));
        CertificateNames names = CertificateNames.of(beside.getCertificate());
        assertThat(names.cid()).contains("87654321");
        assertThat(names.holds("unit 7")).isTrue();
        assertThat(names.holds("u-7.MAKER.example")).isTrue();
        assertThat(names.holds("maker.example")).isFalse();
    }

    @Test
    void without_a_certificate_nothing_listens_for_tls() {
        assertThat(DeviceTls.from(new Settings(Map.of()))).isEmpty();
    }

    @Test
    void what_is_wrong_with_the_files_is_said() {
        Map<String, String> good = new HashMap<>(AUTHORITY.settings(directory, "required"));
        assertFault(good, "TOCSIN_TLS_KEY", "/no/such/file", "TOCSIN_TLS_KEY cannot be read: /no/such/file");
        assertFault(good, "TOCSIN_TLS_KEY", "", "TOCSIN_TLS_KEY is not set");
        assertFault(good, "TOCSIN_TLS_KEY", AUTHORITY.pem(), "TOCSIN_TLS_KEY is no unencrypted PKCS#8 key");
        assertFault(
                good,
                "TOCSIN_TLS_KEY",
                AUTHORITY.gateway().getPrivateKeyPEM(),
                "TOCSIN_TLS_KEY is not the key of the certificate");
        assertFault(good, "TOCSIN_TLS_CERTIFICATE", "", "TOCSIN_TLS_CERTIFICATE is not");
        assertFault(good, "TOCSIN_TLS_CLIENT_AUTHORITY", "", "required needs TOCSIN_TLS_CLIENT_AUTHORITY");
        assertFault(good, "TOCSIN_TLS_CLIENT_CERTIFICATE", "perhaps", "none, optional or required");
        assertThat(tls(good).runsOut()).isAfter(Instant.now());
    }

    private static void assertFault(Map<String, String> good, String name, String value, String fault) {
        Map<String, String> settings = new HashMap<>(good);
        settings.put(name, value);
        Settings read = new Settings(settings);
        DeviceTls.from(read);
        assertThatThrownBy(read::check).hasMessageContaining(fault);
    }

    private static CertificateNames names(String subject) {
        return CertificateNames.of(
                AUTHORITY.issue(TestAuthority.fresh().subject(subject)).getCertificate());
    }

    private static DeviceTls tls(Map<String, String> settings) {
        Settings read = new Settings(settings);
        Optional<DeviceTls> tls = DeviceTls.from(read);
        read.check();
        return tls.orElseThrow();
    }

    /** Which cid a server sees when a unit with this certificate connects. */
    private String seen(String wanted, @Nullable X509Bundle own, String version) throws IOException {
        DeviceTls tls = tls(AUTHORITY.settings(directory, wanted));
        NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
        tls.secure(options);
        NetServer server = vertx.createNetServer(options)
                .connectHandler(
                        socket -> socket.write(tls.cid(socket.sslSession()).orElse(NOBODY) + "\n"));
        TestGateway.await(server.listen());
        SSLContext client = AUTHORITY.client(own);
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
            if (line == null) {
                throw new IOException("refused");
            }
            return line;
        } finally {
            TestGateway.await(server.close());
        }
    }
}
