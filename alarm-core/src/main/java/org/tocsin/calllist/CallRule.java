package org.tocsin.calllist;

import java.time.Duration;
import java.time.Instant;

/**
 * When a call counts as missed, as the service set it. Pure.
 *
 * @param madeWithin so long after it was due somebody must have rung; then it sounds on the board
 * @param attempts so often nobody may answer; with the last of them it sounds on the board
 * @param retryAfter how long after a call without an answer the next is due
 */
public record CallRule(Duration madeWithin, int attempts, Duration retryAfter) {
    public static final CallRule USUAL = new CallRule(Duration.ofHours(1), 2, Duration.ofMinutes(15));

    /** @throws IllegalArgumentException outside of what may be set */
    public CallRule {
        boolean fits =
                within(madeWithin, 300, 86_400) && within(retryAfter, 60, 14_400) && attempts >= 1 && attempts <= 10;
        if (!fits) {
            throw new IllegalArgumentException("a call list's rule is outside of its limits");
        }
    }

    private static boolean within(Duration time, long least, long most) {
        return time.toSeconds() >= least && time.toSeconds() <= most;
    }

    /** Nobody rang in time. */
    public boolean late(Instant tryAt, Instant now) {
        return !tryAt.plus(madeWithin).isAfter(now);
    }

    /** Nobody answered often enough. @param tried the last one among them */
    public boolean givenUp(int tried) {
        return tried >= attempts;
    }
}
