package org.tocsin.gateway.sip;

import java.time.Duration;

/**
 * The timers of non-INVITE transactions (RFC 3261 §17.1.2.2, §17.2.2 and table 4).
 *
 * @param t1 estimate of a round trip: the first retransmission comes after this long
 * @param t2 the longest gap between retransmissions
 * @param lifetime timers F and J, 64 × T1: how long a client waits for an answer, and a server replays its own
 */
public record SipTimers(Duration t1, Duration t2, Duration lifetime) {
    /** The values of RFC 3261: sends at 0, 0.5, 1.5, 3.5, 7.5 … 31.5 s, the end at 32 s. */
    public static final SipTimers STANDARD =
            new SipTimers(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(32));
}
