package org.tocsin.supervision;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A unit being watched, with all that decides how it is.
 *
 * @param way by which it is heard
 * @param silenceId the silence that is not over
 * @param silences how many there have been
 * @param newest its last heartbeat as stored; maybe later than now, by a clock that was ahead
 */
record Watch(
        UUID unitId,
        UUID serviceId,
        @Nullable UUID homeId,
        String cid,
        Way way,
        Liveness.Facts facts,
        @Nullable UUID silenceId,
        int silences,
        @Nullable Instant newest) {}
