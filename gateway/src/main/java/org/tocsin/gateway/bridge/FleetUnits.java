package org.tocsin.gateway.bridge;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.CommandLine;
import org.tocsin.gateway.DeviceCommands;
import org.tocsin.gateway.bridge.PahoConnection.Publication;
import org.tocsin.gateway.mqtt.MqttReply;
import org.tocsin.gateway.mqtt.MqttTopic;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitConnection;
import org.tocsin.unit.UnitConnections.Held;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * The units this gateway has heard through the broker, and the way back to them: a command is published at the broker,
 * which says whether anybody listens. Each gateway of a group makes known by itself whom it can reach, so a message that
 * goes to another gateway than the one before moves nothing.
 */
final class FleetUnits implements CommandLine {
    private static final Logger LOG = LoggerFactory.getLogger(FleetUnits.class);
    private static final int MOST_UNITS = 200_000;
    /** A unit beats at least once a day. */
    private static final long FORGOTTEN_AFTER = Duration.ofHours(25).toNanos();

    private final DeviceCommands commands;
    private final String address;
    private final String connectionId;
    private final InstantSource clock;
    private final Map<UUID, Reached> reached = new ConcurrentHashMap<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile Broker broker = publication -> Future.succeededFuture(false);

    /** Whether somebody has heard what was published. */
    interface Broker {
        Future<Boolean> tell(Publication publication);
    }

    private static final class Reached {
        private final String topic;
        private final Held held;
        private volatile long heardAt = System.nanoTime();

        Reached(String topic, Held held) {
            this.topic = topic;
            this.held = held;
        }
    }

    FleetUnits(DeviceCommands commands, BridgeConfig config, String gatewayId, InstantSource clock) {
        this.commands = commands;
        this.address = config.broker().host();
        this.connectionId = UnitConnection.BROKER + gatewayId;
        this.clock = clock;
    }

    void speakOver(Broker line) {
        broker = line;
    }

    /** Somebody who is to be believed has spoken. From any thread. */
    void heard(OnFile onFile) {
        UUID id = onFile.unit().id();
        Reached known = reached.get(id);
        if (known != null) {
            known.heardAt = System.nanoTime();
        } else if (reached.size() < MOST_UNITS) {
            reached.computeIfAbsent(id, unknown -> hold(onFile));
        } else if (full.compareAndSet(false, true)) {
            LOG.atWarn().log("more units speak through the broker than can be sent commands");
        }
    }

    private Reached hold(OnFile onFile) {
        UUID id = onFile.unit().id();
        Held held = commands.connected(onFile.unit(), connectionId, Protocol.MQTT, address, () -> reached.remove(id));
        String topic =
                MqttTopic.commandTopic(onFile.service().code(), onFile.unit().cid());
        return new Reached(topic, held);
    }

    /** It says that it is there, and listens. */
    void ready(UUID unitId) {
        commands.listens(unitId);
    }

    /** It says goodbye, or the broker says it has lost it. */
    void gone(UUID unitId) {
        Reached was = reached.remove(unitId);
        if (was != null) {
            was.held.release();
        }
    }

    /** Forgets whom nothing was heard of for more than a day. */
    void forget() {
        long now = System.nanoTime();
        reached.forEach((id, unit) -> {
            if (now - unit.heardAt > FORGOTTEN_AFTER) {
                gone(id);
            }
        });
    }

    @Override
    public Future<Boolean> send(UUID unitId, UnitCommand command) {
        Reached unit = reached.get(unitId);
        if (unit == null) {
            return Future.succeededFuture(false);
        }
        long seconds =
                Duration.between(clock.instant(), command.order().until()).toSeconds();
        byte[] payload = MqttReply.payload(command).getBytes();
        // Nobody should hear a command that is no longer to be carried out.
        return broker.tell(new Publication(unit.topic, payload, null, Math.max(1, seconds)));
    }

    void close() {
        reached.keySet().forEach(this::gone);
    }
}
