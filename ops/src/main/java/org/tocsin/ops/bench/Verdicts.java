package org.tocsin.ops.bench;

import java.util.Locale;

/** What a benchmark measured against what the product promises: each is said with its limit, and one that misses it fails it. */
final class Verdicts {
    private int failed;

    /**
     * @param measured no number where nothing could be measured: that keeps no limit
     * @param unit of both, and of what it is
     */
    void atMost(String what, double measured, double limit, String unit) {
        boolean good = measured <= limit;
        failed += good ? 0 : 1;
        System.out.println(String.format(
                Locale.ROOT, "  %s  %s %.2f %s, limit %.2f", good ? "PASS" : "FAIL", what, measured, unit, limit));
    }

    /** For the process: 0 where every limit was kept, otherwise 1. */
    int exitCode() {
        return failed == 0 ? 0 : 1;
    }
}
