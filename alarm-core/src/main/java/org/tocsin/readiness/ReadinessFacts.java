package org.tocsin.readiness;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Equipment;
import org.tocsin.unit.UnitChange;

/**
 * Everything the readiness of a home follows from.
 *
 * @param units those that stand in it now
 * @param triggers those that are there now
 * @param heard at least the newest proof of each trigger and the newest remote test of each unit
 * @param changes at least the newest of each kind and unit
 */
public record ReadinessFacts(
        Equipment equipment,
        Line line,
        Set<UUID> units,
        List<Trigger> triggers,
        List<Heard> heard,
        List<Change> changes,
        Visits visits) {
    public ReadinessFacts {
        units = Set.copyOf(units);
        triggers = List.copyOf(triggers);
        heard = List.copyOf(heard);
        changes = List.copyOf(changes);
    }

    /**
     * When the provider was told that this home works, of the line as it is; null for not. What was told before the line
     * became another, or in the same moment, was told of the one before.
     */
    public @Nullable Instant toldAt() {
        Instant told = line.confirmedAt();
        boolean another = told != null
                && changes.stream()
                        .anyMatch(change -> change.kind() == UnitChange.Kind.LINE
                                && !change.at().isBefore(told));
        return another ? null : told;
    }

    /**
     * @param plannedOn when the provider means to move it
     * @param confirmedAt when the provider was told last that this home works, whatever became of the line since
     */
    public record Line(
            @Nullable LocalDate plannedOn, @Nullable Instant confirmedAt) {}

    /** @param unitId the unit it speaks through; null where it is not tied to one */
    public record Trigger(UUID id, @Nullable UUID unitId) {}

    /** @param triggerId null for a remote test, which proves unit and path alone */
    public record Heard(@Nullable UUID triggerId, UUID unitId, Instant at) {}

    /** @param unitId null where it concerns the whole home */
    public record Change(UnitChange.Kind kind, @Nullable UUID unitId, Instant at) {}

    /**
     * @param planned somebody is going to this home
     * @param made somebody has stood at its door
     */
    public record Visits(boolean planned, boolean made) {
        public static final Visits NONE = new Visits(false, false);
    }

    /**
     * What a service allows.
     *
     * @param age after which a trigger must be heard again
     * @param converterRetest how often a home on a converter must be tested
     */
    public record Limits(Duration age, Duration converterRetest, ZoneId zone) {}
}
