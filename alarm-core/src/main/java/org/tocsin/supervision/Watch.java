package org.tocsin.supervision;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Protocol;

/**
 * A unit being watched, with all that decides how it is.
 *
 * @param silenceId the silence that is not over
 * @param silences how many there have been
 * @param newest its last heartbeat as stored; maybe later than now, by a clock that was ahead
 */
record Watch(
        UUID unitId,
        UUID serviceId,
        @Nullable UUID homeId,
        String cid,
        Protocol protocol,
        Liveness.Facts facts,
        @Nullable UUID silenceId,
        int silences,
        @Nullable Instant newest) {}
