package org.tocsin.shift;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is to be rung when nobody takes a life alarm: first the manager on call, then the partner centre. Pure. */
public final class Untaken {
    private Untaken() {}

    /** Stored by name. */
    public enum Step {
        MANAGER,
        PARTNER
    }

    /**
     * The next step that is due, one at a time and each once.
     *
     * @param since when it began to wait
     * @param done the last step taken for this very wait; null for none
     */
    public static Optional<Step> next(Instant since, @Nullable Step done, ShiftRules rules, Instant now) {
        Step next = done == null ? Step.MANAGER : Step.PARTNER;
        boolean due = !now.isBefore(since.plus(ring(next, rules).after()));
        return done != Step.PARTNER && due ? Optional.of(next) : Optional.empty();
    }

    /** Whom a step rings. */
    public static ShiftRules.Ring ring(Step step, ShiftRules rules) {
        return step == Step.MANAGER ? rules.onCall() : rules.partner();
    }

    /** The line of the log. */
    static String words(Step step, ShiftRules rules) {
        ShiftRules.Ring ring = ring(step, rules);
        String who = step == Step.MANAGER ? "manager on call" : "partner centre";
        String begun = "Nobody took this life alarm within " + ShiftRules.words(ring.after()) + ". ";
        if (ring.number() == null) {
            return begun + "No " + who + " is on file to be rung";
        }
        return begun + "The " + who + " is to be rung: " + (ring.name() == null ? "" : ring.name() + ", ")
                + ring.number();
    }
}
