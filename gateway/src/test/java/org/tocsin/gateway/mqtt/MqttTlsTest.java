package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.AllowedAddresses;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.NewUnit;

/** MQTT over TLS: by password, by a client certificate in the unit's name or a name of its own, and by a wrong one. */
class MqttTlsTest {
    static final TestAuthority AUTHORITY = TestAuthority.create("makers of units");
    static final TestAuthority STRANGER = TestAuthority.create("somebody else");

    @TempDir
    static Path directory;

    static TestGateway gateway;
    static int next = 85_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(AUTHORITY.settings(directory, "optional"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_password_is_enough_where_certificates_are_optional(int version) throws Exception {
        String cid = cid();
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        assertPressIsTaken(version, cid, cid, secret, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_certificate_in_the_unit_s_name_is_enough(int version) throws Exception {
        String cid = cid();
        gateway.enrol(cid, Protocol.MQTT, Authentication.CERTIFICATE);
        assertPressIsTaken(version, cid, null, null, AUTHORITY.unit(cid));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_certificate_may_have_a_name_of_its_own(int version) throws Exception {
        String cid = cid();
        String name = "u" + cid + ".maker.example";
        gateway.enrol(
                new NewUnit.Equipment(cid, Protocol.MQTT, null),
                new NewUnit.Proof(Authentication.CERTIFICATE, AllowedAddresses.ANY, name));
        assertPressIsTaken(
                version,
                cid,
                null,
                null,
                AUTHORITY.issue(TestAuthority.fresh().subject("CN=Unit").addSanDnsName(name)));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void without_its_own_certificate_a_unit_is_refused_and_a_person_told(int version) throws Exception {
        for (X509Bundle wrong :
                new X509Bundle[] {null, AUTHORITY.unit("999"), STRANGER.unit("85"), AUTHORITY.expiredUnit("85")}) {
            String cid = cid();
            gateway.enrol(cid, Protocol.MQTT, Authentication.CERTIFICATE);
            try (PahoUnit unit =
                    PahoUnit.secure(version, gateway.gateway().mqttTlsPort(), cid, AUTHORITY.client(wrong))) {
                assertThat(unit.connect(cid, "any")).isEqualTo(version == 5 ? 0x86 : 4);
            }
            assertThat(gateway.signals(cid))
                    .singleElement()
                    .satisfies(shown -> assertThat(shown.doubts()).containsExactly("FAILED_CERTIFICATE"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void where_certificates_are_required_a_password_alone_opens_no_connection(int version) throws Exception {
        String cid = cid();
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        String certified = cid();
        gateway.enrol(certified, Protocol.MQTT, Authentication.CERTIFICATE);
        int port = gateway.another(
                        Map.of("TOCSIN_TLS_CLIENT_CERTIFICATE", "required", "TOCSIN_GATEWAY_ID", "strict-" + version),
                        new SimpleMeterRegistry())
                .mqttTlsPort();
        for (X509Bundle wrong : new X509Bundle[] {null, STRANGER.unit(cid), AUTHORITY.expiredUnit(cid)}) {
            try (PahoUnit unit = PahoUnit.secure(version, port, cid, AUTHORITY.client(wrong))) {
                // Turned away by the handshake, before MQTT has a word for it.
                assertThat(unit.connect(cid, secret)).isNotIn(PahoUnit.ACCEPTED, 4, 0x86);
            }
        }
        assertThat(gateway.signals(cid)).isEmpty();
        assertPressIsTaken(version, port, certified, AUTHORITY.unit(certified));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_certificate_opens_no_other_unit_s_topics(int version) throws Exception {
        String cid = cid();
        String other = cid();
        gateway.enrol(cid, Protocol.MQTT, Authentication.CERTIFICATE);
        gateway.enrol(other, Protocol.MQTT, Authentication.CERTIFICATE);
        try (PahoUnit unit =
                PahoUnit.secure(version, gateway.gateway().mqttTlsPort(), cid, AUTHORITY.client(AUTHORITY.unit(cid)))) {
            assertThat(unit.connect(null, null)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(MqttDeviceServerTest.up(other, "alarm"), MqttDeviceServerTest.press(other, "A1")))
                    .isNotEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(other)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"311", "5"})
    void mosquitto_s_own_client_with_and_without_a_certificate(String version) throws Exception {
        String certified = cid();
        gateway.enrol(certified, Protocol.MQTT, Authentication.CERTIFICATE);
        X509Bundle own = AUTHORITY.unit(certified);
        String certificate = TestAuthority.file(directory, certified + ".pem", own.getCertificatePathPEM());
        String key = TestAuthority.file(directory, certified + ".key", own.getPrivateKeyPEM());
        assertThat(mosquitto(version, certified, "--cert", certificate, "--key", key))
                .isZero();
        assertThat(gateway.signals(certified)).hasSize(1);
        String bare = cid();
        String secret = gateway.enrol(bare, Protocol.MQTT, Authentication.PASSWORD);
        assertThat(mosquitto(version, bare, "-u", bare, "-P", secret)).isZero();
        assertThat(gateway.signals(bare)).hasSize(1);
        assertThat(mosquitto(version, bare, "-u", bare, "-P", "wrong")).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_unit_that_returns_need_not_shake_hands_all_over_again(String protocol) throws Exception {
        SSLContext client = AUTHORITY.client(null);
        long first = session(client, protocol);
        assertThat(session(client, protocol)).isEqualTo(first);
    }

    @Test
    void who_does_not_speak_tls_gets_nowhere() throws IOException {
        try (RawUnit unit = new RawUnit(gateway.gateway().mqttTlsPort())) {
            unit.connect(5, "1", "any");
            while (unit.readByte() >= 0) {
                // an alert, then the end
            }
        }
    }

    /** When the session in use was made. */
    private static long session(SSLContext client, String protocol) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
                .createSocket("127.0.0.1", gateway.gateway().mqttTlsPort())) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            socket.getOutputStream()
                    .write(new byte[] {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 2, '7', '7'});
            socket.getOutputStream().flush();
            // the ticket comes with or before the CONNACK
            assertThat(socket.getInputStream().read()).isEqualTo(RawUnit.CONNACK);
            return socket.getSession().getCreationTime();
        }
    }

    private static void assertPressIsTaken(
            int version,
            String cid,
            @Nullable String username,
            @Nullable String password,
            @Nullable X509Bundle certificate)
            throws Exception {
        try (PahoUnit unit =
                PahoUnit.secure(version, gateway.gateway().mqttTlsPort(), cid, AUTHORITY.client(certificate))) {
            assertThat(unit.connect(username, password)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(MqttDeviceServerTest.hears(unit).payload()).contains("\"snu\":0");
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(signal -> assertThat(signal.doubts()).isEmpty());
    }

    private static void assertPressIsTaken(int version, int port, String cid, X509Bundle certificate) throws Exception {
        try (PahoUnit unit = PahoUnit.secure(version, port, cid, AUTHORITY.client(certificate))) {
            assertThat(unit.connect(null, null)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .matches(signal -> signal.doubts().isEmpty());
    }

    /** The exit code of {@code mosquitto_pub}. */
    private static int mosquitto(String version, String cid, String... proof) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(gateway.gateway().mqttTlsPort()),
                "-V",
                version,
                "-i",
                cid,
                "-q",
                "1",
                "-t",
                MqttDeviceServerTest.up(cid, "alarm"),
                "-m",
                MqttDeviceServerTest.press(cid, "A1"),
                "--cafile",
                TestAuthority.file(directory, "ca.pem", AUTHORITY.pem())));
        command.addAll(List.of(proof));
        Process press = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(press.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return press.exitValue();
    }

    private static synchronized String cid() {
        return Integer.toString(next++);
    }
}
