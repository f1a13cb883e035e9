package org.tocsin.gateway.mqtt;

import java.util.Optional;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Who is at the other end of a connection.
 *
 * @param cid the unit's id, proved by its password unless it is a stranger or needs none
 * @param unit empty for a stranger: heard, not on file
 * @param address IP address, without port
 */
record MqttCaller(String cid, Optional<OnFile> unit, String address) {
    /** True when the topic names another service than the unit's own. */
    boolean isElsewhere(String serviceCode) {
        return unit.isPresent() && !unit.get().service().code().equals(serviceCode);
    }
}
