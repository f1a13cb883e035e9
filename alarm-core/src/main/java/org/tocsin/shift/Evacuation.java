package org.tocsin.shift;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a partner centre has a service's board and speech numbers because its own room had to be left.
 *
 * @param rehearsal the very same, done to practise it
 * @param beganBy who, as the audit trail names them
 * @param ended null while it lasts
 */
public record Evacuation(
        UUID id,
        boolean rehearsal,
        String why,
        Partner partner,
        Instant beganAt,
        String beganBy,
        @Nullable End ended) {

    /** @param number where homes are told to call */
    public record Partner(String name, String number) {}

    public record End(Instant at, String by, String why) {}

    /** "Evacuated to Northern Careline since 03:12:40" comes from this with a clock of the reader's. */
    public boolean lasts() {
        return ended == null;
    }
}
