package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.simulator.HostPort;
import org.tocsin.simulator.SimulatorConfig.Targets;

/** Production: migrate, setup, gateways and a console, each a process of its own, on one PostgreSQL. */
class SeparateProcessesTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String KEY = "0123456789abcdef".repeat(4);

    @TempDir
    private Path directory = Path.of("");

    private @Nullable DataDirectory own;
    private @Nullable EmbeddedPostgresServer store;

    @Test
    void two_gateways_and_a_console_and_one_gateway_dies() throws Exception {
        succeeds(Program.start(
                Map.of("TOCSIN_DATABASE_URL", runtime(), "TOCSIN_MIGRATE_DATABASE_URL", owner()), "migrate"));
        succeeds(Program.start(
                Map.of(
                        "TOCSIN_DATABASE_URL",
                        runtime(),
                        "TOCSIN_ADMIN_PASSWORD",
                        "long enough for an administrator",
                        "TOCSIN_API_TOKEN",
                        DemoProcess.TOKEN),
                "setup"));
        Gateway first = new Gateway("first");
        Gateway second = new Gateway("second");
        int http = freePort();
        int ops = freePort();
        Map<String, String> console = Map.of(
                "TOCSIN_DATABASE_URL", runtime(),
                "TOCSIN_SECRET_KEY", KEY,
                "TOCSIN_HTTP_PORT", Integer.toString(http),
                "TOCSIN_OPS_PORT", Integer.toString(ops));
        try (Program one = first.start();
                Program two = second.start();
                Program three = Program.start(console, "monitoring-console")) {
            awaitReady(one, first.ops);
            awaitReady(two, second.ops);
            awaitReady(three, ops);
            Targets both = new Targets(
                    List.of(first.sip(), second.sip()),
                    List.of(first.mqtt(), second.mqtt()),
                    URI.create("http://127.0.0.1:" + http),
                    DemoProcess.TOKEN);
            try (AskedUnit asked = new AskedUnit(URI.create("http://127.0.0.1:" + http), "70010001");
                    HomesUnderLoad homes = new HomesUnderLoad(both, 60, 30)) {
                asked.connect(first.mqtt);
                asked.ask();
                String command = asked.hears();
                homes.acknowledgeMore(30);
                one.kill();
                homes.acknowledgeMore(60);
                homes.allAreAcknowledgedAndOnFileOnce();
                isAskedAgainAtTheOther(asked, second.mqtt, command);
            }
            three.end();
            assertThat(three.exitCode(START)).isEqualTo(143);
            two.end();
            assertThat(two.exitCode(START)).isEqualTo(143);
        }
    }

    @Test
    void nothing_runs_on_a_database_that_was_not_migrated() throws Exception {
        for (String program : List.of("gateway", "monitoring-console")) {
            Map<String, String> environment = Map.of(
                    "TOCSIN_DATABASE_URL", runtime(),
                    "TOCSIN_SECRET_KEY", KEY,
                    "TOCSIN_HTTP_PORT", "0",
                    "TOCSIN_MQTT_PORT", "0",
                    "TOCSIN_SIP_PORT", "0",
                    "TOCSIN_OPS_PORT", "0");
            try (Program started = Program.start(environment, program)) {
                assertThat(started.exitCode(START)).isEqualTo(1);
                assertThat(started.complaints())
                        .anySatisfy(line -> assertThat(line).contains("run migrate"));
            }
        }
    }

    /** What it was asked by the gateway that is dead, and had not answered, it is asked under the same id. */
    private static void isAskedAgainAtTheOther(AskedUnit asked, int port, String command) throws Exception {
        MqttClient returned = asked.connect(port);
        assertThat(asked.hears()).isEqualTo(command);
        asked.answers(returned, command);
        assertThat(asked.command().get("state").asText()).isEqualTo("DONE");
        assertThat(asked.command().get("gateway").asText()).isEqualTo("second");
    }

    @BeforeEach
    void startStore() {
        own = DataDirectory.open(Unpacked.into(directory));
        store = EmbeddedPostgresServer.start(own);
    }

    @AfterEach
    void stopStore() {
        store().stop();
        Objects.requireNonNull(own).close();
    }

    private EmbeddedPostgresServer store() {
        return Objects.requireNonNull(store);
    }

    private String runtime() {
        return store().runtimeUrl().uri();
    }

    private String owner() {
        return store().ownerUrl().uri();
    }

    private static void succeeds(Program program) {
        try (program) {
            assertThat(program.exitCode(START))
                    .as(() -> program.complaints().toString())
                    .isZero();
        }
    }

    private static void awaitReady(Program program, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        await().atMost(START)
                .failFast(() -> assertThat(program.isAlive())
                        .as(() -> program.complaints().toString())
                        .isTrue())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    /** Free for both TCP and UDP at this moment. */
    private static int freePort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        }
    }

    /** One of several, with ports of its own. */
    private final class Gateway {
        private final String id;
        private final int sip = freePort();
        private final int mqtt = freePort();
        private final int ops = freePort();

        Gateway(String id) throws IOException {
            this.id = id;
        }

        Program start() {
            return Program.start(
                    Map.of(
                            "TOCSIN_DATABASE_URL", runtime(),
                            "TOCSIN_SECRET_KEY", KEY,
                            "TOCSIN_GATEWAY_ID", id,
                            "TOCSIN_SIP_PORT", Integer.toString(sip),
                            "TOCSIN_MQTT_PORT", Integer.toString(mqtt),
                            "TOCSIN_OPS_PORT", Integer.toString(ops)),
                    "gateway");
        }

        HostPort sip() {
            return new HostPort("127.0.0.1", sip);
        }

        HostPort mqtt() {
            return new HostPort("127.0.0.1", mqtt);
        }
    }
}
