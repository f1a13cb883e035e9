package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.PahoUnit;
import org.tocsin.gateway.mqtt.PahoUnit.Said;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Readiness;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Units behind a broker, on file at a gateway that reaches them only through its bridge. */
final class Fleet implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Mosquitto broker;
    private final TestGateway gateway;
    private final Map<String, PahoUnit> units = new ConcurrentHashMap<>();

    Fleet(Mosquitto broker, TestGateway gateway) {
        this.broker = broker;
        this.gateway = gateway;
    }

    /** On file and connected to the broker, listening for what is said to it. */
    PahoUnit unit(String cid) throws Exception {
        gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        return stranger(cid);
    }

    /** The broker knows it, we do not. */
    PahoUnit stranger(String cid) throws Exception {
        broker.admit(cid, "secret of " + cid);
        return connect(cid);
    }

    /** Connects a unit the broker knows. */
    PahoUnit connect(String cid) throws Exception {
        PahoUnit unit = PahoUnit.of(5, broker.port(), cid);
        assertThat(unit.connect(cid, "secret of " + cid)).isEqualTo(PahoUnit.ACCEPTED);
        assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
        units.put(cid, unit);
        return unit;
    }

    static String up(String cid, String what) {
        return "tc/1/demo/" + cid + "/up/" + what;
    }

    static String press(String cid, String ref) {
        return "{\"v\":1,\"ref\":\"%s\",\"cid\":\"%s\",\"dty\":\"0003\",\"stc\":\"0010\"}".formatted(ref, cid);
    }

    /** What the unit is told next. */
    static Said told(PahoUnit unit) throws InterruptedException {
        return Objects.requireNonNull(
                unit.heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the unit was told nothing");
    }

    void awaitConnected() {
        await("the bridge is connected")
                .atMost(Duration.ofSeconds(60))
                .until(() -> connected("life") == 1 && connected("routine") == 1);
    }

    double connected(String line) {
        return gateway.value(Metrics.BRIDGE_CONNECTED, "line", line);
    }

    double count(String metric, String line) {
        return gateway.count(metric, "line", line);
    }

    /** What {@code /ready} says about the bridge; empty when all is well. */
    String warning() {
        Readiness bridge = gateway.gateway().readiness().stream()
                .filter(check -> check.name().equals("bridge"))
                .findFirst()
                .orElseThrow();
        assertThat(bridge.required()).isFalse();
        return TestGateway.await(
                bridge.check().get().map("").otherwise(failure -> String.valueOf(failure.getMessage())));
    }

    @Override
    public void close() throws Exception {
        for (PahoUnit unit : units.values()) {
            unit.close();
        }
    }
}
