package org.tocsin.unit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a unit has registered itself over SIP (RFC 3261 §10).
 *
 * @param uri as the unit wrote it
 * @param host its host where that is an IPv4 address; null where it is a name, which nobody looks up
 * @param port its port, 5060 where it names none; 0 without a host
 * @param transport UDP, TCP or TLS
 * @param sourceAddress where the registration came from
 * @param proven true where the unit has a secret or a certificate and has shown it
 * @param expiresAt when it ends unless it is repeated
 */
public record RegisteredContact(
        String uri,
        @Nullable String host,
        int port,
        String transport,
        String sourceAddress,
        boolean proven,
        Instant expiresAt) {}
