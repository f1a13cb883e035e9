package org.tocsin.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often and how long is tried. Pure. */
final class NotificationRules {
    /** One try. */
    static final Duration WITHIN = Duration.ofSeconds(10);

    /** Longer than a try with the reading and writing around it. */
    static final Duration LEASE = Duration.ofSeconds(30);

    static final int MOST_ATTEMPTS = 8;

    /** Of a message that nobody takes a life alarm: for as long as it makes sense. */
    static final int MOST_ATTEMPTS_OUTSIDE = 60;

    /** What was told before counts for so long. */
    static final Duration REMEMBERED = Duration.ofMinutes(15);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);
    private static final Duration TOLD_AGAIN_AT_LAST = Duration.ofMinutes(5);

    private NotificationRules() {}

    /**
     * When to try again after this attempt (from 1); null when it would be too often or too late.
     *
     * @param most how often at all
     */
    static @Nullable Instant again(int attempt, int most, Instant now, Instant expiresAt) {
        if (attempt >= most) {
            return null;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return next.isBefore(expiresAt) ? next : null;
    }

    /**
     * When somebody is told that an alarm is not taken: at once, but who was told a moment ago a minute after that, then
     * after two, then after five; what has come by then is counted in one message.
     *
     * @param told when they were told within {@link #REMEMBERED}, in any order
     */
    static Instant tell(List<Instant> told, Instant now) {
        Instant last = told.stream().max(Comparator.naturalOrder()).orElse(null);
        if (last == null) {
            return now;
        }
        Duration pause = TOLD_AGAIN.multipliedBy(1L << Math.min(told.size() - 1, 10));
        Instant next = last.plus(pause.compareTo(TOLD_AGAIN_AT_LAST) > 0 ? TOLD_AGAIN_AT_LAST : pause);
        return next.isAfter(now) ? next : now;
    }
}
