package org.tocsin.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Priority;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemePoint;
import org.tocsin.visit.AskedTrigger;

/**
 * What the database knew, under lock, when a group of signals was planned.
 *
 * @param senders who sent them, and from where
 * @param priors earlier signals with a reference of this group, newest first
 * @param open the open alarms of the homes in this group
 * @param faults where a signal is about a fault: what is lost at its unit and in its alarm
 * @param presses where a message announces further ones: what the open alarms' homes pressed within the last minute
 */
record GroupContext(
        Senders senders, List<Prior> priors, List<OpenAlarm> open, List<Fault> faults, List<Press> presses) {

    /**
     * @param units the units on file, by cid
     * @param services the services, by code
     * @param schemes the schemes of those units, by id
     * @param points what stands behind the device ids of those schemes that this group names
     */
    record Senders(
            Map<String, Unit> units,
            Map<String, UUID> services,
            Map<UUID, Scheme> schemes,
            Map<PointKey, SchemePoint> points) {

        /** Where a signal is from; what it is about joins there. */
        Place place(Signal signal) {
            Unit unit = units.get(signal.cid());
            if (unit == null) {
                return Place.withoutHome(signal);
            }
            Scheme scheme = unit.schemeId() == null ? null : schemes.get(unit.schemeId());
            if (scheme != null) {
                return Place.inScheme(scheme, unit, point(scheme, signal), signal);
            }
            UUID home = unit.homeId();
            return home == null ? Place.withoutHome(signal) : Place.home(home, null, null);
        }

        private @Nullable SchemePoint point(Scheme scheme, Signal signal) {
            String did = signal.body().get("did");
            return did == null ? null : points.get(new PointKey(scheme.id(), SchemePoint.normal(did)));
        }
    }

    /**
     * @param schemeId the scheme whose controller it is
     * @param window for how long the same reference with the same body is a retransmission
     * @param asked the trigger an installer has asked it for; null nearly always
     */
    record Unit(
            UUID id,
            UUID serviceId,
            @Nullable UUID homeId,
            boolean suspended,
            @Nullable UUID schemeId,
            Duration window,
            @Nullable AskedTrigger asked) {}

    record PointKey(UUID schemeId, String did) {}

    /** An earlier signal, and whether its alarm has been closed since. */
    record Prior(
            UUID signalId,
            Signal.Key key,
            Instant receivedAt,
            @Nullable UUID alarmId,
            boolean closed) {}

    record OpenAlarm(
            UUID id, UUID serviceId, String joinKey, JoiningClass joiningClass, Standing standing, Details details) {}

    /** The part of an alarm that a further signal may change. */
    record Standing(
            Priority priority, AlarmState state, boolean taken, boolean sounding, int signalCount, String words) {}

    /**
     * @param managed with its scheme's manager, and therefore quiet
     * @param expected further parts of its messages
     * @param answered whether speech with the home has been connected
     */
    record Details(List<String> flags, boolean managed, List<Expected> expected, boolean answered) {}

    record Press(UUID alarmId, Expected.Part part) {}
}
