package org.tocsin.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When this process last saw the database commit a write. A heartbeat is answered positively only while that is fresh:
 * a unit must not be told that all is well by a centre that can store nothing. Monotonic, so that a step of the wall
 * clock changes nothing.
 */
public final class LastCommit {
    private final AtomicLong at =
            new AtomicLong(System.nanoTime() - Duration.ofDays(1).toNanos());

    /** A write was committed just now. */
    public void committed() {
        at.set(System.nanoTime());
    }

    /** True when a write was committed at most this long ago. */
    public boolean within(Duration limit) {
        return System.nanoTime() - at.get() <= limit.toNanos();
    }
}
