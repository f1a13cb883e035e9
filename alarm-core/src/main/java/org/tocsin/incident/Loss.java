package org.tocsin.incident;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A home's open technical alarm, as far as grouping needs it.
 *
 * @param kinds everything that is lost and not back; never empty
 * @param lostAt when the first of it was lost
 */
public record Loss(UUID alarmId, UUID homeId, Set<LossKind> kinds, Instant lostAt, Place place, Risk risk) {

    /** What the home may have in common with others. */
    public record Place(
            @Nullable String area,
            @Nullable String network,
            @Nullable String provider) {}
}
