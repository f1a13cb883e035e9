package org.tocsin.gateway;

import io.vertx.core.Future;
import java.util.UUID;
import org.tocsin.unit.UnitCommand;

/** A way down to units: each protocol that can carry commands has one. */
public interface CommandLine {
    /**
     * Says the command to the unit. It may be one the unit has heard before; then the unit recognises its id.
     *
     * @return true once it has been written to the unit's connection; false when the unit is not connected here, or does
     *     not listen for commands. Whether the unit does it, it says itself, later
     */
    Future<Boolean> send(UUID unitId, UnitCommand command);
}
