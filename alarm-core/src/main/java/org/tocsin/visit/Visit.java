package org.tocsin.visit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One visit of an installer to a home, planned, under way or over.
 *
 * @param plannedOn by the calendar of the service
 * @param attempt which time somebody stands at this door since anybody was let in
 */
public record Visit(
        UUID id, UUID serviceId, UUID homeId, Kind kind, State state, LocalDate plannedOn, int attempt, Course course) {
    /** Stored by name. */
    public enum Kind {
        INSTALL("Installation"),
        /** Another unit takes the place of the one there: every old trigger must be heard on it. */
        UPGRADE("Upgrade"),
        RECHECK("Re-check");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Stored by name. */
    public enum State {
        PLANNED,
        OPEN,
        COMPLETED,
        /** Nobody opened. */
        NO_ACCESS,
        ABANDONED;

        public boolean over() {
            return this == COMPLETED || this == NO_ACCESS || this == ABANDONED;
        }
    }

    /**
     * What has happened so far.
     *
     * @param installerId who began it
     * @param unitId the unit that is tested
     * @param oldUnitId the one it took the place of on this visit
     * @param testModeEndedAt when test mode was last ended by hand
     * @param position where the phone said it was, "51.5074,-0.1278"
     */
    public record Course(
            @Nullable UUID installerId,
            @Nullable String installer,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable UUID unitId,
            @Nullable UUID oldUnitId,
            @Nullable Instant testModeEndedAt,
            @Nullable String position,
            @Nullable String note,
            @Nullable LocalDate nextAttemptOn) {}

    /** How long test mode lasts after the installer's last act in it, and how long at most. */
    public static final Duration TEST_MODE_RENEWED = Duration.ofMinutes(30);

    public static final Duration TEST_MODE_LONGEST = Duration.ofHours(4);
}
