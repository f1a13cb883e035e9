package org.tocsin.alarm;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The case a person works on; opened by a signal, gathers later ones.
 *
 * @param trigger where it came from and what it said
 * @param progress how urgent it is and how far the work on it has come
 * @param closing how it ended; null while it is open
 */
public record Alarm(
        UUID id,
        UUID serviceId,
        String reference,
        Trigger trigger,
        Progress progress,
        @Nullable Closing closing) {

    /**
     * @param words the trigger and its place in words, "Pendant, kitchen"
     * @param kind ALARM, TECHNICAL or UNREADABLE: the {@code SignalKind} that opened it
     * @param flags what to doubt or know: names of {@code Doubt} and {@link AlarmFlag}
     * @param queue which work it is
     */
    public record Trigger(
            @Nullable UUID homeId,
            @Nullable UUID unitId,
            String cid,
            String kind,
            String words,
            Set<String> flags,
            Queue queue) {}

    /**
     * @param signalCount presses and other signals in it, retransmissions not counted
     * @param raisedAt when its first signal was received
     * @param pressedAt the last press: where the answer clock started again
     * @param sounding true while it sounds: at its taker if taken, otherwise on every board
     * @param takenBy the operator responsible
     */
    public record Progress(
            Priority priority,
            AlarmState state,
            int signalCount,
            Instant raisedAt,
            Instant pressedAt,
            boolean sounding,
            @Nullable UUID takenBy,
            @Nullable Instant takenAt) {}

    /**
     * @param outcome code of the service's outcome list
     * @param spokenTo who at the home was spoken to; required where no help was sent
     */
    public record Closing(
            String outcome,
            @Nullable String spokenTo,
            @Nullable String note,
            Instant at,
            @Nullable UUID by) {}
}
