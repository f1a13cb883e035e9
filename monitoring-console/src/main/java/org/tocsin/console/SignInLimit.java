package org.tocsin.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tocsin.platform.AddressBlock;

/**
 * How often a sign-in may fail: {@value #PER_USER} times for one name from one address and {@value #PER_ADDRESS} times
 * from one address whatever the name, within five minutes; of IPv6, a subnet is one address. One event loop only.
 */
public final class SignInLimit {
    static final int PER_USER = 10;
    static final int PER_ADDRESS = 100;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 20_000;

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_KEPT;
        }
    };

    public SignInLimit(InstantSource clock) {
        this.clock = clock;
    }

    public boolean allows(String address, String username) {
        return count(AddressBlock.of(address)) < PER_ADDRESS && count(key(address, username)) < PER_USER;
    }

    /** Counted before the password is checked, so that many at once cannot slip through. */
    public void attempted(String address, String username) {
        add(AddressBlock.of(address), 1);
        add(key(address, username), 1);
    }

    /** The password could not be checked: that is nobody's guess. */
    public void undone(String address, String username) {
        add(AddressBlock.of(address), -1);
        add(key(address, username), -1);
    }

    public void succeeded(String address, String username) {
        add(AddressBlock.of(address), -1);
        failures.remove(key(address, username));
    }

    private void add(String key, int change) {
        Instant now = clock.instant();
        failures.compute(
                key,
                (k, before) -> before == null || before.isOver(now)
                        ? new Failures(now, Math.max(0, change))
                        : new Failures(before.since(), Math.max(0, before.count() + change)));
    }

    private int count(String key) {
        Failures found = failures.get(key);
        return found == null || found.isOver(clock.instant()) ? 0 : found.count();
    }

    private static String key(String address, String username) {
        return AddressBlock.of(address) + " " + username;
    }

    private record Failures(Instant since, int count) {
        boolean isOver(Instant now) {
            return !now.isBefore(since.plus(WINDOW));
        }
    }
}
