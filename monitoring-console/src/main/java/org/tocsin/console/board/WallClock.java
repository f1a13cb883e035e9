package org.tocsin.console.board;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as a service's people read them: in the service's zone, "Sat 21 Nov, 03:10:07". */
public record WallClock(ZoneId zone) {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm:ss", Locale.UK);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.UK);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.UK);

    /** Day and time to the second. */
    public String full(Instant at) {
        return FULL.format(at.atZone(zone));
    }

    /** Day and time to the minute, for what is long past. */
    public String day(Instant at) {
        return DAY.format(at.atZone(zone));
    }

    /** The day alone, where the time does not matter: "3 Nov 2026". */
    public String date(Instant at) {
        return DATE.format(at.atZone(zone));
    }

    /** True when both are on the same day there. */
    public boolean sameDay(Instant one, Instant other) {
        return one.atZone(zone).toLocalDate().equals(other.atZone(zone).toLocalDate());
    }

    /** Time of day to the second, where the day is plain. */
    public String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }
}
