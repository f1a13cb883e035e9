package org.tocsin.response;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When somebody on the road says that they will be at the door, beside the time by which they must be. What they say moves
 * no limit: whoever says a later time has said only that they will be late. Pure.
 *
 * @param at as they said last
 * @param limit when the time to arrive is over and the alarm comes back to the top; null once nothing more is awaited
 */
public record Eta(Instant at, @Nullable Instant limit) {
    /** In minutes from when it is said. */
    public static final int LEAST = 1;

    public static final int MOST = 240;

    /** What whoever said something else is asked. */
    public static final String ASK = "Say in how many minutes you will be there: " + LEAST + " to " + MOST + ".";

    /** The same of somebody who is told it of another. */
    static final String ASK_OF_THEM =
            "Write down in how many minutes they will be there: " + LEAST + " to " + MOST + ".";

    /** It is said in whole minutes: less than one past the limit is at the limit. */
    private static final Duration ROUNDED = Duration.ofMinutes(1);

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);

    /** The minutes as a phone or a form sends them; empty where they are none that can be. */
    public static Optional<Duration> minutes(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int minutes = Integer.parseInt(text);
        return minutes < LEAST || minutes > MOST ? Optional.empty() : Optional.of(Duration.ofMinutes(minutes));
    }

    /** Whether the same time is read of both, in hours and minutes. */
    boolean isSameMinute(Instant other) {
        return at.truncatedTo(ChronoUnit.MINUTES).equals(other.truncatedTo(ChronoUnit.MINUTES));
    }

    /** Whether by their own word the limit will pass before they come. */
    public boolean afterLimit() {
        return limit != null && at.isAfter(limit.plus(ROUNDED));
    }

    /** Whether it has come and they have not. */
    public boolean late(Instant now) {
        return !at.isAfter(now);
    }

    /**
     * For the log.
     *
     * @param before what they said before; null where this is the first word of it
     * @param way by which it came, as the log says it; empty for a page of their own
     */
    String words(String who, @Nullable Instant before, String way, ZoneId zone) {
        StringBuilder words = new StringBuilder(who)
                .append(before == null ? " expects to be there at " : " now expects to be there at ")
                .append(time(at, zone));
        if (before != null) {
            words.append(", not at ").append(time(before, zone));
        }
        words.append(way);
        if (afterLimit() && limit != null) {
            words.append(": after the limit of ")
                    .append(time(limit, zone))
                    .append(", which stays; the alarm comes back to the top then");
        }
        return words.toString();
    }

    private static String time(Instant at, ZoneId zone) {
        return CLOCK.format(at.atZone(zone));
    }
}
