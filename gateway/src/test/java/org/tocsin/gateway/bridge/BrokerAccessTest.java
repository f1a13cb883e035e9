package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.gateway.bridge.Fleet.PATIENCE;
import static org.tocsin.gateway.bridge.Fleet.press;
import static org.tocsin.gateway.bridge.Fleet.told;
import static org.tocsin.gateway.bridge.Fleet.up;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.gateway.Gateway;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.PahoUnit;
import org.tocsin.platform.Readiness;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Who the broker believes, and whether we believe the broker. The gateway under test speaks TLS with a certificate. */
class BrokerAccessTest {
    @TempDir
    static Path directory;

    static Mosquitto broker;
    static TestGateway gateway;
    static Fleet fleet;
    static Map<String, String> secured;

    @BeforeAll
    static void start() {
        TestAuthority authority = TestAuthority.create("broker test");
        X509Bundle server = authority.gateway();
        X509Bundle client = authority.unit(Mosquitto.GATEWAYS);
        int tlsPort = Mosquitto.freePort();
        broker = Mosquitto.start(
                directory,
                "listener " + tlsPort + " 127.0.0.1",
                "cafile " + TestAuthority.file(directory, "authority.pem", authority.pem()),
                "certfile " + TestAuthority.file(directory, "broker.pem", server.getCertificatePathPEM()),
                "keyfile " + TestAuthority.file(directory, "broker.key", server.getPrivateKeyPEM()),
                "require_certificate true",
                "use_identity_as_username true");
        secured = Map.of(
                "TOCSIN_BRIDGE_URL",
                "mqtts://127.0.0.1:" + tlsPort,
                "TOCSIN_BRIDGE_AUTHORITY",
                directory.resolve("authority.pem").toString(),
                "TOCSIN_BRIDGE_CERTIFICATE",
                TestAuthority.file(directory, "bridge.pem", client.getCertificatePathPEM()),
                "TOCSIN_BRIDGE_KEY",
                TestAuthority.file(directory, "bridge.key", client.getPrivateKeyPEM()));
        gateway = TestGateway.start(secured);
        fleet = new Fleet(broker, gateway);
        fleet.awaitConnected();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        gateway.close();
        broker.close();
    }

    @Test
    void over_tls_with_a_certificate_and_without_a_statement_about_the_broker_nobody_behind_it_is_believed()
            throws Exception {
        PahoUnit unit = fleet.unit("73001");
        unit.publish(up("73001", "alarm"), press("73001", "A1"));
        assertThat(told(unit).payload()).contains("\"ref\":\"A1\"", "\"snu\":0");
        assertThat(gateway.signals("73001")).singleElement().satisfies(signal -> {
            assertThat(signal.doubts()).contains("FAILED_PASSWORD");
            assertThat(signal.inAlarm()).isTrue();
        });
    }

    @Test
    void a_unit_that_needs_no_proof_needs_none_behind_a_broker() throws Exception {
        gateway.enrol("73002", Protocol.MQTT, Authentication.NONE);
        PahoUnit unit = fleet.stranger("73002");
        unit.publish(up("73002", "alarm"), press("73002", "A1"));
        told(unit);
        assertThat(gateway.signals("73002"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.doubts()).isEmpty());
    }

    @Test
    void a_broker_whose_certificate_is_not_believed_is_not_spoken_to() {
        Map<String, String> settings = new HashMap<>(secured);
        settings.put("TOCSIN_GATEWAY_ID", "other");
        settings.put(
                "TOCSIN_BRIDGE_AUTHORITY",
                TestAuthority.file(
                        directory,
                        "stranger.pem",
                        TestAuthority.create("somebody else").pem()));
        awaitSaid(settings, "path");
    }

    @Test
    void a_wrong_password_is_said_by_ready() {
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.put("TOCSIN_GATEWAY_ID", "other");
        settings.put("TOCSIN_BRIDGE_PASSWORD", "wrong");
        awaitSaid(settings, "0x87");
    }

    @Test
    void two_gateways_with_one_name_are_told_so() {
        awaitSaid(Map.of(), "another gateway with this TOCSIN_GATEWAY_ID");
    }

    @Test
    void a_broker_that_refuses_our_answers_is_said_by_ready_and_holds_up_nobody() throws Exception {
        List<String> rules = Files.readAllLines(directory.resolve("acl"));
        PahoUnit unit = fleet.unit("73003");
        Files.write(
                directory.resolve("acl"),
                rules.stream().filter(line -> !line.startsWith("topic write")).toList());
        broker.admit("73004", "reads the rules again");
        unit.publish(up("73003", "alarm"), press("73003", "A1"));
        unit.publish(up("73003", "alarm"), press("73003", "A2"));
        await().atMost(PATIENCE).until(() -> fleet.warning().contains("refuses our answers"));
        await().atMost(PATIENCE).until(() -> gateway.signals("73003").size() == 2);

        Files.write(directory.resolve("acl"), rules);
        broker.admit("73005", "reads the rules again");
        unit.publish(up("73003", "alarm"), press("73003", "A2"));
        assertThat(told(unit).payload()).contains("\"ref\":\"A2\"");
        await().atMost(PATIENCE).until(() -> fleet.warning().isEmpty());
    }

    /** What {@code /ready} of a gateway with these settings says about its bridge. */
    private static void awaitSaid(Map<String, String> settings, String words) {
        Gateway other = gateway.another(settings, new SimpleMeterRegistry());
        await().atMost(Duration.ofSeconds(60)).until(() -> warning(other).contains(words));
        TestGateway.await(other.stop());
    }

    private static String warning(Gateway other) {
        Readiness bridge = other.readiness().stream()
                .filter(check -> check.name().equals("bridge"))
                .findFirst()
                .orElseThrow();
        return TestGateway.await(
                bridge.check().get().map("").otherwise(failure -> String.valueOf(failure.getMessage())));
    }
}
