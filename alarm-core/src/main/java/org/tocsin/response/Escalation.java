package org.tocsin.response;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.alarm.AlarmState;

/** What comes next when a contact declined, or time has passed without an answer or an arrival. */
public final class Escalation {
    private Escalation() {}

    /** What comes next. */
    public sealed interface Next {
        /** Ask this contact. */
        record Ask(Contact contact) implements Next {}

        /** Somebody else is still awaited, or is there. */
        record Await() implements Next {}

        /** Nobody is left: back to the top of the board. */
        record Return() implements Next {}

        /** Help has been, or the alarm is closed: nothing more is needed. */
        record Rest() implements Next {}
    }

    /** True when this callout's time is over and nobody came. */
    public static boolean overdue(Callout callout, Instant now) {
        Instant due = callout.times().due();
        boolean awaited = callout.state().open() && callout.state() != CalloutState.ARRIVED;
        return awaited && due != null && !due.isAfter(now);
    }

    /**
     * True when whoever accepted and did not come in time brings the alarm back to the top: help has not been, and nobody
     * else is under way or there.
     *
     * @param asked everybody who was asked for this alarm, the one that is late no longer open
     */
    public static boolean returnsWhenLate(AlarmState state, List<ResponsePlan.Asked> asked) {
        return state != AlarmState.CLOSED && state != AlarmState.HANDLED && !helpUnderWay(asked);
    }

    private static boolean helpUnderWay(List<ResponsePlan.Asked> asked) {
        return asked.stream().anyMatch(one -> one.state().open() && one.state() != CalloutState.OFFERED);
    }

    /**
     * What to do after a callout ended without help.
     *
     * @param asked everybody who was asked for this alarm, the one that just ended among them
     * @param round which time the plan is being gone through
     * @param pressedAt the home's last press
     */
    public static Next after(
            AlarmState state, ResponsePlan plan, List<ResponsePlan.Asked> asked, int round, Instant pressedAt) {
        if (state == AlarmState.CLOSED || state == AlarmState.HANDLED) {
            return new Next.Rest();
        }
        if (helpUnderWay(asked)) {
            return new Next.Await();
        }
        Optional<Contact> next = plan.next(asked, round, pressedAt);
        if (next.isPresent()) {
            return new Next.Ask(next.get());
        }
        boolean answerAwaited = asked.stream().anyMatch(one -> one.state().open());
        return answerAwaited ? new Next.Await() : new Next.Return();
    }
}
