package org.tocsin.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much each address may send: a burst, refilled evenly. A flood hurts only the address it comes from. The least
 * recently seen address is forgotten first.
 */
public final class AddressLimit {
    private static final int MOST_ADDRESSES = 10_000;

    private final int burst;
    private final Duration refill;
    private final InstantSource clock;
    private final Map<String, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Allowance(double left, Instant at) {}

    /**
     * @param burst how many at once
     * @param refill how long until one more is allowed
     */
    public AddressLimit(int burst, Duration refill, InstantSource clock) {
        this.burst = burst;
        this.refill = refill;
        this.clock = clock;
    }

    /** Takes one from the address's allowance; false when it is used up. */
    public synchronized boolean allows(String address) {
        Instant now = clock.instant();
        Allowance before = allowances.getOrDefault(address, new Allowance(burst, now));
        double refilled = Math.max(0, Duration.between(before.at(), now).toMillis()) / (double) refill.toMillis();
        double left = Math.min(burst, before.left() + refilled);
        boolean allowed = left >= 1;
        allowances.put(address, new Allowance(allowed ? left - 1 : left, now));
        return allowed;
    }
}
