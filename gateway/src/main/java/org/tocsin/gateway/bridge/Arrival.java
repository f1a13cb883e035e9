package org.tocsin.gateway.bridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One message as the broker handed it over, until it is acknowledged. Used on its line's event loop only. */
final class Arrival {
    final PahoConnection from;
    final Message message;
    /** Nothing more is to be done about it but to acknowledge it in its turn. */
    boolean settled;

    /**
     * @param packetId the broker's number for it on this connection
     * @param qos 0 or 1
     * @param responseTopic where the unit wants its answer
     */
    record Message(
            int packetId,
            int qos,
            String topic,
            byte[] payload,
            @Nullable String responseTopic,
            Instant receivedAt) {}

    Arrival(PahoConnection from, Message message) {
        this.from = from;
        this.message = message;
    }
}
