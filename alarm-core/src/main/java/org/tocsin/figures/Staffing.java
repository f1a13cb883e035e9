package org.tocsin.figures;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many people are needed when, from what came in over some weeks: by half-hour of the week, for an average week and
 * for the busiest half-hour there was. Pure.
 *
 * @param weeks whole ones that were looked at
 * @param handling how long one alarm kept somebody busy, on average over all of them; zero where there was none
 * @param slots the 336 half-hours of a week, Monday first
 */
public record Staffing(int weeks, Target target, Duration handling, List<Slot> slots) {
    public static final Duration HALF_HOUR = Duration.ofMinutes(30);
    public static final int SLOTS_A_DAY = 48;

    /** Less says too little about a half-hour to have a handling time of its own. */
    private static final int FEWEST = 30;

    /**
     * @param alarms all that came in this half-hour of the week
     * @param most in one week
     * @param handling of those that came then, or of all where they are few
     * @param average people needed for an average week
     * @param busiest people needed for the busiest
     */
    public record Slot(DayOfWeek day, int number, long alarms, long most, Duration handling, int average, int busiest) {
        public LocalTime from() {
            return LocalTime.MIDNIGHT.plus(HALF_HOUR.multipliedBy(number));
        }
    }

    /** What came in during one half-hour of the week. */
    public record Came(DayOfWeek day, int number, long alarms, long most, long busySeconds) {}

    public Staffing {
        slots = List.copyOf(slots);
    }

    /** @param came half-hours in which nothing came may be left out */
    public static Staffing plan(int weeks, Target target, List<Came> came) {
        long alarms = came.stream().mapToLong(Came::alarms).sum();
        long busy = came.stream().mapToLong(Came::busySeconds).sum();
        Duration usual = alarms == 0 ? Duration.ZERO : Duration.ofMillis(busy * 1_000 / alarms);
        List<Slot> slots = IntStream.range(0, 7 * SLOTS_A_DAY)
                .mapToObj(at -> {
                    DayOfWeek day = DayOfWeek.of(at / SLOTS_A_DAY + 1);
                    int number = at % SLOTS_A_DAY;
                    Came one = came.stream()
                            .filter(each -> each.day() == day && each.number() == number)
                            .findFirst()
                            .orElse(new Came(day, number, 0, 0, 0));
                    return slot(one, weeks, target, usual);
                })
                .toList();
        return new Staffing(weeks, target, usual, slots);
    }

    private static Slot slot(Came came, int weeks, Target target, Duration usual) {
        Duration handling =
                came.alarms() < FEWEST ? usual : Duration.ofMillis(came.busySeconds() * 1_000 / came.alarms());
        return new Slot(
                came.day(),
                came.number(),
                came.alarms(),
                came.most(),
                handling,
                needed((double) came.alarms() / weeks, handling, target),
                needed(came.most(), handling, target));
    }

    /** Nobody can be nobody: a call may always come. */
    private static int needed(double calls, Duration handling, Target target) {
        return handling.isZero()
                ? 1
                : Math.max(1, ErlangC.of(calls, HALF_HOUR, handling).needed(target, handling));
    }
}
