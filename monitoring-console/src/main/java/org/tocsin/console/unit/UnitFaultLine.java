package org.tocsin.console.unit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.console.board.WallClock;
import org.tocsin.fault.FaultCase;

/**
 * An open fault of the home a unit stands in, or of those a controller speaks for, as everybody who looks at the unit must
 * see it.
 *
 * @param address of the page of it, or of the list of the homes
 * @param lasting "open for 5 hours"
 * @param next when the home is rung next
 * @param behind how many homes a controller has that are without it; 0: the home of the unit
 */
public record UnitFaultLine(String address, String what, String lasting, String next, int behind) {
    static UnitFaultLine of(FaultCase fault, WallClock clock, Instant now) {
        return line(fault, "/faults/" + fault.id(), 0, clock, now);
    }

    /** One line for each thing that is lost, whatever the number of homes behind the controller. */
    static List<UnitFaultLine> behind(String cid, List<FaultCase> open, WallClock clock, Instant now) {
        Map<String, List<FaultCase>> things = new LinkedHashMap<>();
        open.forEach(fault ->
                things.computeIfAbsent(fault.what(), none -> new ArrayList<>()).add(fault));
        return things.values().stream()
                .map(faults -> line(faults.get(0), "/faults?unit=" + cid, faults.size(), clock, now))
                .toList();
    }

    private static UnitFaultLine line(FaultCase fault, String address, int behind, WallClock clock, Instant now) {
        Duration open = Duration.between(fault.clock().lostAt(), now);
        String lasting = open.toHours() < 2
                ? Math.max(0, open.toMinutes()) + " minutes"
                : open.toDays() < 2 ? open.toHours() + " hours" : open.toDays() + " days";
        Instant call = fault.clock().nextCallAt();
        return new UnitFaultLine(
                address,
                fault.what(),
                "open for " + lasting,
                call.isAfter(now) ? "The home is rung next " + clock.day(call) + "." : "The home is to be rung now.",
                behind);
    }
}
