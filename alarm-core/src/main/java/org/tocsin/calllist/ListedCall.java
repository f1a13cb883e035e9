package org.tocsin.calllist;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call that is to be made.
 *
 * @param dueAt when it was to be made first
 * @param tryAt when it is to be tried next
 * @param attempts how often nobody answered
 */
public record ListedCall(
        UUID id,
        CallKind kind,
        String purpose,
        Whom whom,
        Instant dueAt,
        Instant tryAt,
        int attempts,
        @Nullable Result result) {

    /**
     * @param statuses of those who live there, where they are not simply at home
     * @param telephone null where none is on file
     */
    public record Whom(
            UUID homeId,
            String people,
            String place,
            @Nullable String telephone,
            List<String> statuses) {
        public Whom {
            statuses = List.copyOf(statuses);
        }
    }

    /** What came of it. Stored by name. */
    public enum Outcome {
        SPOKEN,
        NEEDS_HELP,
        NOT_NEEDED,
        /** Nobody rang, or nobody answered: it sounds on the board. */
        MISSED;

        /** "Spoken to". */
        public String words() {
            return switch (this) {
                case SPOKEN -> "Spoken to";
                case NEEDS_HELP -> "Needs help";
                case NOT_NEEDED -> "Not needed";
                case MISSED -> "Missed, on the board";
            };
        }
    }

    /** @param alarmId what was opened on the board because of it */
    public record Result(
            Outcome outcome,
            Instant at,
            String by,
            @Nullable String spokenTo,
            @Nullable String note,
            @Nullable UUID alarmId) {}

    /** It should have been made by now. */
    public boolean overdue(Instant now) {
        return result == null && tryAt.isBefore(now);
    }
}
