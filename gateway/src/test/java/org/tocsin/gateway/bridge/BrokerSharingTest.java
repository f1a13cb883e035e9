package org.tocsin.gateway.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.gateway.bridge.Fleet.PATIENCE;
import static org.tocsin.gateway.bridge.Fleet.press;
import static org.tocsin.gateway.bridge.Fleet.told;
import static org.tocsin.gateway.bridge.Fleet.up;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.PahoUnit;
import org.tocsin.platform.Metrics;

/** Two gateways on one broker, and a flood on the connection that nobody waits for. */
class BrokerSharingTest {
    private static final int PRESSES = 40;
    private static final int FLOOD = 8_000;
    private static final Pattern REF = Pattern.compile("\"ref\":\"([^\"]+)\"");

    @TempDir
    static Path directory;

    static Mosquitto broker;
    static TestGateway gateway;
    static final SimpleMeterRegistry OTHER = new SimpleMeterRegistry();
    static Fleet fleet;

    @BeforeAll
    static void start() {
        broker = Mosquitto.start(directory);
        gateway = TestGateway.start(broker.settings());
        Map<String, String> other = new HashMap<>(broker.settings());
        other.put("TOCSIN_GATEWAY_ID", "the-other-gateway");
        gateway.another(other, OTHER);
        fleet = new Fleet(broker, gateway);
        fleet.awaitConnected();
        await().atMost(PATIENCE)
                .until(() -> OTHER.get(Metrics.BRIDGE_CONNECTED).gauges().stream()
                                .mapToDouble(Gauge::value)
                                .sum()
                        == 2);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        gateway.close();
        broker.close();
    }

    @Test
    void two_gateways_share_the_load_and_each_message_goes_to_one_of_them() throws Exception {
        PahoUnit unit = fleet.unit("72001");
        double here = fleet.count(Metrics.BRIDGE_RECEIVED, "life");
        double there = received();
        for (int i = 0; i < PRESSES; i++) {
            unit.publish(up("72001", "alarm"), press("72001", "A" + i));
        }
        Set<String> acknowledged = new HashSet<>();
        for (int i = 0; i < PRESSES; i++) {
            Matcher ref = REF.matcher(told(unit).payload());
            assertThat(ref.find()).isTrue();
            acknowledged.add(ref.group(1));
        }
        assertThat(acknowledged).hasSize(PRESSES);
        assertThat(gateway.signals("72001")).hasSize(PRESSES).allMatch(signal -> signal.repeats() == 0);
        double first = fleet.count(Metrics.BRIDGE_RECEIVED, "life") - here;
        double second = received() - there;
        assertThat(first + second).isEqualTo(PRESSES);
        assertThat(Math.min(first, second)).as("each has its part").isGreaterThan(PRESSES / 4.0);
    }

    @Test
    void a_flood_of_heartbeats_does_not_delay_a_press() throws Exception {
        PahoUnit unit = fleet.unit("72002");
        long[] alone = new long[PRESSES];
        for (int i = 0; i < PRESSES; i++) {
            alone[i] = timed(unit, "A" + i);
        }
        double beatsBefore = gateway.count(Metrics.HEARTBEATS, "protocol", "mqtt");
        broker.admit("72003", "secret of 72003");
        MqttAsyncClient flood =
                new MqttAsyncClient("tcp://127.0.0.1:" + broker.port(), "72003", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("72003");
        options.setPassword("secret of 72003".getBytes(UTF_8));
        flood.connect(options).waitForCompletion(20_000);
        byte[] beat = "{\"ref\":\"B\",\"cid\":\"72003\",\"dty\":\"0002\"}".getBytes(UTF_8);
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < FLOOD; i++) {
                    flood.publish(up("72003", "heartbeat"), beat, 0, false);
                }
            } catch (org.eclipse.paho.mqttv5.common.MqttException e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();
        long[] beside = new long[PRESSES];
        for (int i = 0; i < PRESSES; i++) {
            beside[i] = timed(unit, "B" + i);
        }
        assertThat(gateway.count(Metrics.HEARTBEATS, "protocol", "mqtt"))
                .as("the flood was on")
                .isGreaterThan(beatsBefore);
        sender.join();
        flood.disconnectForcibly(0, 1_000, true);
        flood.close(true);
        // Everything here shares two cores; a press behind the flood in one queue would wait for all of it.
        assertThat(median(beside)).isLessThan(Math.max(500_000_000L, 20 * median(alone)));
        assertThat(gateway.signals("72002")).hasSize(2 * PRESSES);
    }

    /** From the press to its receipt. */
    private static long timed(PahoUnit unit, String ref) throws Exception {
        long since = System.nanoTime();
        unit.publish(up("72002", "alarm"), press("72002", ref));
        assertThat(told(unit).payload()).contains(ref);
        return System.nanoTime() - since;
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }

    private static double received() {
        Counter counter = OTHER.get(Metrics.BRIDGE_RECEIVED).tag("line", "life").counter();
        return counter.count();
    }
}
