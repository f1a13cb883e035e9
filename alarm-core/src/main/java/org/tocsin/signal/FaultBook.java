package org.tocsin.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/**
 * The faults of the units in one group, and what its signals make of them. Losses and restorals may come in any order:
 * whatever the order, a fault that was restored last is restored, and one that was lost last is not.
 */
final class FaultBook {
    /** A loss counts as overtaken by its restoral only while both came this close together; else it is a new one. */
    private static final Duration OVERTAKEN_WITHIN = Duration.ofMinutes(15);

    private static final Duration RECURRENCE = Duration.ofHours(24);
    private static final int RECURRING = 3;

    private final Map<UUID, Fault> faults = new LinkedHashMap<>();
    private final Map<UUID, Fault> changed = new LinkedHashMap<>();

    /** What a fault that is reported means. */
    enum Loss {
        /** Lost now. */
        NEW,
        /** Known, and not over: the unit says it again. */
        STANDING,
        /** Its restoral was faster. */
        OVER
    }

    FaultBook(Collection<Fault> known) {
        known.forEach(fault -> faults.put(fault.id(), fault));
    }

    /** What this fault means; nothing is changed. */
    Loss judge(Signal signal) {
        Fault latest = latest(keyOf(signal)).orElse(null);
        if (latest == null) {
            return Loss.NEW;
        }
        if (latest.restored() == null) {
            return Loss.STANDING;
        }
        Moment lost = Moment.of(signal);
        boolean overtaken =
                lost.before(latest.restored()) && lost.apart(latest.restored()).compareTo(OVERTAKEN_WITHIN) <= 0;
        return overtaken ? Loss.OVER : Loss.NEW;
    }

    /** Writes the fault down as a part of this alarm. */
    void lost(Signal signal, UUID serviceId, UUID alarmId) {
        Fault.Key key = keyOf(signal);
        Moment moment = Moment.of(signal);
        Fault latest = latest(key).orElse(null);
        if (latest == null || judge(signal) == Loss.NEW) {
            put(new Fault(Ids.next(), serviceId, key, alarmId, moment, null));
        } else if (latest.lost() == null || moment.before(latest.lost())) {
            put(latest.lostAt(moment).in(alarmId));
        } else if (latest.open() && !alarmId.equals(latest.alarmId())) {
            put(latest.in(alarmId));
        }
    }

    /**
     * Marks what this signal restores.
     *
     * @return the alarm of the fault that is over now; empty where none was open
     */
    Optional<UUID> restored(Signal signal, UUID serviceId) {
        FaultKind kind = FaultKind.restoredBy(signal).orElse(null);
        if (kind == null) {
            return Optional.empty();
        }
        Fault.Key key = Fault.Key.of(signal, kind.name());
        Moment moment = Moment.of(signal);
        Fault latest = latest(key).orElse(null);
        if (latest == null) {
            put(new Fault(Ids.next(), serviceId, key, null, null, moment));
            return Optional.empty();
        }
        if (latest.restored() != null) {
            if (latest.restored().before(moment)) {
                put(latest.restoredAt(moment));
            }
            return Optional.empty();
        }
        if (latest.lost() != null && moment.before(latest.lost())) {
            return Optional.empty();
        }
        put(latest.restoredAt(moment));
        return Optional.ofNullable(latest.alarmId());
    }

    /** True when nothing of this alarm is lost any more, and something of it was. */
    boolean allRestored(UUID alarmId) {
        Predicate<Fault> ofAlarm = fault -> alarmId.equals(fault.alarmId());
        return faults.values().stream().anyMatch(ofAlarm)
                && faults.values().stream().filter(ofAlarm).noneMatch(Fault::open);
    }

    /** True when this very fault has been lost three times within the last day. */
    boolean recurring(Signal signal) {
        Fault.Key key = keyOf(signal);
        Instant oldest = signal.origin().receivedAt().minus(RECURRENCE);
        return faults.values().stream()
                        .filter(fault -> fault.key().equals(key))
                        .filter(fault ->
                                fault.lost() != null && fault.lost().received().isAfter(oldest))
                        .count()
                >= RECURRING;
    }

    /** What has to be written. */
    Collection<Fault> changed() {
        return changed.values();
    }

    private void put(Fault fault) {
        faults.put(fault.id(), fault);
        changed.put(fault.id(), fault);
    }

    /** The one that lasts, or the one that was over last. */
    private Optional<Fault> latest(Fault.Key key) {
        return faults.values().stream()
                .filter(fault -> fault.key().equals(key))
                .reduce((one, other) -> later(one.restored(), other.restored()) ? one : other);
    }

    private static boolean later(@Nullable Moment one, @Nullable Moment other) {
        return one == null || (other != null && other.before(one));
    }

    private static Fault.Key keyOf(Signal fault) {
        return Fault.Key.of(fault, FaultKind.ofLoss(fault.body().statusCode()));
    }
}
