package org.tocsin.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A clock of a case. A long lie on the floor is dangerous by itself (over an hour: NHS England, falls guidance), people
 * who wait alone are spoken with, and whoever waits for an ambulance tells 999 when it gets worse.
 *
 * @param every how often somebody is reminded; null for one that only runs
 * @param lastAt when it was last done, or it was started
 * @param reference of the 999 call
 */
public record CaseClock(
        UUID id,
        UUID alarmId,
        Kind kind,
        Instant startedAt,
        @Nullable Duration every,
        Instant lastAt,
        @Nullable String reference) {
    /** Over this time on the floor it is red. */
    public static final Duration LONG_LIE = Duration.ofMinutes(60);

    /** Stored by name. */
    public enum Kind {
        /** Somebody lies on the floor. */
        FLOOR(null),
        /** Somebody is spoken with again and again until help is there. */
        STAY_WITH(Duration.ofMinutes(15)),
        /** 999 was rung and nobody is there yet. */
        AMBULANCE(Duration.ofMinutes(20));

        private final @Nullable Duration usually;

        Kind(@Nullable Duration usually) {
            this.usually = usually;
        }

        /** How often, unless somebody says otherwise; null for one that reminds nobody. */
        public @Nullable Duration usually() {
            return usually;
        }
    }

    /** When somebody is to be reminded; null for one that only runs. */
    public @Nullable Instant dueAt() {
        return every == null ? null : lastAt.plus(every);
    }

    /** Whether it needs somebody now. */
    public boolean isDue(Instant now) {
        Instant due = dueAt();
        return due == null ? isLong(now) : !now.isBefore(due);
    }

    /** A lie on the floor of an hour or more. */
    public boolean isLong(Instant now) {
        return kind == Kind.FLOOR && !now.isBefore(startedAt.plus(LONG_LIE));
    }
}
