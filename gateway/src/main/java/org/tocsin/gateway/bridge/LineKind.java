package org.tocsin.gateway.bridge;

import java.util.List;
import java.util.Locale;

/** The bridge's two connections, and the topics each takes. */
enum LineKind {
    /** What a person may be waiting for. */
    LIFE(List.of("alarm", "reset", "info")),
    /** Everything that comes by itself, and much more often. */
    ROUTINE(List.of("heartbeat", "test", "state", "result"));

    private final List<String> topics;

    LineKind(List<String> topics) {
        this.topics = topics;
    }

    /** The same for every gateway of a group, so that each message goes to one of them (MQTT 5 §4.8.2). */
    String[] filters(String group) {
        return topics.stream()
                .map(topic -> "$share/" + group + "/tc/1/+/+/up/" + topic)
                .toArray(String[]::new);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
