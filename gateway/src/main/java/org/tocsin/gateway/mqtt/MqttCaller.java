package org.tocsin.gateway.mqtt;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.tocsin.signal.Doubt;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Who is at the other end of a connection, or behind a broker.
 *
 * @param cid the unit's id, proved by its password unless it is a stranger or needs none
 * @param unit empty for a stranger: heard, not on file
 * @param address IP address, without port
 * @param doubt what is to be doubted about everything it says
 */
public record MqttCaller(String cid, Optional<OnFile> unit, String address, Set<Doubt> doubt) {
    public MqttCaller {
        doubt = Set.copyOf(doubt);
    }

    MqttCaller(String cid, Optional<OnFile> unit, String address) {
        this(cid, unit, address, Set.of());
    }

    /** @param serviceCode the service its topic names, which may be another than the unit's own */
    Set<Doubt> doubts(String serviceCode) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        doubts.addAll(doubt);
        if (unit.isPresent() && !unit.get().service().code().equals(serviceCode)) {
            doubts.add(Doubt.SENDER_MISMATCH);
        }
        return doubts;
    }
}
