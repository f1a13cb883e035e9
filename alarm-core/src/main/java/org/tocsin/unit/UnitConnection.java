package org.tocsin.unit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Protocol;

/**
 * A lasting connection of a unit, as people see it.
 *
 * @param gatewayId the gateway that holds it, or held it last
 * @param until when it ended; null while it is open
 * @param gatewayAlive false when that gateway has given no sign of life for a while: then nothing reaches the unit
 */
public record UnitConnection(
        Protocol protocol,
        String gatewayId,
        String remoteAddress,
        Instant since,
        @Nullable Instant until,
        boolean gatewayAlive) {
    /** How the name of a connection begins that is a broker's, behind which the unit is. */
    public static final String BROKER = "broker of ";

    /** The unit can be reached over it. */
    public boolean open() {
        return until == null && gatewayAlive;
    }
}
