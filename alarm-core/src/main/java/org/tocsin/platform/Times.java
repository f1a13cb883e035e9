package org.tocsin.platform;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Points in time as the database driver wants them: {@code timestamptz} is an offset date-time there. */
public final class Times {
    private Times() {}

    public static OffsetDateTime toRow(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime toRowOrNull(@Nullable Instant instant) {
        return instant == null ? null : toRow(instant);
    }

    public static Instant fromRow(OffsetDateTime time) {
        return time.toInstant();
    }

    public static @Nullable Instant fromRowOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
