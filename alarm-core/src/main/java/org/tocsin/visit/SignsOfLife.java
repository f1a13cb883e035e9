package org.tocsin.visit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a unit has shown that it reports by itself: two signs of life after somebody asked, as far apart as it is to report.
 * One alone may be what it says when somebody touches it.
 *
 * @param interval how often it is to be heard
 */
record SignsOfLife(Duration interval) {
    /** While somebody stands there; two must fit in. */
    static final Duration LISTENS = Duration.ofMinutes(30);

    /** True where two come while somebody waits; otherwise they are awaited after the visit. */
    boolean fitIn() {
        return longest().multipliedBy(2).compareTo(LISTENS) <= 0;
    }

    /**
     * The first of the two: the one known so far, or the newest where the second cannot follow that one any more.
     *
     * @param first as it is known; null while none was heard
     * @param seen the newest sign of life; null for none ever
     */
    Optional<Instant> first(@Nullable Instant first, @Nullable Instant seen, Instant askedAt) {
        if (seen == null || !seen.isAfter(askedAt)) {
            return Optional.empty();
        }
        return Optional.of(first == null || seen.isAfter(first.plus(longest())) ? seen : first);
    }

    /** Whether the newest is the second one. */
    boolean isSecond(Instant first, Instant seen) {
        return !seen.isBefore(first.plus(interval.multipliedBy(4).dividedBy(5)))
                && !seen.isAfter(first.plus(longest()));
    }

    /** A beat that comes half an interval late still belongs to the one before. */
    private Duration longest() {
        return interval.multipliedBy(3).dividedBy(2);
    }
}
