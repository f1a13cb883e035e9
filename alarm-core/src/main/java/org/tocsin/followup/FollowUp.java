package org.tocsin.followup;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that remains.
 *
 * @param what a sentence
 * @param from which home and alarm it comes
 * @param done what came of it; null while it is open
 */
public record FollowUp(
        UUID id,
        String what,
        boolean urgent,
        Instant dueAt,
        Made made,
        From from,
        @Nullable Done done) {
    public record Made(Instant at, String by) {}

    /**
     * @param who lives there, and where; words saying so where no home is on file
     * @param reference of the alarm
     */
    public record From(
            @Nullable UUID homeId,
            String who,
            @Nullable UUID alarmId,
            @Nullable String reference) {}

    public record Done(Instant at, String by, String result) {}

    /** Its day has passed and nobody has seen to it. */
    public boolean overdue(Instant now) {
        return done == null && dueAt.isBefore(now);
    }
}
