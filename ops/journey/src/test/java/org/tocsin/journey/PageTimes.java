package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What a page in a real browser took, in milliseconds, held against its limits. */
final class PageTimes {
    private static final int FIRST_PAINT_MS = 1_000;
    /** What is felt as at once. */
    static final int ACTS_WITHIN_MS = 100;

    // It may not have painted yet when the page is there already.
    private static final String PAINTED = """
            () => new Promise((done) => {
              const look = () => {
                const paint = performance.getEntriesByName("first-contentful-paint")[0];
                paint ? done(paint.startTime) : requestAnimationFrame(look);
              };
              look();
            })
            """;

    private final List<String> missed = new ArrayList<>();

    /** When the browser painted something of this page for the first time, from when it was asked for. */
    static double firstPaint(Page page) {
        return number(page.evaluate(PAINTED));
    }

    static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    static String words(List<Double> took) {
        return String.format(
                Locale.ROOT,
                "%d times: p50 %.0f ms, p99 %.0f ms, most %.0f ms",
                took.size(),
                p(took, 50),
                p(took, 99),
                Collections.max(took));
    }

    /** Each first paint within a second. */
    void painted(String what, List<Double> times) {
        System.out.printf("PAINT %s %s%n", what, words(times));
        if (!times.stream().allMatch(ms -> ms < FIRST_PAINT_MS)) {
            missed.add("first paint of %s under %d ms".formatted(what, FIRST_PAINT_MS));
        }
    }

    /** Each key within its limit at p99. */
    void acted(String when, Map<String, List<Double>> keys, ToIntFunction<String> limitMs) {
        keys.forEach((key, times) -> {
            System.out.printf("KEY %-9s %s%s%n", key, when, words(times));
            if (p(times, 99) >= limitMs.applyAsInt(key)) {
                missed.add("%s %swithin %d ms at p99".formatted(key, when, limitMs.applyAsInt(key)));
            }
        });
    }

    /** The page never stood still for longer than what is felt as at once. */
    void longestStop(String when, double ms) {
        System.out.printf(Locale.ROOT, "STOP %s the longest %.0f ms%n", when, ms);
        if (ms > ACTS_WITHIN_MS) {
            missed.add("no stop %slonger than %d ms".formatted(when, ACTS_WITHIN_MS));
        }
    }

    /** Says whether every limit held, and fails where one did not. */
    void judge() {
        System.out.println(missed.isEmpty() ? "PASS" : "FAIL: " + String.join(", ", missed));
        assertThat(missed).isEmpty();
    }

    private static double p(List<Double> took, int percent) {
        List<Double> sorted = took.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (sorted.size() * percent + 99) / 100 - 1));
    }
}
