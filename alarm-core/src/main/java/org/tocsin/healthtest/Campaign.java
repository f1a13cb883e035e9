package org.tocsin.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A round of health tests over a selection of the estate, once or again and again.
 *
 * @param zone of its service; every time of day in it is meant there
 */
public record Campaign(UUID id, UUID serviceId, ZoneId zone, Order order, Standing standing, Made made) {

    /** How far it has come. Stored by name. */
    public enum State {
        /** Its time has not come. */
        PLANNED,
        /** A few homes of each model are asked before the rest. */
        TRIAL,
        /** The trial is over; the duty manager looks at its results before the rest is asked. */
        TO_ACCEPT,
        RUNNING,
        /** This cycle is over, the next has its time. */
        WAITING,
        DONE,
        /** Ended by hand. */
        STOPPED;

        /** Homes are being asked. */
        public boolean asking() {
            return this == TRIAL || this == RUNNING;
        }

        public boolean over() {
            return this == DONE || this == STOPPED;
        }
    }

    /**
     * What was ordered.
     *
     * @param trialPerModel so many units of each model are asked first; 0 for no trial
     * @param everyDays again after so many days; null for once
     */
    public record Order(
            String name,
            Selection selection,
            Pacing pacing,
            Retries retries,
            int trialPerModel,
            @Nullable Integer everyDays) {
        /** Homes asked first, of each model, where nobody says otherwise. */
        public static final int USUAL_TRIAL = 20;
    }

    /** @param perMinute null: as fast as the units take it */
    public record Pacing(@Nullable Integer perMinute, AskingHours hours) {}

    /**
     * @param attempts how often a unit is asked before it counts as having given no answer
     * @param after how long before it is asked again
     * @param answerWithin how long a signal is waited for after each asking
     * @param awaitFor how long a press by appointment or a test during a call is waited for
     */
    public record Retries(int attempts, Duration after, Duration answerWithin, Duration awaitFor) {
        public static final Retries USUAL =
                new Retries(3, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofDays(30));
    }

    /**
     * Where it stands.
     *
     * @param cycle counts from 1; 0 before the first
     * @param nextAt when the first, or the next, cycle begins
     * @param beganAt of the present cycle
     * @param pause by hand; null while nobody has paused it
     * @param hold by itself; null while nothing holds it
     */
    public record Standing(
            State state,
            int cycle,
            Instant nextAt,
            @Nullable Instant beganAt,
            @Nullable Pause pause,
            @Nullable Hold hold) {
        /** Homes are being asked and nobody has paused it, nor does anything hold it. */
        public boolean goesOn() {
            return state.asking() && pause == null && hold == null;
        }
    }

    /** @param by who, {@code operator:alice} */
    public record Pause(Instant at, String by, String reason) {}

    /**
     * The campaign stands still by itself.
     *
     * @param calmSince since when the cause is over; null while it lasts
     */
    public record Hold(Why why, Instant since, @Nullable Instant calmSince) {}

    /** Stored by name. */
    public enum Why {
        LIFE_ALARM_WAITS("a life alarm waits at the centre"),
        INCIDENT("an incident is open");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public record Made(Instant at, String by) {}
}
