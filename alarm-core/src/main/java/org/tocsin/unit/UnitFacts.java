package org.tocsin.unit;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is on file about a unit as a thing: never asked for on the way of a signal, so kept apart from {@link HomeUnit}.
 *
 * @param externalId its id in the service's own records; unique within the service
 * @param firmware as it was put on file; what the unit itself reports is in its {@link UnitState}
 * @param iccid the number of its SIM, 10 to 22 digits
 * @param simNetwork whose SIM that is
 * @param paths by which it can reach us; empty where nobody has said
 */
public record UnitFacts(
        @Nullable String externalId,
        @Nullable String serial,
        @Nullable String firmware,
        @Nullable String iccid,
        @Nullable String simNetwork,
        Set<TransmissionPath> paths) {
    /** Nothing is known. */
    public static final UnitFacts UNKNOWN = new UnitFacts(null, null, null, null, null, Set.of());

    /** @throws IllegalArgumentException for an ICCID that is none */
    public UnitFacts {
        if (iccid != null && !isIccid(iccid)) {
            throw new IllegalArgumentException("an ICCID is 10 to 22 digits");
        }
        paths = paths.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(paths));
    }

    /** True for 10 to 22 digits. */
    public static boolean isIccid(String text) {
        return text.matches("[0-9]{10,22}");
    }

    /** The paths by name, in their own order; as they are stored. */
    String[] pathNames() {
        return paths.stream().sorted().map(Enum::name).toArray(String[]::new);
    }
}
