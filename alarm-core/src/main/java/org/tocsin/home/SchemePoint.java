package org.tocsin.home;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a device of a scheme's controllers is: what stands behind its {@code did}.
 *
 * @param did as {@link #normal} makes it of what the controllers send, 1 to 16 printable characters; unique in the
 *     scheme
 * @param name how people there call it: "Flat 12", "Front door", "Lounge"
 * @param homeId the dwelling; null for a door panel and a communal point
 */
public record SchemePoint(
        UUID id,
        UUID schemeId,
        String did,
        Kind kind,
        String name,
        @Nullable UUID homeId) {
    /** Stored by name. */
    public enum Kind {
        DWELLING,
        DOOR,
        COMMUNAL
    }

    /** True for a {@link #normal} device id that a controller can send: 1 to 16 printable characters without a space. */
    public static boolean isDid(String did) {
        return did.matches("[!-~]{1,16}");
    }

    /** A {@code did} as it is compared: units send {@code 12}, {@code 0012} and {@code 00a1}. */
    public static String normal(String did) {
        return did.strip().toUpperCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }

    public SchemePoint {
        if ((kind == Kind.DWELLING) != (homeId != null)) {
            throw new IllegalArgumentException("a dwelling has a home, a door and a communal point have none");
        }
    }
}
