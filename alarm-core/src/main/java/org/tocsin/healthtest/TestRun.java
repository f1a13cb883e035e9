package org.tocsin.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The test of one unit in one cycle of a campaign.
 *
 * @param homeId where it stood when it was planned
 * @param who the resident's name, empty where none is on file
 */
public record TestRun(
        UUID id, UUID unitId, String cid, @Nullable UUID homeId, String who, Course course) {

    /** How far it has come. Stored by name. */
    public enum State {
        /** Not asked yet, or to be asked again. */
        PLANNED("to be asked"),
        /** Asked; its signal is awaited. */
        SENT("asked, no signal yet"),
        /** Cannot be asked; its signal is awaited. */
        AWAITED("awaited"),
        /** Not asked while something at the home speaks against it. */
        HELD("held back"),
        /** A real signal of the unit was received after it was asked for. */
        PASSED("passed"),
        /** The unit answered that it could not. */
        FAILED("failed"),
        /** No signal came in time. */
        NO_ANSWER("no answer"),
        /** There is no way to ask it, or it does not know how. */
        NOT_SUPPORTED("not supported"),
        /** Not asked any more. */
        SKIPPED("skipped");

        private final String words;

        State(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        /** Nothing more comes of it by itself. */
        public boolean over() {
            return this == PASSED || this == FAILED || this == NO_ANSWER || this == NOT_SUPPORTED || this == SKIPPED;
        }
    }

    /** Why it stands so. Stored by name. */
    public enum Cause {
        OPEN_ALARM("an alarm of the home is open"),
        NOT_TOLD("the home has not been told that the test will be heard"),
        NOT_IN_SERVICE("the unit was suspended or taken away meanwhile"),
        STOPPED("the campaign was stopped"),
        NO_WAY_TO_ASK("nothing is known that would make it send a test"),
        UNKNOWN_TO_UNIT("the unit does not know the command"),
        REFUSED("the unit said that it could not"),
        NOT_CONNECTED("the unit was not connected, so nothing could be sent"),
        SILENT("sent to the unit, no signal and no answer came"),
        ONLY_WORDS("the unit said it was done, and no signal came"),
        NOT_HEARD("no signal came by itself in time"),
        NOT_PRESSED("nobody had it tested in time");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * @param words what the unit itself said, where it said no
     * @param attempts how often it was asked
     * @param askedAt when it was asked last; null when it never was
     */
    public record Course(
            TestMethod method,
            State state,
            @Nullable Cause cause,
            Asked asked,
            @Nullable Heard heard,
            @Nullable String words) {}

    /** @param trial one of those asked before the rest */
    public record Asked(
            boolean trial, int attempts, @Nullable Instant at) {}

    /**
     * What it has passed by.
     *
     * @param delay from the last asking before it
     * @param path how it came: "MQTT, lte"
     * @param battery percent, as the unit last reported; null where it never did
     * @param rssi dBm, as the unit last reported
     */
    public record Heard(
            UUID signalId,
            Instant at,
            Duration delay,
            String path,
            @Nullable Integer battery,
            @Nullable Integer rssi) {}
}
