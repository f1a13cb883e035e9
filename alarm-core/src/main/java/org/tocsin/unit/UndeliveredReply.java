package org.tocsin.unit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A unit does not confirm what we tell it: what it sends arrives and is kept, our replies are lost. It will repeat
 * itself, and may give up on speech.
 *
 * @param times how many replies in a row
 * @param since the first of them
 * @param status the unit's own answer where it refused the reply; null otherwise
 * @param gatewayId who sent the last of them
 */
public record UndeliveredReply(
        UUID unitId,
        int times,
        Instant since,
        Instant lastAt,
        Reason reason,
        @Nullable Integer status,
        String gatewayId) {
    /** Stored by name. */
    public enum Reason {
        /** Nothing came back within 32 s. */
        NO_ANSWER("no answer within 32 s"),
        /** Its connection had ended, or too much was waiting. */
        NOT_SENT("its connection had ended"),
        /** It answered with an error. */
        REFUSED("refused by the unit");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
