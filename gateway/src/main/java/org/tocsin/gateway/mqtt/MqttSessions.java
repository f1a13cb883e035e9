package org.tocsin.gateway.mqtt;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.gateway.CommandLine;
import org.tocsin.unit.UnitCommand;

/** The connections that are open now, by unit. A unit usually has one. */
final class MqttSessions implements CommandLine {
    private final Map<String, List<MqttDeviceSession>> byCid = new ConcurrentHashMap<>();

    /** Adds a session; one of the same unit with the same client id is over, without anybody being alarmed. */
    void add(MqttDeviceSession session) {
        byCid.compute(session.cid(), (cid, open) -> {
            if (open == null) {
                return List.of(session);
            }
            List<MqttDeviceSession> now = new ArrayList<>(open.size() + 1);
            for (MqttDeviceSession other : open) {
                if (other.clientId().equals(session.clientId())) {
                    other.takenOver();
                } else {
                    now.add(other);
                }
            }
            now.add(session);
            return List.copyOf(now);
        });
    }

    void remove(MqttDeviceSession session) {
        byCid.computeIfPresent(session.cid(), (cid, open) -> {
            List<MqttDeviceSession> rest =
                    open.stream().filter(other -> other != session).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    /** On the first of its connections where it listens. */
    @Override
    public Future<Boolean> send(UUID unitId, UnitCommand command) {
        return send(of(command.cid()).iterator(), unitId, command);
    }

    private static Future<Boolean> send(Iterator<MqttDeviceSession> open, UUID unitId, UnitCommand command) {
        if (!open.hasNext()) {
            return Future.succeededFuture(false);
        }
        MqttDeviceSession session = open.next();
        boolean sameUnit = session.caller()
                .unit()
                .filter(onFile -> onFile.unit().id().equals(unitId))
                .isPresent();
        Future<Boolean> sent = sameUnit ? session.command(command) : Future.succeededFuture(false);
        return sent.compose(done -> done ? Future.succeededFuture(true) : send(open, unitId, command));
    }

    /** All connections of a unit. */
    List<MqttDeviceSession> of(String cid) {
        return byCid.getOrDefault(cid, List.of());
    }

    List<MqttDeviceSession> all() {
        return byCid.values().stream().flatMap(List::stream).toList();
    }
}
