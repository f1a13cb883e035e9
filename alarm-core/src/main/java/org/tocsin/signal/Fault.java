package org.tocsin.signal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One device of one unit from a loss to its restoral.
 *
 * @param alarmId the technical alarm it belongs to; null for a restoral whose loss has not come
 * @param lost null where the restoral came first
 * @param restored null while it lasts
 */
record Fault(
        UUID id,
        UUID serviceId,
        Key key,
        @Nullable UUID alarmId,
        @Nullable Moment lost,
        @Nullable Moment restored) {

    /**
     * @param did the device; empty where the message named none
     * @param kind a {@link FaultKind} by name, or the status code where no status restores it
     */
    record Key(String cid, String did, String dty, String kind) {
        static Key of(Signal signal, String kind) {
            String did = signal.body().get("did");
            return new Key(signal.cid(), did == null ? "" : did, signal.body().deviceType(), kind);
        }
    }

    boolean open() {
        return restored == null;
    }

    Fault in(@Nullable UUID alarm) {
        return new Fault(id, serviceId, key, alarm, lost, restored);
    }

    Fault lostAt(Moment moment) {
        return new Fault(id, serviceId, key, alarmId, moment, restored);
    }

    Fault restoredAt(Moment moment) {
        return new Fault(id, serviceId, key, alarmId, lost, moment);
    }
}
