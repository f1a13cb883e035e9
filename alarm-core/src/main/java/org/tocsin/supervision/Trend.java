package org.tocsin.supervision;

import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a unit reported of its battery and its signal, a day a line, and where that leads. Pure.
 *
 * @param days oldest first; days without a report are left out
 */
public record Trend(List<Day> days) {
    /** Below this a battery is worth a visit; percent. */
    public static final int LOW_BATTERY = 20;

    /** As far back as the line is drawn. */
    private static final Duration SLOPE_OVER = Duration.ofDays(14);

    private static final int FEWEST_DAYS = 5;
    private static final int FURTHEST = 60;

    public Trend {
        days = List.copyOf(days);
    }

    /**
     * Lowest and highest of a day (UTC); null where it reported none.
     *
     * @param batteryMin percent
     * @param rssiMin dBm
     */
    public record Day(
            LocalDate day,
            @Nullable Integer batteryMin,
            @Nullable Integer batteryMax,
            @Nullable Integer rssiMin,
            @Nullable Integer rssiMax) {}

    /**
     * In how many days the battery falls below 20 percent, if it goes on as in the last fortnight: a straight line through
     * the lowest of each day. 0 when it is there; empty while it does not fall, for fewer than five days, or past sixty.
     */
    public OptionalInt daysToLowBattery(LocalDate today) {
        List<Day> known = days.stream()
                .filter(day -> day.batteryMin != null && !day.day.isBefore(today.minusDays(SLOPE_OVER.toDays())))
                .toList();
        if (known.isEmpty()) {
            return OptionalInt.empty();
        }
        Day last = known.get(known.size() - 1);
        if (lowest(last) < LOW_BATTERY) {
            return OptionalInt.of(0);
        }
        if (known.size() < FEWEST_DAYS) {
            return OptionalInt.empty();
        }
        double slope = slope(known, today);
        double left = (lowest(last) - LOW_BATTERY) / -slope;
        return slope < 0 && left <= FURTHEST ? OptionalInt.of((int) Math.ceil(left)) : OptionalInt.empty();
    }

    /** Least squares: percent a day. */
    private static double slope(List<Day> known, LocalDate today) {
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumXx = 0;
        for (Day day : known) {
            double x = ChronoUnit.DAYS.between(today, day.day);
            double y = lowest(day);
            sumX += x;
            sumY += y;
            sumXy += x * y;
            sumXx += x * x;
        }
        int n = known.size();
        double spread = n * sumXx - sumX * sumX;
        return spread == 0 ? 0 : (n * sumXy - sumX * sumY) / spread;
    }

    private static int lowest(Day day) {
        Integer battery = day.batteryMin;
        return battery == null ? 100 : battery;
    }
}
