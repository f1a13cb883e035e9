package org.tocsin.journey.night;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time by which the platform's business runs. Before the night begins it is the machine's own; from then on it stands
 * still wherever it was put, so that what is done in the night is done at a time that is known to the second.
 */
final class NightClock implements InstantSource {
    private volatile @Nullable Instant begin;
    private volatile @Nullable Instant now;

    @Override
    public Instant instant() {
        Instant stands = now;
        return stands == null ? Instant.now() : stands;
    }

    /** The night begins now, on a whole second. */
    void stop() {
        Instant stands = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        begin = stands;
        now = stands;
    }

    /** Puts it on; it never goes back. */
    void put(Duration sinceBegin) {
        Instant wanted = at(sinceBegin);
        if (wanted.isBefore(instant())) {
            throw new IllegalArgumentException("the night does not go back to " + sinceBegin);
        }
        now = wanted;
    }

    /** The moment so long after the night began. */
    Instant at(Duration sinceBegin) {
        Instant from = begin;
        if (from == null) {
            throw new IllegalStateException("the night has not begun");
        }
        return from.plus(sinceBegin);
    }
}
