package org.tocsin.supervision;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a unit is there, as far as we can know. Pure. Silence is measured against the time in which we were listening:
 * after an outage of ours, a restart or a step of our clock every unit has its interval and its grace anew.
 */
public final class Liveness {
    /** However often we were out: so many times its interval and grace, listened to in all without a word, is silence. */
    static final int ENOUGH = 3;

    /** Whatever was expected, each unit is looked at again after this: what is on file about it may have changed. */
    static final Duration LOOK_AGAIN = Duration.ofMinutes(15);

    /** While nobody listens for it. */
    private static final Duration UNTIL_SOMEBODY_LISTENS = Duration.ofSeconds(5);

    private Liveness() {}

    /** Stored by name. */
    public enum State {
        /** On file, never heard. */
        NEW,
        ALIVE,
        /** Something to see: it is later than usual. */
        LATE,
        /** A fault: a person has to find out why. */
        SILENT,
        /** Not expected, with a reason. */
        PAUSED
    }

    /** Why nothing is expected. Stored by name. */
    public enum Pause {
        IN_STOCK,
        HOME_ENDED,
        SUSPENDED,
        TEST_MODE,
        PLANNED_WORK
    }

    /**
     * What is known of a unit.
     *
     * @param was what it was when it was last looked at, and since when; null when it never was
     * @param heard its last sign of life: any heartbeat or signal; null for one that was never heard
     * @param waitsFrom nothing was awaited before then
     * @param silenceSince the last sign of life before the silence that is not over; null where there is none
     * @param pause null where it is expected
     * @param pausedUntil null where the reason has no known end
     */
    public record Facts(
            State was,
            @Nullable Instant since,
            @Nullable Instant heard,
            @Nullable Instant waitsFrom,
            @Nullable Instant silenceSince,
            Expectation expected,
            @Nullable Pause pause,
            @Nullable Instant pausedUntil) {}

    /** What a look has changed beyond the state itself. */
    public enum Change {
        NONE,
        FELL_SILENT,
        HEARD_AGAIN
    }

    /**
     * @param since when it came to be so
     * @param heard the last sign of life this rests on
     * @param silentAt when it is silent if it stays so; for a silent one, when it became so; null where nothing is expected
     * @param lookAgain nothing can change before then without a word from the unit or a change on file
     */
    public record Judgement(
            State state,
            Instant since,
            @Nullable Instant heard,
            @Nullable Instant waitsFrom,
            @Nullable Instant silentAt,
            Instant lookAgain,
            Change change) {}

    /**
     * @param now everything heard before then is among the facts
     * @param listening for the unit's protocol
     */
    public static Judgement judge(Facts facts, Listening listening, Instant now) {
        Instant heard = facts.heard != null && facts.heard.isAfter(now) ? now : facts.heard;
        boolean again = facts.silenceSince != null && heard != null && heard.isAfter(facts.silenceSince);
        Change change = again ? Change.HEARD_AGAIN : Change.NONE;
        if (facts.pause != null) {
            return of(State.PAUSED, facts, heard, facts.waitsFrom, null, pauseEnd(facts, now), change, now);
        }
        Instant waitsFrom = facts.was == State.PAUSED ? now : facts.waitsFrom;
        Instant later = now.plus(LOOK_AGAIN);
        if (heard == null) {
            return of(State.NEW, facts, null, waitsFrom, null, later, change, now);
        }
        if (facts.silenceSince != null && !again) {
            return of(State.SILENT, facts, heard, waitsFrom, null, later, change, now);
        }
        Instant begins = waitsFrom != null && waitsFrom.isAfter(heard) ? waitsFrom : heard;
        Instant silentAt = silentAt(begins, facts.expected, listening, now);
        if (!listening.holds(now)) {
            State stays = facts.was == State.LATE ? State.LATE : State.ALIVE;
            return of(stays, facts, heard, waitsFrom, silentAt, now.plus(UNTIL_SOMEBODY_LISTENS), change, now);
        }
        if (!now.isBefore(silentAt)) {
            // Heard between two looks and silent again: the end of the one silence is told before the next begins.
            return again
                    ? of(State.ALIVE, facts, heard, waitsFrom, silentAt, now, change, now)
                    : new Judgement(State.SILENT, silentAt, heard, waitsFrom, silentAt, later, Change.FELL_SILENT);
        }
        Instant lateAt = listening.unbrokenSince(begins).plus(facts.expected.lateAfter());
        boolean late = !now.isBefore(lateAt);
        Instant next = late ? silentAt : lateAt.isBefore(silentAt) ? lateAt : silentAt;
        return of(
                late ? State.LATE : State.ALIVE,
                facts,
                heard,
                waitsFrom,
                silentAt,
                next.isBefore(later) ? next : later,
                change,
                late ? lateAt : now);
    }

    /** Nothing heard for its whole time without a break of ours; or, however broken, for several times that. */
    private static Instant silentAt(Instant begins, Expectation expected, Listening listening, Instant now) {
        Instant whole = listening.unbrokenSince(begins).plus(expected.silentAfter());
        Duration enough = expected.silentAfter().multipliedBy(ENOUGH);
        Duration listened = listening.between(begins, now);
        Instant inAll = now.plus(enough.minus(listened));
        return inAll.isBefore(whole) ? inAll : whole;
    }

    private static Instant pauseEnd(Facts facts, Instant now) {
        Instant later = now.plus(LOOK_AGAIN);
        return facts.pausedUntil != null && facts.pausedUntil.isBefore(later) ? facts.pausedUntil : later;
    }

    private static Judgement of(
            State state,
            Facts facts,
            @Nullable Instant heard,
            @Nullable Instant waitsFrom,
            @Nullable Instant silentAt,
            Instant lookAgain,
            Change change,
            Instant ifNew) {
        Instant since = facts.was == state && facts.since != null ? facts.since : ifNew;
        return new Judgement(state, since, heard, waitsFrom, silentAt, lookAgain, change);
    }
}
