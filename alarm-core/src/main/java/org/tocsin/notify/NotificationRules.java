package org.tocsin.notify;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How often and how long is tried. Pure. */
final class NotificationRules {
    /** One try. */
    static final Duration WITHIN = Duration.ofSeconds(10);

    /** Longer than a try with the reading and writing around it. */
    static final Duration LEASE = Duration.ofSeconds(30);

    static final int MOST_ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private NotificationRules() {}

    /** When to try again after this attempt (from 1); null when it would be too often or too late. */
    static @Nullable Instant again(int attempt, Instant now, Instant expiresAt) {
        if (attempt >= MOST_ATTEMPTS) {
            return null;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return next.isBefore(expiresAt) ? next : null;
    }
}
