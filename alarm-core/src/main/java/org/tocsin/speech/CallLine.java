package org.tocsin.speech;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call somebody made or took by hand, in an alarm's record.
 *
 * @param whom in words, "Nadia Shah, daughter"
 * @param home true for the home itself
 * @param by who rang or answered, as the log names them
 * @param result what came of it; null while nobody has said
 * @param contactId of the contact on file; null for anybody else
 */
public record CallLine(
        UUID id,
        UUID alarmId,
        Direction direction,
        String whom,
        @Nullable String telephone,
        boolean home,
        Instant at,
        String by,
        @Nullable Result result,
        @Nullable UUID contactId) {

    /** Stored by name. */
    public enum Direction {
        IN,
        OUT
    }

    /** Stored by name. */
    public enum Result {
        SPOKE("spoke"),
        NO_ANSWER("no answer"),
        ENGAGED("engaged"),
        MESSAGE_LEFT("message left"),
        WRONG_NUMBER("wrong number");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        /** "no answer". */
        public String words() {
            return words;
        }
    }
}
