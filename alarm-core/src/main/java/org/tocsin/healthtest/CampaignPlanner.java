package org.tocsin.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.Campaign.Hold;
import org.tocsin.healthtest.Campaign.Standing;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.healthtest.Campaign.Why;

/** What a campaign does next. Knows no clock and no database. */
final class CampaignPlanner {
    /** How long a life alarm may wait at the centre before every campaign of its service stands still. */
    static final Duration LIFE_ALARM_WAITS = Duration.ofSeconds(30);

    /** How long it must have been calm before a campaign that stood still by itself goes on. */
    static final Duration CALM = Duration.ofSeconds(60);

    /** Asked in one turn where no pace is set: a statement stays short. */
    static final int MOST_AT_ONCE = 1_000;

    /** That have only just been asked and have not answered; no more are asked until they have, or are late. */
    static final int MOST_UNDER_WAY = 4_000;

    /** After a life alarm tests make way: so long, and at most so many at once, so that the next one finds processors free. */
    static final Duration MAKES_WAY = Duration.ofSeconds(2);

    static final int MOST_BESIDE_LIFE_ALARMS = 40;

    private CampaignPlanner() {}

    /**
     * What is known at this moment.
     *
     * @param trouble why nobody should be asked now; null where nothing speaks against it
     * @param trialOpen a run of the trial is still planned or unanswered
     * @param open a run of this cycle is still planned, awaited or held
     * @param asked what is under way
     */
    record Situation(Instant now, @Nullable Why trouble, boolean trialOpen, boolean open, Pace pace, Asked asked) {}

    /**
     * @param just how many were asked within the last seconds and have not answered
     * @param makesWay a life alarm was pressed within {@link #MAKES_WAY}
     */
    record Asked(int just, boolean makesWay) {
        int room() {
            int room = (makesWay ? MOST_BESIDE_LIFE_ALARMS : MOST_UNDER_WAY) - just;
            return Math.max(0, Math.min(room, MOST_AT_ONCE));
        }
    }

    /** One turn, and what is written down before it. */
    enum Turn {
        NOTHING,
        /** The runs of a new cycle are planned. */
        BEGIN,
        /** The campaign stands still: what was not yet sent is taken back. */
        HOLD,
        /** It is calm again. */
        GO_ON,
        /** Nothing of the trial is open any more. */
        TRIAL_OVER,
        /** Nothing of the cycle is open any more. */
        END_OF_CYCLE,
        /** Homes are asked. */
        ASK
    }

    /**
     * @param hold as it is from now on
     * @param most with {@link Turn#ASK}: how many at most
     * @param pace as it is before any of them is asked
     */
    record Plan(Turn turn, @Nullable Hold hold, int most, Pace pace) {}

    static Plan next(Campaign campaign, Situation situation) {
        Standing standing = campaign.standing();
        Hold hold = hold(standing, situation);
        if (standing.state().over()) {
            return new Plan(Turn.NOTHING, null, 0, Pace.STILL);
        }
        if (standing.state() == State.PLANNED || standing.state() == State.WAITING) {
            boolean begins = standing.pause() == null && !situation.now().isBefore(standing.nextAt());
            return new Plan(begins ? Turn.BEGIN : Turn.NOTHING, null, 0, Pace.STILL);
        }
        if (standing.hold() == null && hold != null) {
            return new Plan(Turn.HOLD, hold, 0, Pace.STILL);
        }
        if (standing.hold() != null && hold == null) {
            return new Plan(Turn.GO_ON, null, 0, Pace.STILL);
        }
        if (standing.state() == State.TRIAL && !situation.trialOpen()) {
            return new Plan(Turn.TRIAL_OVER, hold, 0, Pace.STILL);
        }
        if (standing.state() == State.RUNNING && !situation.open()) {
            return new Plan(Turn.END_OF_CYCLE, hold, 0, Pace.STILL);
        }
        boolean asks = standing.state().asking()
                && standing.pause() == null
                && hold == null
                && campaign.order().pacing().hours().open(situation.now(), campaign.zone());
        return asks ? ask(campaign, situation) : new Plan(Turn.NOTHING, hold, 0, Pace.STILL);
    }

    private static Plan ask(Campaign campaign, Situation situation) {
        Integer perMinute = campaign.order().pacing().perMinute();
        int room = situation.asked().room();
        if (perMinute == null) {
            return new Plan(room > 0 ? Turn.ASK : Turn.NOTHING, null, room, Pace.STILL);
        }
        Pace pace = situation.pace().at(situation.now(), perMinute);
        int due = (int) Math.min(room, pace.due(situation.now(), perMinute));
        return new Plan(due > 0 ? Turn.ASK : Turn.NOTHING, null, due, pace);
    }

    private static @Nullable Hold hold(Standing standing, Situation situation) {
        if (!standing.state().asking()) {
            return null;
        }
        Hold was = standing.hold();
        Why trouble = situation.trouble();
        if (trouble != null) {
            return was == null ? new Hold(trouble, situation.now(), null) : new Hold(trouble, was.since(), null);
        }
        if (was == null) {
            return null;
        }
        Instant calm = was.calmSince() == null ? situation.now() : was.calmSince();
        return situation.now().isBefore(calm.plus(CALM)) ? new Hold(was.why(), was.since(), calm) : null;
    }

    /** When the cycle after this one begins: so many days later at the same time of day there; empty for a single one. */
    static Optional<Instant> nextCycle(Campaign campaign, Instant began) {
        Integer days = campaign.order().everyDays();
        if (days == null) {
            return Optional.empty();
        }
        ZonedDateTime local = began.atZone(campaign.zone());
        LocalTime time = local.toLocalTime();
        return Optional.of(local.toLocalDate()
                .plusDays(days)
                .atTime(time)
                .atZone(campaign.zone())
                .toInstant());
    }

    /** When the asking of so many units is over that begins now; empty without a pace, or where that is years away. */
    static Optional<Instant> estimate(Campaign.Pacing pacing, long units, Instant now, ZoneId zone) {
        Integer perMinute = pacing.perMinute();
        if (perMinute == null) {
            return Optional.empty();
        }
        Duration asking = Duration.ofMillis((long) Math.ceil(units * 60_000.0 / perMinute));
        return pacing.hours().after(asking, now, zone);
    }
}
