package org.tocsin.simulator.conformance.listen;

import java.time.Duration;

/**
 * How long the other side has for each thing.
 *
 * @param t1 of SIP; 500 ms on every real unit
 * @param press for the person, from being asked until the signal is here
 * @param repeat for the unit, until it says it again
 * @param quiet how long nothing may come before we believe that nothing comes; longer than the unit's own waits
 * @param atOnce what counts as at once
 */
public record Pace(Duration t1, Duration press, Duration repeat, Duration quiet, Duration atOnce) {
    public static final Pace REAL = new Pace(
            Duration.ofMillis(500),
            Duration.ofMinutes(3),
            Duration.ofSeconds(90),
            Duration.ofSeconds(25),
            Duration.ofSeconds(5));
}
