package org.tocsin.supervision;

import java.time.Duration;
import org.tocsin.home.RiskTier;

/**
 * How often a unit is expected and how long it may stay away beyond that. Nobody publishes agreed figures, so both are
 * the service's own, per model and risk class; these are where it starts.
 *
 * @param interval between two signs of life
 * @param grace beyond it before the unit counts as silent
 */
public record Expectation(Duration interval, Duration grace) {
    private static final Duration SHORTEST_LATE = Duration.ofMinutes(5);

    /** The higher the risk, the sooner a silence is told; where the service has said nothing else. */
    public static int usualGracePercent(RiskTier risk) {
        return switch (risk) {
            case CRITICAL -> 50;
            case HIGH -> 100;
            case STANDARD -> 200;
        };
    }

    public static Duration usualGraceMinimum(RiskTier risk) {
        return switch (risk) {
            case CRITICAL -> Duration.ofMinutes(5);
            case HIGH -> Duration.ofMinutes(10);
            case STANDARD -> Duration.ofMinutes(15);
        };
    }

    /** @param gracePercent of the interval, and at least the minimum */
    public static Expectation of(Duration interval, int gracePercent, Duration graceMinimum) {
        Duration part = interval.multipliedBy(gracePercent).dividedBy(100);
        return new Expectation(interval, part.compareTo(graceMinimum) > 0 ? part : graceMinimum);
    }

    /** With nothing heard for this long, by our own listening, it is silent. */
    public Duration silentAfter() {
        return interval.plus(grace);
    }

    /** A fifth of the interval late, and at least five minutes: something to see, nothing to do. Never after silence. */
    public Duration lateAfter() {
        Duration fifth = interval.dividedBy(5);
        Duration late = interval.plus(fifth.compareTo(SHORTEST_LATE) > 0 ? fifth : SHORTEST_LATE);
        return late.compareTo(silentAfter()) < 0 ? late : silentAfter();
    }
}
