package org.tocsin.simulator.ledger;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations in buckets no wider than 1/32 of their value, from a microsecond to two hours. Thread-safe. */
public final class Latencies {
    private static final int STEPS_BITS = 5;
    private static final int STEPS = 1 << STEPS_BITS;
    private static final int MAX_EXPONENT = 33;

    private final AtomicLongArray buckets = new AtomicLongArray((MAX_EXPONENT - STEPS_BITS + 2) * STEPS);

    public void add(long nanos) {
        buckets.incrementAndGet(bucket(Math.max(0, nanos / 1_000)));
    }

    public long count() {
        long sum = 0;
        for (int i = 0; i < buckets.length(); i++) {
            sum += buckets.get(i);
        }
        return sum;
    }

    /** The upper edge, in milliseconds, of the bucket the given share of all durations stays within; 0 for none. */
    public double millisAt(double share) {
        long total = count();
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= rank && seen > 0) {
                return upperEdge(i) / 1_000.0;
            }
        }
        return 0;
    }

    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int exponent = Math.min(MAX_EXPONENT, 63 - Long.numberOfLeadingZeros(micros));
        long step = Math.min(STEPS - 1L, (micros >>> (exponent - STEPS_BITS)) - STEPS);
        return (exponent - STEPS_BITS + 1) * STEPS + (int) step;
    }

    private static long upperEdge(int bucket) {
        if (bucket < STEPS) {
            return bucket + 1L;
        }
        int exponent = bucket / STEPS - 1 + STEPS_BITS;
        long width = 1L << (exponent - STEPS_BITS);
        return (1L << exponent) + (bucket % STEPS + 1L) * width;
    }
}
