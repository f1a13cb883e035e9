package org.tocsin.response;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a response takes, by both clocks: from the receipt of the alarm, and from the decision to send somebody. Both
 * end with the first arrival at the door. Pure.
 *
 * @param received when the alarm's first signal was received
 * @param decided when the first person was asked to go; null while nobody was
 * @param arrived when the first of them said that they were there; null while nobody is
 */
public record ResponseClock(
        Instant received,
        @Nullable Instant decided,
        @Nullable Instant arrived) {

    /** The counting rule, as it is printed beside every figure. */
    public static final String RULE =
            "Both clocks end when the first person sent says that they have arrived (by the time they said it, also where"
                    + " it reached us later). The first begins with the receipt of the alarm's first signal; the second"
                    + " with the decision to deploy, which is the moment the first person was asked to go. The home's own"
                    + " press stands beside it as proof and moves neither clock.";

    /**
     * What a service has promised.
     *
     * @param mostly for most: 45 min unless set otherwise
     * @param latest for the rest: 60 min
     * @param crisis for everybody, whatever it is: 2 h
     */
    public record Promise(Duration mostly, Duration latest, Duration crisis) {}

    /** How a clock stands against a promise. */
    public enum Standing {
        IN_TIME,
        OVER_MOSTLY,
        OVER_LATEST,
        OVER_CRISIS
    }

    /** Since the receipt; until the arrival, or until now. */
    public Duration fromReceipt(Instant now) {
        return between(received, now);
    }

    /** Since the decision; null while nobody was asked. */
    public @Nullable Duration fromDecision(Instant now) {
        return decided == null ? null : between(decided, now);
    }

    /** The first limit that this time has not passed is kept: a time of exactly the limit is in it. */
    public static Standing standing(Duration time, Promise promise) {
        if (time.compareTo(promise.crisis()) > 0) {
            return Standing.OVER_CRISIS;
        }
        if (time.compareTo(promise.latest()) > 0) {
            return Standing.OVER_LATEST;
        }
        return time.compareTo(promise.mostly()) > 0 ? Standing.OVER_MOSTLY : Standing.IN_TIME;
    }

    private Duration between(Instant from, Instant now) {
        Instant end = arrived == null ? now : arrived;
        return end.isBefore(from) ? Duration.ZERO : Duration.between(from, end);
    }
}
