package org.tocsin.supervision;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.supervision.Liveness.Change;
import org.tocsin.supervision.Liveness.State;

/**
 * Whether a trigger is within reach of its unit. Pure. Triggers of some models report every so often (a pattern of the
 * field: every 9 hours, out of range after 73); of the others only a press is ever heard, and nothing follows from its
 * absence. Counted is the time in which we listened while their unit was there.
 */
final class TriggerWatch {
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private TriggerWatch() {}

    /**
     * @param silentAfter null where the model's triggers do not report
     * @param silenceSince the last word before the silence that is not over
     * @param unit how its unit is: through one that is not heard no trigger is
     */
    record Facts(
            Instant heard,
            @Nullable Duration silentAfter,
            @Nullable Instant silenceSince,
            State unit) {}

    record Judgement(Change change, Instant silentAt, Instant lookAgain) {}

    /** Two reports in a row that should have come while we listened have not; one is lost now and then. */
    static boolean late(@Nullable Instant heard, @Nullable Duration every, Listening listening, Instant now) {
        return heard != null && every != null && listening.between(heard, now).compareTo(every.multipliedBy(2)) > 0;
    }

    static Judgement judge(Facts facts, Listening listening, Instant now) {
        Instant later = now.plus(LOOK_AGAIN);
        if (facts.silenceSince != null) {
            boolean again = facts.heard.isAfter(facts.silenceSince);
            return new Judgement(again ? Change.HEARD_AGAIN : Change.NONE, now, again ? now : later);
        }
        if (facts.silentAfter == null || facts.unit == State.SILENT || facts.unit == State.PAUSED) {
            return new Judgement(Change.NONE, later, later);
        }
        Duration left = facts.silentAfter.minus(listening.between(facts.heard, now));
        Instant silentAt = now.plus(left);
        if (left.isZero() || left.isNegative()) {
            return new Judgement(listening.holds(now) ? Change.FELL_SILENT : Change.NONE, silentAt, later);
        }
        return new Judgement(Change.NONE, silentAt, silentAt.isBefore(later) ? silentAt : later);
    }
}
