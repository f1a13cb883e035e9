package org.tocsin.supervision;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.RiskTier;

/**
 * A unit as listed, as the worker last saw it.
 *
 * @param since when it came to be so
 * @param people who lives there now; null where nobody is on file
 */
public record WatchLine(
        UUID unitId,
        String cid,
        Liveness.State state,
        Liveness.@Nullable Pause pause,
        Instant since,
        @Nullable Instant heard,
        @Nullable UUID homeId,
        @Nullable String people,
        @Nullable String place,
        RiskTier risk) {}
