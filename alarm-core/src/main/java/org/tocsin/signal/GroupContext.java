package org.tocsin.signal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Priority;

/**
 * What the database knew, under lock, when a group of signals was planned.
 *
 * @param units the units on file, by cid
 * @param services the services, by code
 * @param priors earlier signals with a reference of this group, newest first
 * @param open the open alarms of the homes in this group
 */
record GroupContext(Map<String, Unit> units, Map<String, UUID> services, List<Prior> priors, List<OpenAlarm> open) {

    record Unit(UUID id, UUID serviceId, @Nullable UUID homeId, boolean suspended) {}

    /** An earlier signal, and whether its alarm has been closed since. */
    record Prior(
            UUID signalId,
            Signal.Key key,
            Instant receivedAt,
            @Nullable UUID alarmId,
            boolean closed) {}

    record OpenAlarm(
            UUID id,
            UUID serviceId,
            String joinKey,
            JoiningClass joiningClass,
            Standing standing,
            List<String> flags) {}

    /** The part of an alarm that a further signal may change. */
    record Standing(
            Priority priority, AlarmState state, boolean taken, boolean sounding, int signalCount, String words) {}

    /** Signals with one key are about one home; where the unit has none or is unknown, about one unit or address. */
    String joinKey(Signal signal) {
        Unit unit = units.get(signal.cid());
        if (unit != null && unit.homeId() != null) {
            return unit.homeId().toString();
        }
        return signal.cid().isEmpty() ? "address:" + signal.origin().remoteAddress() : "unit:" + signal.cid();
    }
}
