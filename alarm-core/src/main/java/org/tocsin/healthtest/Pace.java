package org.tocsin.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many have been asked since when; kept in the database, so that all processes share one pace. At no moment more
 * have been asked than the pace allows since {@code from}.
 *
 * @param from null while nothing is asked: the time of a pause is never made up for
 */
public record Pace(@Nullable Instant from, long count) {
    public static final Pace STILL = new Pace(null, 0);

    /** Behind by more than this (no process ran, the database was away), the rest is let go rather than hurried. */
    private static final Duration MOST_BEHIND = Duration.ofSeconds(10);

    private static final long MICROS_A_MINUTE = 60_000_000;

    /** The same at this moment: begun where it stood still, and without what it has fallen too far behind. */
    public Pace at(Instant now, int perMinute) {
        if (from == null || now.isBefore(from)) {
            return new Pace(now, 0);
        }
        long most = Math.max(1, (long) Math.ceil(perMinute * MOST_BEHIND.toSeconds() / 60.0));
        return due(now, perMinute) > most ? new Pace(now, 0) : this;
    }

    /** How many may be asked now. */
    public long due(Instant now, int perMinute) {
        if (from == null || !now.isAfter(from)) {
            return 0;
        }
        long elapsed = ChronoUnit.MICROS.between(from, now);
        return Math.max(0, elapsed * perMinute / MICROS_A_MINUTE - count);
    }

    public Pace asked(long more) {
        return new Pace(from, count + more);
    }
}
