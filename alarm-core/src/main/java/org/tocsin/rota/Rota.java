package org.tocsin.rota;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shifts and absences of a service in some time. Pure. */
public record Rota(List<Shift> shifts, List<Absence> absences) {
    public Rota {
        shifts = List.copyOf(shifts);
        absences = List.copyOf(absences);
    }

    /** Who is on duty at this moment, wherever. */
    public List<Shift> onDuty(Instant at) {
        return shifts.stream()
                .filter(shift -> shift.at(at))
                .filter(shift -> !absent(shift.operatorId(), at))
                .toList();
    }

    /** Who is on duty in this area at this moment; those of every area are in it. */
    public Set<UUID> onDuty(String area, Instant at) {
        return onDuty(at).stream()
                .filter(shift -> shift.covers(area))
                .map(Shift::operatorId)
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean absent(UUID operatorId, Instant at) {
        return absences.stream().anyMatch(absence -> absence.operatorId().equals(operatorId) && absence.at(at));
    }

    /**
     * The first moment of this time at which nobody is on duty in the area. Whoever is on a job counts as on duty: the
     * rota is what somebody can still change.
     *
     * @param until no longer part of it
     */
    public Optional<Instant> firstGap(String area, Instant from, Instant until) {
        // Cover changes only where something begins or ends.
        Set<Instant> moments = new TreeSet<>(Set.of(from));
        Stream.concat(
                        shifts.stream().flatMap(shift -> Stream.of(shift.from(), shift.until())),
                        absences.stream()
                                .flatMap(absence ->
                                        Stream.concat(Stream.of(absence.from()), Stream.ofNullable(absence.until()))))
                .filter(moment -> moment.isAfter(from) && moment.isBefore(until))
                .forEach(moments::add);
        return moments.stream().filter(moment -> onDuty(area, moment).isEmpty()).findFirst();
    }

    /** The first moment after this one at which somebody is on duty in the area again, as far as the rota reaches. */
    public Optional<Instant> nextCover(String area, Instant after) {
        return Stream.concat(
                        shifts.stream().map(Shift::from),
                        absences.stream().map(Absence::until).flatMap(Stream::ofNullable))
                .filter(moment -> moment.isAfter(after))
                .sorted()
                .filter(moment -> !onDuty(area, moment).isEmpty())
                .findFirst();
    }
}
