package org.tocsin.report;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many homes are still open against the days that are left, and when the last would be proven at the pace of late.
 *
 * @param points the past, the oldest first; the last is today
 * @param daysLeft until the shutdown; negative when it is over
 * @param pace proven homes gained a week; what became stale is taken off; NaN where no days were kept to
 *     measure by: a day worked out afterwards knows what was heard, not what has been lost since
 * @param needed a week, so that none is open on the day of the shutdown; 0 where none is, NaN where no day is left
 * @param doneBy at this pace; null where none is open, where it is not measured, or where it never would be
 */
public record BurnDown(
        List<Point> points,
        int open,
        long daysLeft,
        double pace,
        double needed,
        @Nullable LocalDate doneBy) {
    /** Over how long the pace is measured: long enough for holidays, short enough to show a change. */
    public static final int PACE_DAYS = 28;

    /** Fewer days than this say nothing about a pace. */
    private static final int FEWEST_DAYS = 7;

    /** Further away than this is never. */
    private static final int HORIZON_DAYS = 36_500;

    /** @param derived worked out afterwards from proofs, before days were kept */
    public record Point(LocalDate day, int homes, int proven, boolean derived) {}

    public BurnDown {
        points = List.copyOf(points);
    }

    /** @param past days before today, in any order */
    public static BurnDown of(List<Point> past, Point today, LocalDate switchoverOn) {
        List<Point> points = Stream.concat(
                        past.stream().filter(point -> point.day().isBefore(today.day())), Stream.of(today))
                .sorted(Comparator.comparing(Point::day))
                .toList();
        int open = today.homes() - today.proven();
        long daysLeft = ChronoUnit.DAYS.between(today.day(), switchoverOn);
        double pace = pace(points, today);
        double needed = open <= 0 ? 0 : daysLeft <= 0 ? Double.NaN : open * 7.0 / daysLeft;
        return new BurnDown(points, open, daysLeft, pace, needed, doneBy(today.day(), open, pace));
    }

    /** Whether what is open would be proven in time at this pace. */
    public boolean inTime(LocalDate switchoverOn) {
        return open <= 0 || (doneBy != null && !doneBy.isAfter(switchoverOn));
    }

    private static double pace(List<Point> points, Point today) {
        LocalDate from = today.day().minusDays(PACE_DAYS);
        Optional<Point> first = points.stream()
                .filter(point -> !point.derived() && !point.day().isBefore(from))
                .min(Comparator.comparing(Point::day));
        long days = first.map(point -> ChronoUnit.DAYS.between(point.day(), today.day()))
                .orElse(0L);
        return first.isEmpty() || days < FEWEST_DAYS
                ? Double.NaN
                : (today.proven() - first.get().proven()) * 7.0 / days;
    }

    private static @Nullable LocalDate doneBy(LocalDate today, int open, double pace) {
        if (open <= 0 || Double.isNaN(pace) || pace <= 0) {
            return null;
        }
        double days = Math.ceil(open * 7.0 / pace);
        return days > HORIZON_DAYS ? null : today.plusDays((long) days);
    }
}
