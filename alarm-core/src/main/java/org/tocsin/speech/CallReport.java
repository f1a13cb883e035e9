package org.tocsin.speech;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a telephone system says about one of its calls.
 *
 * @param callId its own name for the call, the same in every report of it
 * @param at when it happened
 * @param caller who calls: an address or a telephone number
 * @param called whom: the number the unit was given, with its token where it had one
 * @param cid the unit's id, where the telephone system knows it
 * @param recording where the recording is found in its own store
 */
public record CallReport(
        String callId,
        Event event,
        Instant at,
        @Nullable String caller,
        @Nullable String called,
        @Nullable String cid,
        @Nullable String recording) {
    /** May come in any order and any number of times. */
    public enum Event {
        RINGING,
        CONNECTED,
        CLEARED,
        /** Only says where the recording is. */
        RECORDING
    }
}
