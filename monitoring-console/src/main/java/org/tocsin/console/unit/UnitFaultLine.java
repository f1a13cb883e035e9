package org.tocsin.console.unit;

import java.time.Duration;
import java.time.Instant;
import org.tocsin.console.board.WallClock;
import org.tocsin.fault.FaultCase;

/**
 * An open fault of the home a unit stands in, as everybody who looks at the unit must see it.
 *
 * @param lasting "open for 5 hours"
 * @param next when the home is rung next
 */
public record UnitFaultLine(String id, String what, String lasting, String next) {
    static UnitFaultLine of(FaultCase fault, WallClock clock, Instant now) {
        Duration open = Duration.between(fault.clock().lostAt(), now);
        String lasting = open.toHours() < 2
                ? Math.max(0, open.toMinutes()) + " minutes"
                : open.toDays() < 2 ? open.toHours() + " hours" : open.toDays() + " days";
        Instant call = fault.clock().nextCallAt();
        return new UnitFaultLine(
                fault.id().toString(),
                fault.what(),
                "open for " + lasting,
                call.isAfter(now) ? "The home is rung next " + clock.day(call) + "." : "The home is to be rung now.");
    }
}
