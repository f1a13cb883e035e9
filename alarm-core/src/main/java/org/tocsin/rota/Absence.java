package org.tocsin.rota;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time in which somebody is not on duty, whatever the rota says.
 *
 * @param until null until they say that they are back
 */
public record Absence(
        UUID id,
        UUID operatorId,
        Kind kind,
        Instant from,
        @Nullable Instant until) {
    /** Stored by name. */
    public enum Kind {
        SICK("sick"),
        AWAY("away");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public boolean at(Instant when) {
        return !from.isAfter(when) && (until == null || until.isAfter(when));
    }
}
