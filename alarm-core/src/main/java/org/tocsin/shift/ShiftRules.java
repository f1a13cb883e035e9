package org.tocsin.shift;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Priority;

/**
 * The rules of a service's shift.
 *
 * @param release how long the alarms of somebody whose browser is gone are counted down before they go back to the board:
 *     10 s to 10 min
 * @param parking for how long an alarm can be put aside
 * @param hearing when an alarm is heard at desks that are not meant for it
 * @param onCall whom to ring when nobody takes a life alarm
 * @param partner the centre to ring when still nobody does, and which takes over when the room must be left
 */
public record ShiftRules(Duration release, Parking parking, Hearing hearing, Ring onCall, Ring partner) {
    /** Unless a service says otherwise: 30 s, and 60 s and 120 s for a life alarm that nobody takes. */
    public static final ShiftRules USUAL = new ShiftRules(
            Duration.ofSeconds(30),
            new Parking(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(4), Duration.ofHours(4)),
            new Hearing(Duration.ofSeconds(10), Duration.ofSeconds(30)),
            new Ring(null, null, Duration.ofSeconds(60)),
            new Ring(null, null, Duration.ofSeconds(120)));

    /** The longest an alarm of each priority can be parked: life 1 to 15 min, urgent up to 2 h, the others up to 24 h. */
    public record Parking(Duration life, Duration urgent, Duration fault, Duration information) {
        /** That of this priority. */
        public Duration longest(Priority priority) {
            return switch (priority) {
                case LIFE -> life;
                case URGENT -> urgent;
                case FAULT -> fault;
                case INFORMATION -> information;
            };
        }
    }

    /**
     * From when on an alarm is first, and heard, at every desk.
     *
     * @param life 0 to 60 s
     * @param others 0 to 10 min
     */
    public record Hearing(Duration life, Duration others) {
        /** That of this priority. */
        public Duration after(Priority priority) {
            return priority == Priority.LIFE ? life : others;
        }
    }

    /**
     * @param name who answers there; null where nobody is on file
     * @param number where they are rung; null where nothing is on file
     * @param after how long a life alarm has waited then
     * @param text where texts go when the number takes none; null where nothing else is on file
     * @param email null where none is on file
     */
    public record Ring(
            @Nullable String name,
            @Nullable String number,
            Duration after,
            @Nullable String text,
            @Nullable String email) {
        /** Of somebody who is only rung, or texted under the same number. */
        public Ring(@Nullable String name, @Nullable String number, Duration after) {
            this(name, number, after, null, null);
        }

        /** Whether anything is on file by which they could be told. */
        boolean isOnFile() {
            return number != null || text != null || email != null;
        }
    }

    /** "90 seconds", "5 minutes", "4 hours". */
    public static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 120 || seconds % 60 != 0) {
            return seconds == 60 ? "1 minute" : seconds + " seconds";
        }
        long minutes = seconds / 60;
        return minutes < 120 || minutes % 60 != 0 ? minutes + " minutes" : minutes / 60 + " hours";
    }
}
