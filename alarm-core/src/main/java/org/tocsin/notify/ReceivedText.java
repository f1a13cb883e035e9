package org.tocsin.notify;

import java.time.Instant;
import java.util.UUID;

/**
 * A text somebody sent to the number of a service.
 *
 * @param providerId through whom it came, as it was set up then
 * @param reference the provider's own id of it
 * @param from as the provider writes it, 447700900123
 * @param to the service's number
 * @param words at most {@value ReceivedTexts#LONGEST} characters
 * @param sentAt when the provider received it
 */
public record ReceivedText(
        UUID serviceId, UUID providerId, String reference, String from, String to, String words, Instant sentAt) {
    /** Nobody's number and nobody's words. */
    @Override
    public String toString() {
        return "text " + reference;
    }
}
