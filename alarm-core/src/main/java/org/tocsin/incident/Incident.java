package org.tocsin.incident;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Many homes with one cause.
 *
 * @param cardId the alarm that stands for all of them on the board
 * @param restoringSince when enough homes were back; null while that is not so
 */
public record Incident(
        UUID id, UUID serviceId, UUID cardId, Cause cause, Grouping.Key key, Times times, Counts counts) {

    /** When what happened to it. */
    public record Times(
            Instant openedAt,
            @Nullable Instant restoringSince,
            @Nullable Instant closedAt) {}

    /**
     * Every home that ever joined is in exactly one of restored, contacted, popped and off.
     *
     * @param contacted spoken with, and still off
     * @param popped on their own again
     * @param tasks homes somebody has to ring
     * @param tasksLeft those of them that are off, and that nobody has reached
     */
    public record Counts(int homes, int restored, int contacted, int popped, int tasks, int tasksLeft) {
        /** Everybody who is still on the card is back. */
        public boolean allBack() {
            return restored > 0 && restored == homes - popped;
        }

        /** Neither back nor spoken with: as long as there is one, the card stays open. */
        public int off() {
            return homes - restored - contacted - popped;
        }
    }

    /** "Mains failure in Northgate". */
    public String title() {
        return title(cause, key);
    }

    /** The same of an incident's parts. */
    public static String title(Cause cause, Grouping.Key key) {
        return cause.words()
                + switch (key.shared()) {
                    case AREA -> " in " + key.name();
                    case NETWORK -> " on " + key.name();
                    case LINE -> " on lines of " + key.name();
                };
    }

    /** "312 homes, 120 back, 14 to ring". */
    public static String standing(Counts counts) {
        StringBuilder words = new StringBuilder();
        words.append(counts.homes()).append(counts.homes() == 1 ? " home, " : " homes, ");
        words.append(counts.restored()).append(" back, ");
        words.append(counts.tasksLeft()).append(" to ring");
        if (counts.popped() > 0) {
            words.append(", ").append(counts.popped()).append(" on their own");
        }
        return words.toString();
    }
}
