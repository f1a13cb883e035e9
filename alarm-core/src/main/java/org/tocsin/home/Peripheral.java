package org.tocsin.home;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.SignalBody;

/**
 * A trigger of a home: a pendant, a smoke detector, the unit's own button.
 *
 * @param unitId the unit it speaks through; null where it is not tied to one
 * @param dty its device type on the wire, four digits
 * @param did its device id on the wire; null where the unit names none
 * @param until when it was taken away; null while it is there
 */
public record Peripheral(
        UUID id,
        UUID serviceId,
        UUID homeId,
        @Nullable UUID unitId,
        String dty,
        @Nullable String did,
        String name,
        @Nullable String room,
        Instant since,
        @Nullable Instant until) {
    /** The device type of the unit itself, and of the button on it. */
    public static final String HOME_UNIT = "0002";

    /** True when this signal may come from it: the same device type and, where both name one, the same device id. */
    public boolean raises(SignalBody body) {
        String said = body.get("did");
        return dty.equals(body.deviceType())
                && (did == null || said == null || said.isEmpty() || did.equalsIgnoreCase(said));
    }

    /** "Pendant, bedroom". */
    public String words() {
        return room == null ? name : name + ", " + room;
    }
}
