package org.tocsin.response;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request to one contact to go to one alarm.
 *
 * @param said what the contact told us; both null until then
 */
public record Callout(UUID id, UUID alarmId, Contact contact, CalloutState state, Times times, Said said) {
    /** @param due when escalation acts if nothing has happened; null once nothing more is awaited */
    public record Times(
            Instant offered,
            @Nullable Instant due,
            @Nullable Instant accepted,
            @Nullable Instant arrived,
            @Nullable Instant left) {}

    /**
     * @param reason why they declined
     * @param done what was done, told on leaving
     */
    public record Said(@Nullable String reason, @Nullable String done) {}
}
