package org.tocsin.alarm;

import static org.tocsin.alarm.AlarmState.CLOSED;
import static org.tocsin.alarm.AlarmState.HANDLED;
import static org.tocsin.alarm.AlarmState.RESPONDING;
import static org.tocsin.alarm.AlarmState.TAKEN;
import static org.tocsin.alarm.AlarmState.WAITING;

/**
 * What every act and event does to an alarm in every state: the whole table, without time and without store. Who may act
 * is decided elsewhere ({@link AlarmDesk}); here it is assumed that they may.
 */
public final class AlarmLifecycle {
    private AlarmLifecycle() {}

    /** What people do to an alarm, and what happens to it. */
    public enum Act {
        /** An operator becomes responsible; by the one who has it: the new press has been noticed. */
        TAKE,
        HAND_BACK,
        CALL_OUT,
        CLOSE,
        NOTE,
        /** A contact accepted. */
        ACCEPTED,
        DECLINED,
        EXPIRED,
        EN_ROUTE,
        ARRIVED,
        LEFT,
        /** Whoever came could not get in: the home is as it was. */
        NO_ENTRY,
        /** Nobody is left to be asked. */
        PLAN_EXHAUSTED,
        /** Whoever accepted has not come in time, and nobody else is under way. */
        ARRIVAL_LATE,
        /** Whoever accepted says that they will come later than they must. */
        EXPECTED_LATE,
        /** A text came that a person has to read. */
        TEXTED,
        /** The home was to speak with us and has not. */
        NO_SPEECH,
        /** A new press from the home; after CLOSED it opens a new alarm instead. */
        PRESS,
        /** Its taker puts it aside for a while. */
        PARK,
        /** The while is over: it sounds at its taker. */
        PARK_OVER,
        /** Its taker asks somebody to take over, or that is ended; until somebody does, it stays where it is. */
        OFFER,
        /** Somebody who was asked takes over. */
        HAND_OVER,
        /** Its taker is not there any more. */
        RELEASE
    }

    /** What becomes of the alarm's sound. */
    public enum Sound {
        STAYS,
        ENDS,
        BEGINS
    }

    /** What an act comes to. */
    public sealed interface Verdict {
        /** The alarm goes to this state, which may be the one it is in. In WAITING it has no taker. */
        record To(AlarmState state, Sound sound) implements Verdict {}

        /** @param why a sentence the person who tried it reads */
        record Refused(String why) implements Verdict {}
    }

    /** What {@code act} does to an alarm in {@code state}. */
    public static Verdict of(AlarmState state, Act act) {
        if (state == CLOSED) {
            return new Verdict.Refused("This alarm is closed; its record is sealed.");
        }
        return switch (act) {
            case TAKE -> to(state == WAITING ? TAKEN : state, Sound.ENDS);
            case HAND_BACK -> state == WAITING ? refused("Nobody has this alarm.") : to(WAITING, Sound.BEGINS);
            case CALL_OUT -> state == WAITING ? refused("Take the alarm first.") : to(RESPONDING, Sound.STAYS);
            case CLOSE -> state == WAITING ? refused("Take the alarm first.") : to(CLOSED, Sound.ENDS);
            case NOTE, DECLINED, EXPIRED -> to(state, Sound.STAYS);
            // What is said at the door changes nothing about an alarm that nobody has: it still waits to be taken.
            case ACCEPTED, EN_ROUTE, ARRIVED -> to(state == WAITING ? WAITING : RESPONDING, Sound.STAYS);
            case LEFT -> to(state == WAITING ? WAITING : HANDLED, Sound.STAYS);
            // Help has been: that nobody else could be asked, or nobody spoke, brings nothing back.
            case PLAN_EXHAUSTED, ARRIVAL_LATE ->
                state == HANDLED ? to(HANDLED, Sound.STAYS) : to(WAITING, Sound.BEGINS);
            case NO_SPEECH, EXPECTED_LATE -> state == HANDLED ? to(HANDLED, Sound.STAYS) : to(state, Sound.BEGINS);
            case PRESS, NO_ENTRY -> to(state == HANDLED ? TAKEN : state, Sound.BEGINS);
            case PARK -> state == WAITING ? refused("Take the alarm first.") : to(state, Sound.ENDS);
            case PARK_OVER, TEXTED -> to(state, Sound.BEGINS);
            case OFFER -> state == WAITING ? refused("Nobody has this alarm.") : to(state, Sound.STAYS);
            case HAND_OVER -> state == WAITING ? refused("Nobody has this alarm.") : to(state, Sound.ENDS);
            case RELEASE -> state == WAITING ? refused("Nobody has this alarm.") : to(WAITING, Sound.BEGINS);
        };
    }

    private static Verdict to(AlarmState state, Sound sound) {
        return new Verdict.To(state, sound);
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused(why);
    }
}
