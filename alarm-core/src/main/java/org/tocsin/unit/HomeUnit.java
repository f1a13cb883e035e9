package org.tocsin.unit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Protocol;

/**
 * A home unit on file (standard: local unit and controller).
 *
 * @param cid its own id on the wire, digits, unique over the platform
 */
public record HomeUnit(UUID id, UUID serviceId, @Nullable UUID homeId, String cid, Protocol protocol, Status status) {
    /** Suspended still sounds, marked so. Stored by name. */
    public enum Status {
        IN_SERVICE,
        SUSPENDED
    }
}
