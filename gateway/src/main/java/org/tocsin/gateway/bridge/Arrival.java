package org.tocsin.gateway.bridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One message as the broker handed it over on one of our connections. */
record Arrival(PahoConnection from, Message message) {
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
}
