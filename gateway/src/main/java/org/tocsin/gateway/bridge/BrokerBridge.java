package org.tocsin.gateway.bridge;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.mqtt.MqttConfig;
import org.tocsin.gateway.mqtt.MqttPublishing;
import org.tocsin.platform.Readiness;

/**
 * Takes what home units publish at an existing MQTT broker, on the same topics as if they were connected to us. Any
 * number of gateways share one fleet. The broker has said PUBACK long before we commit, so behind it only
 * {@code down/ack} is a receipt; a message leaves the broker's queue when its answer is there.
 *
 * <p>Alarms, resets and information have a connection of their own: nothing else can stand before them.
 */
public final class BrokerBridge {
    private static final long FORGET_EVERY_MS = 600_000;

    private final Vertx vertx;
    private final List<BrokerLine> lines;
    private final FleetUnits units;
    private final List<String> deployments = new ArrayList<>();
    private long forgetting = -1;

    private BrokerBridge(Vertx vertx, List<BrokerLine> lines, FleetUnits units) {
        this.vertx = vertx;
        this.lines = lines;
        this.units = units;
    }

    /** Begins to connect, and goes on trying; a broker that cannot be reached is no reason not to start. */
    public static Future<BrokerBridge> start(
            Vertx vertx, BridgeConfig config, MqttConfig mqtt, DeviceIntake intake, Sight sight) {
        MqttPublishing publishing = new MqttPublishing(intake, mqtt, sight.beside(), sight.clock(), sight.metrics());
        FleetUnits units = new FleetUnits(sight.beside().commands(), config, mqtt.gatewayId(), sight.clock());
        FleetMessages messages = new FleetMessages(intake, publishing, units, config);
        List<BrokerLine> lines = new ArrayList<>();
        for (LineKind kind : LineKind.values()) {
            BrokerLine line = new BrokerLine(kind, config, mqtt.gatewayId(), messages, sight);
            lines.add(line);
            if (kind == LineKind.ROUTINE) {
                units.speakOver(line::tell);
            }
        }
        sight.beside().commands().serve(units);
        BrokerBridge bridge = new BrokerBridge(vertx, List.copyOf(lines), units);
        bridge.forgetting = vertx.setPeriodic(FORGET_EVERY_MS, again -> units.forget());
        return bridge.open(0).map(bridge);
    }

    /** Where goes what is no signal, by what the bridge tells the time, and where it counts. */
    public record Sight(MqttPublishing.Beside beside, InstantSource clock, MeterRegistry metrics) {}

    private Future<Void> open(int next) {
        if (next == lines.size()) {
            return Future.succeededFuture();
        }
        return vertx.deployVerticle(lines.get(next)).onSuccess(deployments::add).compose(id -> open(next + 1));
    }

    /** A warning only: units that are connected to us directly must not lose their gateway with the broker. */
    public Readiness readiness() {
        return Readiness.warning("bridge", () -> {
            for (BrokerLine line : lines) {
                String fault = line.fault();
                if (fault != null) {
                    return Future.failedFuture(fault);
                }
            }
            return Future.succeededFuture();
        });
    }

    /** True while units behind the broker can be heard. */
    public boolean hears() {
        return lines.stream().allMatch(line -> line.fault() == null);
    }

    /** Takes nothing new, answers what is in flight within 5 s and disconnects; the broker keeps the rest for us. */
    public Future<Void> stop() {
        vertx.cancelTimer(forgetting);
        units.close();
        return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
    }
}
