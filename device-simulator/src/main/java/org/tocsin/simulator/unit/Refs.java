package org.tocsin.simulator.unit;

import java.util.Locale;

/**
 * Message references: at most 16 letters and digits, never used twice, neither by another unit nor by a later run, so
 * that a platform which mixes two homes up, or remembers yesterday, cannot hide it. One instance belongs to one loop.
 */
public final class Refs {
    private static final int COUNTER_DIGITS = 6;

    private final String prefix;
    private long next;

    /** @param street tells apart the loops of one run; below 36 */
    public Refs(long startedAtMillis, int street) {
        if (street < 0 || street >= Character.MAX_RADIX) {
            throw new IllegalArgumentException("street " + street);
        }
        this.prefix = base36(startedAtMillis) + base36(street);
    }

    public String next() {
        String counter = base36(next++);
        return prefix + "0".repeat(Math.max(0, COUNTER_DIGITS - counter.length())) + counter;
    }

    private static String base36(long number) {
        return Long.toString(number, Character.MAX_RADIX).toLowerCase(Locale.ROOT);
    }
}
