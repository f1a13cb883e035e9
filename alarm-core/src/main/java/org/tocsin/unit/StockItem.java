package org.tocsin.unit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A thing of the service's, wherever it is.
 *
 * @param name make and model, or whatever else it is called
 * @param cid of the unit it is; null for one without a number on the wire
 * @param homeId where it is on loan; null while it is not
 * @param place that home's address in one line
 * @param since when it came to be so
 */
public record StockItem(
        UUID id,
        Kind kind,
        String name,
        @Nullable String serial,
        @Nullable String cid,
        StockState state,
        @Nullable UUID homeId,
        @Nullable String place,
        Instant since) {
    /** Stored by name. */
    public enum Kind {
        UNIT,
        TRIGGER,
        CONVERTER,
        OTHER
    }

    /** What was done with it, and when. */
    public record Move(
            StockState.Act act,
            @Nullable String place,
            Instant at,
            String by,
            @Nullable String note) {}
}
