package org.tocsin.simulator.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of one signal.
 *
 * @param protocol {@code SCAIP} or {@code MQTT}
 * @param kind {@code ALARM} or {@code TECHNICAL}
 * @param acknowledgedAt when the platform gave its receipt; null while it has not
 */
public record Line(
        String cid,
        String ref,
        String protocol,
        String kind,
        Instant raisedAt,
        int attempts,
        @Nullable Instant acknowledgedAt) {

    public boolean acknowledged() {
        return acknowledgedAt != null;
    }
}
