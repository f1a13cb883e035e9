package org.tocsin.unit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Protocol;

/**
 * A unit as listed.
 *
 * @param people who lives there now; null where no home is on file or nobody lives there
 * @param place the address in one line; null where no home is on file
 * @param lastHeard the last heartbeat or the last alarm; null for one that was never heard
 * @param connected true while a living gateway holds a connection of it; always false for one that keeps none
 */
public record UnitLine(
        String cid,
        Protocol protocol,
        HomeUnit.Status status,
        @Nullable String people,
        @Nullable String place,
        @Nullable Instant lastHeard,
        boolean connected) {}
