package org.tocsin.simulator.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Trigger;

/**
 * What the ledger knows of one signal.
 *
 * @param protocol {@code SCAIP} or {@code MQTT}
 * @param kind {@code ALARM}, {@code TECHNICAL} or {@code TEST}
 * @param acknowledgedAt when the platform gave its receipt; null while it has not
 * @param trigger what raised it; null for a test of the unit itself
 */
public record Line(
        String cid,
        String ref,
        String protocol,
        String kind,
        Instant raisedAt,
        int attempts,
        @Nullable Instant acknowledgedAt,
        @Nullable Trigger trigger) {

    /** Of which nobody has said what raised it. */
    public Line(
            String cid,
            String ref,
            String protocol,
            String kind,
            Instant raisedAt,
            int attempts,
            @Nullable Instant acknowledgedAt) {
        this(cid, ref, protocol, kind, raisedAt, attempts, acknowledgedAt, null);
    }

    public boolean acknowledged() {
        return acknowledgedAt != null;
    }
}
