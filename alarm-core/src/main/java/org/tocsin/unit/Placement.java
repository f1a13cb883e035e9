package org.tocsin.unit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a unit stood in a home.
 *
 * @param until when it was taken away; null while it stands there
 * @param placedBy who put it there, {@code operator:alice}
 */
public record Placement(
        UUID id,
        UUID unitId,
        String cid,
        UUID homeId,
        Instant since,
        @Nullable Instant until,
        String placedBy) {}
