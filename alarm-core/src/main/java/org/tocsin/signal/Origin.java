package org.tocsin.signal;

import java.time.Instant;

/**
 * Where and when a signal reached us.
 *
 * @param protocol how it came in
 * @param remoteAddress IP address of the sender, without port
 * @param gatewayId the gateway that took it
 * @param receivedAt when its last byte was read, by the gateway's clock
 */
public record Origin(Protocol protocol, String remoteAddress, String gatewayId, Instant receivedAt) {}
