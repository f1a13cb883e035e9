package org.tocsin.console.readiness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often somebody may try codes and references: {@value #PER_ADDRESS} times from one address and {@value #OVERALL}
 * times altogether within five minutes, at each console. Codes have 50 random bits. One event loop only.
 */
final class ProveLimit {
    static final int PER_ADDRESS = 20;
    static final int OVERALL = 1_000;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 20_000;
    private static final String ALL = "";

    private final InstantSource clock;
    private final Map<String, Tries> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST_KEPT && !eldest.getKey().equals(ALL);
        }
    };

    ProveLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts this try; false when it is one too many. */
    boolean allows(String address) {
        return add(address) <= PER_ADDRESS & add(ALL) <= OVERALL;
    }

    private int add(String key) {
        Instant now = clock.instant();
        return tries.compute(
                        key,
                        (k, before) ->
                                before == null || !now.isBefore(before.since().plus(WINDOW))
                                        ? new Tries(now, 1)
                                        : new Tries(before.since(), before.count() + 1))
                .count();
    }

    private record Tries(Instant since, int count) {}
}
