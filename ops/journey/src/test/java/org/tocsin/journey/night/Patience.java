package org.tocsin.journey.night;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** How long the night waits for what must come, and how closely it looks. */
final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration CLOSELY = Duration.ofMillis(20);

    private Patience() {}

    static void until(String what, Callable<Boolean> there) {
        await(what)
                .atMost(LONGEST)
                .pollDelay(Duration.ZERO)
                .pollInterval(CLOSELY)
                .until(there);
    }
}
