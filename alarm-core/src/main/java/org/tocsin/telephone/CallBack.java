package org.tocsin.telephone;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is to be rung at a time.
 *
 * @param alarmId of which case; null for none
 * @param homeId about which home; null where it is about none
 * @param place of that home, in one line; null where it is about none
 * @param askedBy as the log names them
 */
public record CallBack(
        UUID id,
        @Nullable UUID alarmId,
        @Nullable UUID homeId,
        @Nullable String place,
        String whom,
        @Nullable String telephone,
        String reason,
        Instant dueAt,
        String askedBy) {
    /** Whether it sounds. */
    public boolean isDue(Instant now) {
        return !now.isBefore(dueAt);
    }
}
