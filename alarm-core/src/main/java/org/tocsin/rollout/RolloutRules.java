package org.tocsin.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a rollout does next. Knows no clock and no database. */
final class RolloutRules {
    private RolloutRules() {}

    /**
     * How the units of one wave are.
     *
     * @param planned to be asked
     * @param underWay asked, and not back yet
     * @param back changed and heard
     * @param failed refused, or not back in time
     * @param silent changed, and late with their heartbeats now
     */
    record Wave(int planned, int underWay, int back, int failed, int silent) {
        int units() {
            return planned + underWay + back + failed;
        }

        int trouble() {
            return failed + silent;
        }
    }

    /**
     * @param mayAsk the hours are open and the centre is calm
     * @param last the last wave there is
     * @param accepted so many in trouble of this wave somebody has looked at and accepted
     */
    record Situation(Instant now, Wave wave, boolean mayAsk, int last, int accepted) {}

    enum Turn {
        NOTHING,
        /** The units of all waves are chosen. */
        BEGIN,
        /** Too much trouble: what was not sent yet is taken back. */
        HALT,
        /** Units of this wave are asked. */
        ASK,
        /** All of the wave are back: it is watched. */
        WATCH,
        TRIAL_OVER,
        NEXT_WAVE,
        END
    }

    static Turn next(Rollout rollout, Situation situation) {
        Rollout.Standing standing = rollout.standing();
        return switch (standing.state()) {
            case PLANNED -> situation.now().isBefore(standing.startsAt()) ? Turn.NOTHING : Turn.BEGIN;
            case ASKING ->
                tooMuch(rollout, situation)
                        ? Turn.HALT
                        : situation.wave().planned() > 0
                                ? situation.mayAsk() ? Turn.ASK : Turn.NOTHING
                                : situation.wave().underWay() > 0 ? Turn.NOTHING : Turn.WATCH;
            case WATCHING -> tooMuch(rollout, situation) ? Turn.HALT : watched(standing, situation);
            case TO_ACCEPT, HALTED, PAUSED, DONE, STOPPED -> Turn.NOTHING;
        };
    }

    private static Turn watched(Rollout.Standing standing, Situation situation) {
        @Nullable Instant until = standing.watchUntil();
        boolean anybody = situation.wave().units() > 0;
        if (anybody && until != null && situation.now().isBefore(until)) {
            return Turn.NOTHING;
        }
        if (standing.wave() == 0 && situation.last() > 0) {
            return Turn.TRIAL_OVER;
        }
        return standing.wave() < situation.last() ? Turn.NEXT_WAVE : Turn.END;
    }

    /** Measured against the whole wave, so that the first answers of a large one do not end it. */
    private static boolean tooMuch(Rollout rollout, Situation situation) {
        int trouble = situation.wave().trouble();
        return trouble > situation.accepted()
                && trouble * 100L
                        > (long) situation.wave().units()
                                * rollout.order().waves().faultPercent();
    }

    /** Said where it halts. */
    static String words(Wave wave) {
        return "%d of %d in this wave are in trouble: %d did not come back, %d are late with their heartbeats"
                .formatted(wave.trouble(), wave.units(), wave.failed(), wave.silent());
    }
}
