package org.tocsin.simulator;

import java.time.LocalTime;
import java.util.SplittableRandom;

/** How many calls a home makes, and when: three a month, more in the morning, few at night. */
final class Day {
    private static final double CALLS_PER_HOME_AND_SECOND = 3 / (30.44 * 86_400);

    /** Weight of each hour; the mean is 1. */
    private static final double[] HOURS = {
        0.45, 0.35, 0.30, 0.30, 0.35, 0.55, 0.95, 1.60, 2.00, 2.00, 1.75, 1.45,
        1.25, 1.15, 1.05, 1.00, 1.05, 1.15, 1.20, 1.15, 1.00, 0.80, 0.65, 0.50
    };

    private Day() {}

    /** Calls a second that so many homes make at that time of day. */
    static double callsPerSecond(int homes, LocalTime time) {
        return homes * CALLS_PER_HOME_AND_SECOND * HOURS[time.getHour()];
    }

    /** How many events happen where so many are expected (Knuth for few, in portions for many). */
    static int drawCount(double expected, SplittableRandom random) {
        int count = 0;
        double left = expected;
        while (left > 0) {
            double portion = Math.min(left, 30);
            left -= portion;
            double limit = Math.exp(-portion);
            for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
                count++;
            }
        }
        return count;
    }
}
