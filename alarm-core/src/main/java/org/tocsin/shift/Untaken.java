package org.tocsin.shift;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.notify.OutsideCall;
import org.tocsin.notify.TextNumber;

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
     * @param noBoard no board of the service is open, though one has been: then it is heard nowhere, and the manager on
     *     call is told at once
     */
    public static Optional<Step> next(
            Instant since, @Nullable Step done, ShiftRules rules, boolean noBoard, Instant now) {
        Step next = done == null ? Step.MANAGER : Step.PARTNER;
        boolean atOnce = next == Step.MANAGER && noBoard && rules.onCall().isOnFile();
        boolean due = atOnce || !now.isBefore(since.plus(ring(next, rules).after()));
        return done != Step.PARTNER && due ? Optional.of(next) : Optional.empty();
    }

    /** Whom a step rings. */
    public static ShiftRules.Ring ring(Step step, ShiftRules rules) {
        return step == Step.MANAGER ? rules.onCall() : rules.partner();
    }

    /**
     * The line of the log.
     *
     * @param waited how long it has waited
     */
    static String words(Step step, ShiftRules rules, Duration waited) {
        ShiftRules.Ring ring = ring(step, rules);
        String who = step == Step.MANAGER ? "manager on call" : "partner centre";
        String begun = waited.compareTo(ring.after()) < 0
                ? "No board is open to hear this life alarm. "
                : "Nobody took this life alarm within " + ShiftRules.words(ring.after()) + ". ";
        if (!ring.isOnFile()) {
            return begun + "No " + who + " is on file to be rung";
        }
        if (ring.number() == null) {
            return begun + "The " + who + " is told" + (ring.name() == null ? "" : ": " + ring.name());
        }
        return begun + "The " + who + " is to be rung: " + (ring.name() == null ? "" : ring.name() + ", ")
                + ring.number();
    }

    /** Who is told by text and e-mail, about this alarm of this service. */
    static OutsideCall.Call call(Step step, ShiftRules rules, UUID serviceId, UUID alarmId) {
        ShiftRules.Ring ring = ring(step, rules);
        String who = step == Step.MANAGER ? "manager on call" : "partner centre";
        String text = TextNumber.of(ring.text())
                .or(() -> TextNumber.of(ring.number()))
                .orElse(null);
        return new OutsideCall.Call(
                serviceId,
                alarmId,
                step.name(),
                ring.name() == null ? "the " + who : ring.name() + ", " + who,
                text,
                ring.email());
    }
}
