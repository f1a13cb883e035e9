package org.tocsin.readiness;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the way of a home's being ready, and who looks after it.
 *
 * @param owner who sees to it
 * @param reviewOn when it is looked at again
 * @param endedAt null while it stands
 */
public record ReadinessException(
        UUID id,
        UUID homeId,
        Kind kind,
        String owner,
        Instant since,
        @Nullable LocalDate reviewOn,
        @Nullable String note,
        @Nullable Instant endedAt) {
    /** Stored by name. */
    public enum Kind {
        NO_ACCESS_1,
        NO_ACCESS_2,
        NO_ACCESS_3,
        REFUSED,
        IN_HOSPITAL,
        AWAITING_STOCK;

        /** After one more visit at which nobody opened. */
        public static Kind afterNoAccess(@Nullable Kind before) {
            if (before == NO_ACCESS_1) {
                return NO_ACCESS_2;
            }
            return before == NO_ACCESS_2 || before == NO_ACCESS_3 ? NO_ACCESS_3 : NO_ACCESS_1;
        }
    }
}
