package org.tocsin.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.unit.CommandOp;

/**
 * One change of firmware or settings for many units.
 *
 * @param zone of its service; every time of day in it is meant there
 */
public record Rollout(
        UUID id, UUID serviceId, ZoneId zone, Order order, Standing standing, Instant madeAt, String madeBy) {

    /** How far it has come. Stored by name. */
    public enum State {
        /** Its time has not come. */
        PLANNED,
        /** Units of the present wave are asked, and come back. */
        ASKING,
        /** All of the wave are back; whether they stay is watched before the next wave goes. */
        WATCHING,
        /** The trial is over; a manager looks at it before the first wave goes. */
        TO_ACCEPT,
        /** Too many of a wave are in trouble: nobody is asked until a manager has looked at it. */
        HALTED,
        /** By hand. */
        PAUSED,
        DONE,
        /** Ended by hand. */
        STOPPED;

        public boolean over() {
            return this == DONE || this == STOPPED;
        }

        /** It goes on by itself. */
        public boolean goesOn() {
            return this == PLANNED || this == ASKING || this == WATCHING;
        }
    }

    /** @param waves how it goes from unit to unit */
    public record Order(String name, Change change, Selection selection, Waves waves) {}

    /** What each unit is asked: {@link CommandOp#FIRMWARE_UPDATE} or {@link CommandOp#CONFIG_SET}, checked by its rules. */
    public record Change(CommandOp op, Map<String, Object> args) {
        public Change {
            args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
        }
    }

    /**
     * @param trialPerModel so many units of each model go first, those at the least risk
     * @param units so many go in each wave after it
     * @param perMinute null: as fast as the units take it
     * @param answerWithin how long a unit may take from being asked until it is heard again, changed
     * @param watch how long a wave is watched once all of it are back
     * @param faultPercent more in a hundred of a wave in trouble, and nobody else is asked
     */
    public record Waves(
            int trialPerModel,
            int units,
            @Nullable Integer perMinute,
            AskingHours hours,
            Duration answerWithin,
            Duration watch,
            int faultPercent) {}

    /**
     * @param wave the one under way; 0 is the trial
     * @param watchUntil while it is {@link State#WATCHING}
     * @param hold why it is HALTED, PAUSED or STOPPED; null otherwise
     */
    public record Standing(
            State state,
            int wave,
            Instant startsAt,
            @Nullable Instant watchUntil,
            @Nullable Hold hold) {}

    /** @param by {@code operator:alice}, or {@code platform} */
    public record Hold(String reason, String by) {}

    /** What becomes of a unit. Stored by name. */
    public enum UnitState {
        PLANNED,
        /** To change; it has not said yet that it did. */
        ASKED,
        /** It says so, and bears the new firmware; now it is asked for a test. */
        CHANGED,
        /** A real test came from it after the change. */
        HEARD,
        /** It says that it could not. */
        REFUSED,
        /** It said nothing in time; whether it changed is not known. */
        NO_ANSWER,
        /** It said yes, and goes on with the firmware it had. */
        NOT_CHANGED,
        /** It changed, and no test came from it afterwards. */
        NOT_HEARD,
        /** It, or its protocol, does not know how. */
        NOT_SUPPORTED,
        /** Left out: it has what it shall get, or does not stand there any more, or its home had an open alarm to the end. */
        SKIPPED;

        /** Something went wrong with it. */
        public boolean trouble() {
            return this == REFUSED || this == NO_ANSWER || this == NOT_CHANGED || this == NOT_HEARD;
        }
    }
}
