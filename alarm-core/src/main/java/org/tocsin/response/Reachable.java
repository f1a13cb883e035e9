package org.tocsin.response;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a contact can be rung now, and if not, from when.
 *
 * @param now whether they can
 * @param words what an operator reads; null for somebody who can be rung at any time
 */
public record Reachable(boolean now, @Nullable String words) {
    /** Nothing else is on file: at any time. */
    public static final Reachable ALWAYS = new Reachable(true, null);

    private static final int DAYS_AHEAD = 8;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEE", Locale.UK);

    /**
     * Pure. Away comes before hours; without hours on file a contact is there at any time.
     *
     * @param times of this contact
     * @param now in the service's zone
     */
    public static Reachable of(List<ContactTime> times, LocalDateTime now) {
        Optional<ContactTime.Away> away = times.stream()
                .filter(ContactTime.Away.class::isInstance)
                .map(ContactTime.Away.class::cast)
                .filter(one -> !now.toLocalDate().isBefore(one.from())
                        && !now.toLocalDate().isAfter(one.until()))
                .max(Comparator.comparing(ContactTime.Away::until));
        if (away.isPresent()) {
            String note = away.get().note();
            return new Reachable(
                    false, "away until " + DAY.format(away.get().until()) + (note == null ? "" : ", " + note));
        }
        List<ContactTime.Hours> hours = times.stream()
                .filter(ContactTime.Hours.class::isInstance)
                .map(ContactTime.Hours.class::cast)
                .toList();
        if (hours.isEmpty()) {
            return ALWAYS;
        }
        return hours.stream()
                .map(one -> end(one, now))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .map(until -> new Reachable(true, "until " + until.toLocalTime()))
                .orElseGet(() -> new Reachable(false, next(hours, now)));
    }

    /** Until when these hours go on, where they are running. */
    private static Optional<LocalDateTime> end(ContactTime.Hours hours, LocalDateTime now) {
        for (int back = 0; back <= 1; back++) {
            LocalDateTime begins = now.toLocalDate().minusDays(back).atTime(hours.from());
            LocalDateTime ends = begins.toLocalDate().atTime(hours.until()).plusDays(hours.overMidnight() ? 1 : 0);
            if (hours.days().contains(begins.getDayOfWeek()) && !now.isBefore(begins) && now.isBefore(ends)) {
                return Optional.of(ends);
            }
        }
        return Optional.empty();
    }

    private static String next(List<ContactTime.Hours> hours, LocalDateTime now) {
        for (int ahead = 0; ahead < DAYS_AHEAD; ahead++) {
            LocalDateTime day = now.plusDays(ahead);
            int later = ahead;
            Optional<LocalTime> from = hours.stream()
                    .filter(one -> one.days().contains(day.getDayOfWeek()))
                    .map(ContactTime.Hours::from)
                    .filter(time -> later > 0 || time.isAfter(now.toLocalTime()))
                    .min(Comparator.naturalOrder());
            if (from.isPresent()) {
                return "not before " + (ahead == 0 ? "" : ahead == 1 ? "tomorrow " : WEEKDAY.format(day) + " ")
                        + from.get();
            }
        }
        return "not at this time";
    }
}
