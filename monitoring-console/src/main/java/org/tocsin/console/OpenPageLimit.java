package org.tocsin.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.AddressBlock;

/**
 * How often somebody may try the codes, references and links of pages that are open to everybody: {@value #PER_ADDRESS} times from one address (of IPv6: one
 * subnet) and {@value #OVERALL} times altogether within five minutes, at each console. Codes have 50 random bits and more. One event loop only.
 */
public final class OpenPageLimit {
    static final int PER_ADDRESS = 20;
    static final int OVERALL = 1_000;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 20_000;

    private final InstantSource clock;
    private final Map<String, Tries> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST_KEPT;
        }
    };
    private Tries together = new Tries(Instant.MIN, 0);

    public OpenPageLimit(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counts this try; false when it is one too many. What is refused to one address takes nothing from the others, or
     * whoever tries for long would shut the page to everybody.
     */
    public boolean allows(String address) {
        Instant now = clock.instant();
        Tries own = tries.compute(AddressBlock.of(address), (key, before) -> oneMore(before, now));
        if (own.count() > PER_ADDRESS) {
            return false;
        }
        together = oneMore(together, now);
        return together.count() <= OVERALL;
    }

    private static Tries oneMore(@Nullable Tries before, Instant now) {
        return before == null || !before.since().isAfter(now.minus(WINDOW))
                ? new Tries(now, 1)
                : new Tries(before.since(), before.count() + 1);
    }

    private record Tries(Instant since, int count) {}
}
