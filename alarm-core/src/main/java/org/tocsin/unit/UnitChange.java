package org.tocsin.unit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;

/**
 * Something was changed at a home's equipment: what was heard before it may have to be heard again.
 *
 * @param homeId where the unit stood then; null for one in no home
 * @param times 1; for ROAMING, how often on that day (UTC), of which this was the first
 * @param noticedBy {@code unit} where it told us itself, otherwise who acted, {@code operator:alice}
 */
public record UnitChange(
        UUID id,
        UUID serviceId,
        @Nullable UUID homeId,
        @Nullable UUID unitId,
        Instant at,
        Kind kind,
        @Nullable String was,
        @Nullable String isNow,
        int times,
        String noticedBy) {
    /** What a proof makes of each is ruled where proofs are. Stored by name. */
    public enum Kind {
        FIRMWARE,
        CONFIGURATION,
        UNIT_SWAP,
        SIM_SWAP,
        LINE,
        TRIGGER_ADDED,
        TRIGGER_REMOVED,
        /** Another network or bearer carries it. */
        ROAMING,
        MOVED_HOME
    }

    /** A change somebody made. */
    public static UnitChange by(
            Scope scope, @Nullable UUID homeId, @Nullable UUID unitId, Instant at, Kind kind, Values values) {
        return new UnitChange(
                Ids.next(), scope.serviceId(), homeId, unitId, at, kind, values.was, values.isNow, 1, scope.actor());
    }

    /** What it was before and is now; null where there was nothing, or nothing is known. */
    public record Values(@Nullable String was, @Nullable String isNow) {}
}
