package org.tocsin.telephone;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Homes and alarms that fit what was looked for.
 *
 * @param homes those by a number before those by a name, those before those by an address
 * @param alarm by its reference; null for none
 * @param more true where not all that fit are here: say more
 */
public record Found(List<Home> homes, @Nullable Alarm alarm, boolean more) {
    public Found {
        homes = List.copyOf(homes);
    }

    /**
     * @param people who lives there now, "Margaret Shah and Ravi Shah"; null where nobody is on file
     * @param why what fitted, the best first, at most three
     * @param ended true where the home has left the service
     * @param open its open alarm; null for none
     */
    public record Home(
            UUID id,
            String place,
            @Nullable String people,
            List<Why> why,
            boolean ended,
            @Nullable Alarm open) {}

    /** @param reference as it is spoken */
    public record Alarm(UUID id, String reference, String words) {}

    /**
     * What fitted.
     *
     * @param who "Nadia Shah, daughter"; null for the place itself
     * @param telephone of that person
     */
    public record Why(By by, @Nullable String who, @Nullable String telephone) {}

    /** The best first. */
    public enum By {
        TELEPHONE,
        CONTACT_TELEPHONE,
        UNIT,
        NAME,
        CONTACT,
        NAME_AND_PLACE,
        FLAT,
        PLACE,
        POSTCODE,
        NUMBER
    }
}
