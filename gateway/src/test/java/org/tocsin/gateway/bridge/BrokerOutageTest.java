package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.gateway.bridge.Fleet.PATIENCE;
import static org.tocsin.gateway.bridge.Fleet.press;
import static org.tocsin.gateway.bridge.Fleet.told;
import static org.tocsin.gateway.bridge.Fleet.up;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.PahoUnit;
import org.tocsin.platform.Metrics;

/** What the bridge does while the store, the broker or the gateway itself is away. */
class BrokerOutageTest {
    private static final int WINDOW = 8;
    private static final int PRESSES = 20;

    @TempDir
    private Path directory = Path.of("");

    private Mosquitto broker;
    private TestGateway gateway;
    private Fleet fleet;

    @BeforeEach
    void start() {
        broker = Mosquitto.start(directory);
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.put("TOCSIN_BRIDGE_IN_FLIGHT", Integer.toString(WINDOW));
        gateway = TestGateway.start(settings);
        fleet = new Fleet(broker, gateway);
        fleet.awaitConnected();
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        gateway.close();
        broker.close();
    }

    @Test
    void while_the_store_is_down_nothing_is_said_or_forgotten_and_afterwards_everything_is_on_file() throws Exception {
        PahoUnit unit = fleet.unit("71001");
        unit.publish(up("71001", "alarm"), press("71001", "A0"));
        told(unit);
        await().atMost(PATIENCE).until(() -> gateway.value(Metrics.BRIDGE_IN_FLIGHT, "line", "life") == 0);
        double before = fleet.count(Metrics.BRIDGE_ACKNOWLEDGED, "life");

        gateway.line().cut();
        for (int i = 1; i <= PRESSES; i++) {
            assertThat(unit.publish(up("71001", "alarm"), press("71001", "A" + i)))
                    .as("the broker takes it")
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        await("the first ones are tried again and again")
                .atMost(PATIENCE)
                .until(() -> fleet.count(Metrics.BRIDGE_RETRIES, "life") > 2 * WINDOW);
        assertThat(gateway.value(Metrics.BRIDGE_IN_FLIGHT, "line", "life"))
                .as("the rest stays with the broker")
                .isEqualTo(WINDOW);
        assertThat(fleet.count(Metrics.BRIDGE_ACKNOWLEDGED, "life")).isEqualTo(before);
        assertThat(unit.heardNothing()).isTrue();

        gateway.line().mend();
        for (int i = 1; i <= PRESSES; i++) {
            assertThat(told(unit).payload()).contains("\"snu\":0");
        }
        List<String> all =
                IntStream.rangeClosed(0, PRESSES).mapToObj(i -> "A" + i).toList();
        assertThat(gateway.signals("71001"))
                .extracting(TestGateway.OnFile::ref)
                .containsExactlyInAnyOrderElementsOf(all);
        await().atMost(PATIENCE).until(() -> fleet.count(Metrics.BRIDGE_ACKNOWLEDGED, "life") == before + PRESSES);
    }

    @Test
    void a_killed_broker_is_found_again_when_it_returns_with_nothing_remembered() throws Exception {
        PahoUnit unit = fleet.unit("71002");
        broker.kill();
        await("it is said").atMost(PATIENCE).until(() -> fleet.connected("life") == 0);
        assertThat(fleet.warning()).startsWith("life: ");

        broker.again();
        fleet.awaitConnected();
        assertThat(fleet.warning()).isEmpty();
        PahoUnit back = fleet.connect("71002");
        back.publish(up("71002", "alarm"), press("71002", "A1"));
        assertThat(told(back).payload()).contains("\"ref\":\"A1\"", "\"snu\":0");
        assertThat(unit.lost).isTrue();
    }

    @Test
    void what_came_while_the_gateway_was_away_is_there_when_it_returns_under_its_name() throws Exception {
        PahoUnit unit = fleet.unit("71003");
        TestGateway.await(gateway.gateway().stop());
        for (int i = 0; i < PRESSES; i++) {
            unit.publish(up("71003", "alarm"), press("71003", "A" + i));
        }
        assertThat(gateway.signals("71003")).isEmpty();

        gateway.another(Map.of(), new SimpleMeterRegistry());
        for (int i = 0; i < PRESSES; i++) {
            assertThat(told(unit).payload()).contains("\"snu\":0");
        }
        assertThat(gateway.signals("71003")).hasSize(PRESSES).allMatch(signal -> signal.repeats() == 0);
    }

    @Test
    void an_ending_gateway_leaves_with_the_broker_what_it_cannot_commit_any_more() throws Exception {
        PahoUnit unit = fleet.unit("71004");
        gateway.line().freeze();
        for (int i = 0; i < PRESSES; i++) {
            unit.publish(up("71004", "alarm"), press("71004", "A" + i));
        }
        await("some are on their way")
                .atMost(PATIENCE)
                .until(() -> gateway.value(Metrics.BRIDGE_IN_FLIGHT, "line", "life") == WINDOW);
        long since = System.nanoTime();
        Future<Void> ended = gateway.gateway().stop();
        await("it goes within its time").atMost(PATIENCE).until(() -> fleet.connected("life") == 0 && !listensToUs());
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(20));

        gateway.line().mend();
        TestGateway.await(ended);
        gateway.another(Map.of(), new SimpleMeterRegistry());
        for (int i = 0; i < PRESSES; i++) {
            assertThat(told(unit).payload()).contains("\"snu\":0");
        }
        assertThat(gateway.signals("71004")).hasSize(PRESSES);
    }

    @Test
    void a_broker_that_accepts_connections_and_says_nothing_is_not_waited_for() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            SimpleMeterRegistry metrics = new SimpleMeterRegistry();
            gateway.another(
                    Map.of(
                            "TOCSIN_GATEWAY_ID",
                            "other",
                            "TOCSIN_BRIDGE_URL",
                            "mqtt://127.0.0.1:" + silent.getLocalPort()),
                    metrics);
            await("both lines have given up once")
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            metrics.get(Metrics.BRIDGE_LOST).counters().stream().allMatch(lost -> lost.count() >= 1));
            assertThat(metrics.get(Metrics.BRIDGE_CONNECTED).gauges()).allMatch(connected -> connected.value() == 0);
        }
    }

    /** The broker's log tells when a client goes. */
    private boolean listensToUs() throws Exception {
        return !Files.readString(directory.resolve("mosquitto.log"))
                .contains("Client tocsin-gateway-under-test-life disconnected");
    }
}
