package org.tocsin.gateway.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open now, by unit. A unit usually has one. */
final class MqttSessions {
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

    /** All connections of a unit. */
    List<MqttDeviceSession> of(String cid) {
        return byCid.getOrDefault(cid, List.of());
    }

    List<MqttDeviceSession> all() {
        return byCid.values().stream().flatMap(List::stream).toList();
    }
}
