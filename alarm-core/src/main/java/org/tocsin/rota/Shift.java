package org.tocsin.rota;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time in which somebody is to be on duty.
 *
 * @param area as homes name theirs; null for every area of the service
 * @param until its end, no longer part of it
 */
public record Shift(
        UUID id,
        UUID operatorId,
        @Nullable String team,
        @Nullable String area,
        Instant from,
        Instant until) {
    public boolean at(Instant when) {
        return !from.isAfter(when) && until.isAfter(when);
    }

    /** True where it is this area's, or every area's. */
    public boolean covers(String wanted) {
        return area == null || same(area, wanted);
    }

    /** Areas are the same however they are written. */
    public static boolean same(String one, String other) {
        return one.strip().toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
    }
}
