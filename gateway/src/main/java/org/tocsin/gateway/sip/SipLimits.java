package org.tocsin.gateway.sip;

import java.time.Duration;

/**
 * What this endpoint will hold at most; past it the answer is a refusal.
 *
 * @param messageBytes the longest message; a longer one over TCP is answered 413
 * @param connections open TCP connections
 * @param idle how long a TCP connection may say nothing; units that keep one open send heartbeats over it
 * @param serverTransactions answers kept for retransmissions; past it the oldest is forgotten, and its retransmission
 *     is recognised by the store instead
 * @param clientTransactions messages of ours that wait for their answer
 */
public record SipLimits(
        int messageBytes, int connections, Duration idle, int serverTransactions, int clientTransactions) {
    public static final SipLimits STANDARD = new SipLimits(64 * 1024, 12_000, Duration.ofMinutes(30), 131_072, 65_536);
}
