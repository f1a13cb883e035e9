package org.tocsin.console.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit, ready to be read: times and states are words already.
 *
 * @param facts what is known of it, the most telling first
 * @param alarms of this unit, not closed; faults among them
 * @param signals what it said last, newest first
 */
public record UnitPage(
        Head head, List<Fact> facts, List<AlarmLine> alarms, List<SignalLine> signals, Commands commands) {

    /**
     * @param who who lives there; words saying so where nobody is on file
     * @param place the address in one line; null where no home is on file
     * @param suspended true: on file as suspended; it still sounds, marked so
     */
    public record Head(String cid, String who, @Nullable String place, boolean suspended) {}

    /** @param warning true when somebody should do something about it */
    public record Fact(String name, String words, boolean warning) {}

    public record AlarmLine(String id, String reference, String what, String since, boolean technical) {}

    /** @param alarmId the alarm it belongs to; null when no person was needed */
    public record SignalLine(
            String when, String what, String ref, @Nullable String alarmId) {}

    /**
     * @param requestId the next form's own id: sent twice, it asks once
     * @param asks what the reader may ask; empty for one who only looks
     * @param cannot why this unit can be asked nothing; null where it can
     * @param awaited true while an answer may still come
     */
    public record Commands(
            String requestId, List<Ask> asks, @Nullable String cannot, List<CommandLine> lines, boolean awaited) {}

    /** Something this page can ask of a unit; its op, and its words on the button. */
    public enum Ask {
        TEST("test", "Send a test"),
        CONFIG_GET("config.get", "Read its settings"),
        LOCATE("locate", "Say where it is"),
        HEARTBEAT("heartbeat.interval", "Set the interval"),
        CONFIG_SET("config.set", "Change the setting");

        private final String op;
        private final String words;

        Ask(String op, String words) {
            this.op = op;
            this.words = words;
        }

        public String op() {
            return op;
        }

        public String words() {
            return words;
        }

        /** Asked with one press, nothing to fill in. */
        public boolean plain() {
            return this == TEST || this == CONFIG_GET || this == LOCATE;
        }
    }

    /**
     * @param state as stored
     * @param standing in words, "sent 03:10:07, no answer yet"
     * @param answer what the unit said beside yes or no
     */
    public record CommandLine(
            String when,
            String what,
            String by,
            String state,
            String standing,
            @Nullable String answer) {}
}
