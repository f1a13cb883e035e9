package org.tocsin.ops.bench;

import java.util.Arrays;
import java.util.Locale;

/** Times of one run, in nanoseconds; each message has its own place, so a repeat never counts twice. */
final class Latencies {
    private final long[] times;
    private int count;

    Latencies(int most) {
        times = new long[most];
    }

    void add(long nanos) {
        times[count++] = nanos;
    }

    int count() {
        return count;
    }

    /** The time within which this share was over, in milliseconds; 0 where there was none. */
    double millis(double share) {
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : at(sorted, share) / 1e6;
    }

    /** "p50 1.2 ms, p99 8.4 ms". */
    @Override
    public String toString() {
        if (count == 0) {
            return "none";
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "p50 %6.1f ms, p99 %6.1f ms", at(sorted, 0.50) / 1e6, at(sorted, 0.99) / 1e6);
    }

    private static long at(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }
}
