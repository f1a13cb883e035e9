package org.tocsin.speech;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call as far as the telephone system has reported it.
 *
 * @param callId the telephone system's own name for it
 * @param alarm the alarm it belongs to; null where it belongs to none we know
 * @param caller who called, as reported
 */
public record PhoneCall(
        UUID id,
        String callId,
        @Nullable Belonging alarm,
        @Nullable String caller,
        Times times,
        @Nullable String recording) {
    /** By what a call was recognised. Stored by name. */
    public enum MatchedBy {
        /** The token in the number that was called. */
        TOKEN,
        /** The unit's id. */
        CID,
        /** The number of the caller. */
        NUMBER
    }

    /** @param reference the alarm's spoken reference */
    public record Belonging(UUID alarmId, String reference, MatchedBy matchedBy) {}

    /** When each was reported to have happened; null where it was not. */
    public record Times(
            @Nullable Instant ringing,
            @Nullable Instant connected,
            @Nullable Instant cleared) {}

    /** How far it has come, whatever the order in which it was reported. */
    public enum State {
        REPORTED,
        RINGING,
        CONNECTED,
        CLEARED
    }

    public State state() {
        if (times.cleared() != null) {
            return State.CLEARED;
        }
        if (times.connected() != null) {
            return State.CONNECTED;
        }
        return times.ringing() != null ? State.RINGING : State.REPORTED;
    }
}
