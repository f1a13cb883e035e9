package org.tocsin.signal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something happened at a unit, as far as we can tell, and which of two came first. Messages of one unit may
 * overtake each other on their way through two gateways.
 *
 * @param received when its message was received
 * @param unitTime the unit's own time
 * @param sequence the unit's start and its count since then, "3/117"; comparable only within one start
 */
record Moment(
        Instant received,
        @Nullable Instant unitTime,
        @Nullable String sequence) {
    /** A clock that is further off has lost its time: after a power cut some begin in the year 2000. */
    private static final Duration BELIEVED = Duration.ofHours(24);

    static Moment of(Signal signal) {
        SignalBody body = signal.body();
        String boot = body.get("boot");
        String count = body.get("seq");
        boolean counted = boot != null && count != null && count.matches("[0-9]{1,18}") && boot.length() <= 20;
        return new Moment(signal.origin().receivedAt(), body.unitTime(), counted ? boot + "/" + count : null);
    }

    /**
     * True when this certainly was before the other: by the unit's own count, else by its own clock, else by when we
     * received them. What cannot be told apart is not before.
     */
    boolean before(Moment other) {
        if (sequence != null && other.sequence != null && boot().equals(other.boot())) {
            return count() < other.count();
        }
        if (believable() && other.believable() && unitTime != null && other.unitTime != null) {
            if (!unitTime.equals(other.unitTime)) {
                return unitTime.isBefore(other.unitTime);
            }
        }
        return received.isBefore(other.received);
    }

    /** How far apart they were received. */
    Duration apart(Moment other) {
        return Duration.between(received, other.received).abs();
    }

    private boolean believable() {
        return unitTime != null && Duration.between(unitTime, received).abs().compareTo(BELIEVED) <= 0;
    }

    private String boot() {
        return sequence == null ? "" : sequence.substring(0, sequence.indexOf('/'));
    }

    private long count() {
        return sequence == null ? 0 : Long.parseLong(sequence.substring(sequence.indexOf('/') + 1));
    }
}
