package org.tocsin.gateway.sip;

import java.time.Duration;

/**
 * What this endpoint will hold at most; past it the answer is a refusal.
 *
 * @param messageBytes the longest message; a longer one over TCP is answered 413
 * @param connections open connections, TCP and TLS together
 * @param idle how long a connection may say nothing; units that keep one open send heartbeats over it
 * @param handshakes TLS handshakes under way, and how many of them from one address
 * @param serverTransactions answers kept for retransmissions; past it the oldest are forgotten, and their
 *     retransmissions are recognised by the store instead
 * @param clientTransactions messages of ours that wait for their answer
 */
public record SipLimits(
        int messageBytes,
        int connections,
        Duration idle,
        Handshakes handshakes,
        int serverTransactions,
        int clientTransactions) {
    public static final SipLimits STANDARD = new SipLimits(
            64 * 1024,
            12_000,
            Duration.ofMinutes(30),
            new Handshakes(1_000, 100, Duration.ofSeconds(10)),
            1_048_576,
            65_536);

    /**
     * Past any of them the connection is closed: its unit comes again, or takes its second path.
     *
     * @param within how long one may take
     */
    public record Handshakes(int most, int fromOneAddress, Duration within) {}
}
