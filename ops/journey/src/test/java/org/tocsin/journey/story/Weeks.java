package org.tocsin.journey.story;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of one group of homes week by week until today.
 *
 * @param pace homes gained a week since the oldest of the last four weeks that was kept; NaN where none was
 * @param doneBy at this pace; null for never
 */
record Weeks(List<Point> points, double pace, @Nullable LocalDate doneBy) {
    private static final int WEEKS = 26;
    private static final int PACE_DAYS = 28;

    /** @param derived worked out afterwards, because nobody was there to keep the day */
    record Point(LocalDate day, boolean derived, int homes, int proven) {}

    /** Homes, and proven homes of them, of each group on one day. */
    record Day(Map<String, int[]> counts) {
        private Point point(LocalDate day, String group) {
            int[] count = counts.getOrDefault(group, new int[2]);
            return new Point(day, false, count[0], count[1]);
        }
    }

    /**
     * @param kept days that were kept as they were then known
     * @param derived homes and proven homes of the group on a day before
     */
    static Weeks of(
            String group, LocalDate today, Day now, Map<LocalDate, Day> kept, Function<LocalDate, int[]> derived) {
        List<LocalDate> weeks = new ArrayList<>();
        for (int back = WEEKS; back > 0; back--) {
            weeks.add(today.minusWeeks(back));
        }
        LocalDate first = weeks.stream().filter(kept::containsKey).findFirst().orElse(today);
        List<Point> points = new ArrayList<>();
        for (LocalDate week : weeks) {
            Day day = kept.get(week);
            if (week.isBefore(first)) {
                int[] count = derived.apply(week);
                points.add(new Point(week, true, count[0], count[1]));
            } else if (day != null && day.counts.containsKey(group)) {
                points.add(day.point(week, group));
            }
        }
        Point present = now.point(today, group);
        points.add(present);
        Point oldest = points.stream()
                .filter(point -> !point.derived && !point.day.isBefore(today.minusDays(PACE_DAYS)))
                .findFirst()
                .orElseThrow();
        long days = today.toEpochDay() - oldest.day.toEpochDay();
        double pace = days < 7 ? Double.NaN : (present.proven - oldest.proven) * 7.0 / days;
        int open = present.homes - present.proven;
        boolean never = open <= 0 || Double.isNaN(pace) || pace <= 0 || open * 7 / pace > 36_500;
        return new Weeks(points, pace, never ? null : today.plusDays((long) Math.ceil(open * 7.0 / pace)));
    }
}
