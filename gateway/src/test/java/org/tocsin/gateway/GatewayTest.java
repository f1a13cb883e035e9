package org.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Settings;
import org.tocsin.platform.TestDatabase;

class GatewayTest {
    @Test
    void is_ready_while_it_can_commit_and_not_while_it_cannot() {
        try (TestGateway test = TestGateway.start()) {
            await().untilAsserted(() -> assertThat(failing(test)).isEmpty());
            test.line().freeze();
            await().untilAsserted(() -> assertThat(failing(test)).containsExactly("store", "clock", "commit"));
            test.line().mend();
            await().untilAsserted(() -> assertThat(failing(test)).isEmpty());
        }
    }

    /** The database's machine lost its power and is back, or a firewall forgot the connections: nobody is told. */
    @Test
    void is_ready_again_soon_after_its_connections_were_lost_without_a_word() {
        try (TestGateway test = TestGateway.start()) {
            await().untilAsserted(() -> assertThat(failing(test)).isEmpty());
            // Again and again, until the one it writes through is among them.
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        test.line().lose();
                        return failing(test).contains("commit");
                    });
            await().atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(failing(test)).isEmpty());
        }
    }

    @Test
    void does_not_start_where_its_port_is_taken() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (String port : List.of("TOCSIN_MQTT_PORT", "TOCSIN_SIP_PORT")) {
                GatewayConfig config = GatewayConfig.from(new Settings(Map.of(
                        "TOCSIN_DATABASE_URL",
                        TestDatabase.create().url().uri(),
                        "TOCSIN_SECRET_KEY",
                        GatewayConfigTest.KEY,
                        "TOCSIN_MQTT_PORT",
                        port.contains("MQTT") ? "" + taken.getLocalPort() : "0",
                        "TOCSIN_SIP_PORT",
                        port.contains("SIP") ? "" + taken.getLocalPort() : "0")));
                assertThatThrownBy(() -> TestGateway.await(Gateway.start(vertx, config, new SimpleMeterRegistry())))
                        .as(port)
                        .hasStackTraceContaining("port " + taken.getLocalPort() + " (" + port + ") cannot be opened");
            }
        } finally {
            TestGateway.await(vertx.close());
        }
    }

    @Test
    void does_not_start_on_a_database_that_was_never_migrated() {
        Vertx vertx = Vertx.vertx();
        try {
            GatewayConfig config = GatewayConfig.from(new Settings(Map.of(
                    "TOCSIN_DATABASE_URL",
                    "postgresql://nobody:nothing@localhost:1/none",
                    "TOCSIN_SECRET_KEY",
                    GatewayConfigTest.KEY)));
            assertThatThrownBy(() -> TestGateway.await(Gateway.start(vertx, config, new SimpleMeterRegistry())))
                    .hasStackTraceContaining("run migrate");
        } finally {
            TestGateway.await(vertx.close());
        }
    }

    private static List<String> failing(TestGateway test) {
        return test.gateway().readiness().stream()
                .filter(check -> fails(check.check().get()))
                .map(Readiness::name)
                .toList();
    }

    private static boolean fails(Future<Void> check) {
        return TestGateway.await(check.map(false).otherwise(true));
    }
}
