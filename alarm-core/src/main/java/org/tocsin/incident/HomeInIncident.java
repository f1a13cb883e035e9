package org.tocsin.incident;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every act and event does to a home in an incident, in every state: the whole table, without time and without store.
 * Nothing here ends a home's alarm but the closing of the card, and that only where the home is back or was spoken with.
 */
public final class HomeInIncident {
    private HomeInIncident() {}

    /** Where a home stands on the card. */
    public enum State {
        /** Neither back nor spoken with: the card cannot close. */
        OFF,
        /** Still off; somebody was spoken with. */
        CONTACTED,
        RESTORED,
        /** Its alarm stands on its own again. */
        LEFT
    }

    /** What happens to it, and what people do. */
    public enum Act {
        RESTORED,
        LOST_AGAIN,
        SPOKEN_TO,
        NO_ANSWER,
        NEEDS_HELP,
        /** The home has a fault besides, which is its own. */
        OTHER_FAULT,
        /** Somebody works on its alarm. */
        TAKEN_ALONE,
        /** Too long after the restoration began. */
        STILL_OFF,
        CARD_CLOSED
    }

    /** What becomes of its alarm. */
    public enum Alarm {
        /** Quiet, behind the card. */
        STAYS,
        /** On the board by itself, as it is. */
        LEAVES,
        /** On the board by itself, sounding. */
        SOUNDS,
        CLOSES
    }

    /** What an act comes to. */
    public sealed interface Verdict {
        record To(State state, Alarm alarm) implements Verdict {}

        /** @param why a sentence the person who tried it reads */
        record Refused(String why) implements Verdict {}
    }

    /** What {@code act} does to a home in {@code state}. */
    public static Verdict of(State state, Act act) {
        if (state == State.LEFT) {
            return new Verdict.Refused("This home is no longer part of the incident: its alarm stands on the board.");
        }
        return switch (act) {
            case RESTORED -> to(State.RESTORED, Alarm.STAYS);
            // Whoever was spoken with while it was off has been spoken with; whoever came back and went again has not.
            case LOST_AGAIN -> to(state == State.RESTORED ? State.OFF : state, Alarm.STAYS);
            case SPOKEN_TO -> to(state == State.OFF ? State.CONTACTED : state, Alarm.STAYS);
            case NO_ANSWER -> to(state, Alarm.STAYS);
            case NEEDS_HELP, OTHER_FAULT -> to(State.LEFT, Alarm.SOUNDS);
            case TAKEN_ALONE -> to(State.LEFT, Alarm.LEAVES);
            case STILL_OFF -> state == State.RESTORED ? to(state, Alarm.STAYS) : to(State.LEFT, Alarm.SOUNDS);
            // Lost again at the very moment somebody closed the card: it is nobody's any more, so it sounds.
            case CARD_CLOSED -> to(State.LEFT, state == State.OFF ? Alarm.SOUNDS : Alarm.CLOSES);
        };
    }

    /**
     * When the restoration began: as soon as enough are back, and no longer where the power went again.
     *
     * @param since what was known before; null where it had not begun
     * @param homes those still on the card
     */
    public static @Nullable Instant restoringSince(
            @Nullable Instant since, int homes, int restored, IncidentRule rule, Instant now) {
        boolean begun = homes > 0 && restored > 0 && restored * 100L >= (long) homes * rule.restoredPercent();
        return begun ? (since == null ? now : since) : null;
    }

    /** True when whoever is still off has to stand on their own. */
    public static boolean stillOffIsOver(@Nullable Instant restoringSince, IncidentRule rule, Instant now) {
        return restoringSince != null
                && !Duration.between(restoringSince, now).minus(rule.popOut()).isNegative();
    }

    private static Verdict to(State state, Alarm alarm) {
        return new Verdict.To(state, alarm);
    }
}
