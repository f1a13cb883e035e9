package org.tocsin.fault;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open fault on what a life depends on, and the net under the home.
 *
 * @param what "Pendant, battery low"
 * @param why the rule that makes it one
 * @param place who and where, in a line
 * @param telephone of who lives there, as a person reads it; null where none is on file
 * @param controller the number of a scheme's controller, where it is that one's fault and so of all homes behind it
 */
public record FaultCase(
        UUID id,
        UUID serviceId,
        UUID homeId,
        String what,
        String why,
        String place,
        @Nullable String telephone,
        @Nullable String controller,
        Clock clock,
        @Nullable Closed closed) {

    /**
     * @param lostAt since when it lasts
     * @param nextCallAt when the home is rung next
     * @param managerAt when the manager hears of it (again)
     * @param repaired what a person says was done; it ends nothing
     */
    public record Clock(
            Instant lostAt,
            Instant nextCallAt,
            Instant managerAt,
            @Nullable Instant escalatedAt,
            @Nullable Repaired repaired) {}

    public record Repaired(Instant at, String by, String words) {}

    /** @param signalId the signal that was received */
    public record Closed(Instant at, UUID signalId, String words) {}

    /** A call to the home. */
    public record WelfareCall(
            UUID id,
            UUID alarmId,
            Instant dueAt,
            @Nullable Instant doneAt,
            @Nullable String doneBy,
            @Nullable CallOutcome outcome,
            @Nullable String note) {}

    /** What came of a call. Stored by name. */
    public enum CallOutcome {
        WELL("Spoken to, well"),
        NO_ANSWER("No answer"),
        NEEDS_HELP("Needs help"),
        CLOSED_ON_BOARD("Closed on the board"),
        NOT_NEEDED("Not needed any more");

        private final String words;

        CallOutcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
