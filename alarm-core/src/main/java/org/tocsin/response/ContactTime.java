package org.tocsin.response;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When a contact can, or cannot, be reached. */
public sealed interface ContactTime {
    UUID id();

    UUID contactId();

    /**
     * Hours of some days; until before from, or the same, goes over midnight of the day it began.
     *
     * @param days at least one
     */
    record Hours(UUID id, UUID contactId, Set<DayOfWeek> days, LocalTime from, LocalTime until) implements ContactTime {
        public Hours {
            days = Set.copyOf(days);
        }

        boolean overMidnight() {
            return !until.isAfter(from);
        }
    }

    /** @param until the last day away */
    record Away(
            UUID id,
            UUID contactId,
            LocalDate from,
            LocalDate until,
            @Nullable String note) implements ContactTime {}
}
