package org.tocsin.signal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmFlag;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Routing;
import org.tocsin.home.Duty;
import org.tocsin.home.Scheme;
import org.tocsin.platform.Ids;

/** The alarms of one group of signals: found open, opened, joined, noted in; with the faults and the duty behind them. */
final class CaseBook {
    final List<Entry> entries = new ArrayList<>();
    final Map<UUID, Scheme> duties = new LinkedHashMap<>();
    final FaultBook faults;
    private final Map<CaseKey, Case> cases = new LinkedHashMap<>();
    private final List<GroupContext.Press> presses;
    private final LongSupplier alarmNumbers;

    record Entry(UUID alarmId, UUID serviceId, Instant at, EntryKind kind, String words, UUID signalId) {}

    /**
     * Who sent a signal, and from where.
     *
     * @param ends alarms whose own message the signal ends by naming its reference
     */
    record From(UUID serviceId, GroupContext.@Nullable Unit unit, Place place, Set<UUID> ends) {}

    private record CaseKey(String joinKey, JoiningClass joiningClass) {}

    CaseBook(GroupContext context, LongSupplier alarmNumbers) {
        this.alarmNumbers = alarmNumbers;
        this.faults = new FaultBook(context.faults());
        this.presses = new ArrayList<>(context.presses());
        for (GroupContext.OpenAlarm open : context.open()) {
            cases.put(new CaseKey(open.joinKey(), open.joiningClass()), Case.found(open));
        }
    }

    Collection<Case> cases() {
        return cases.values();
    }

    /**
     * Finds the signal its place.
     *
     * @return the alarm it is about; null where no person is needed
     */
    @Nullable
    UUID route(Signal signal, From from, Set<Doubt> doubts) {
        // Whoever failed the password may call for help; what makes something quieter is not taken from them.
        boolean proven = !doubts.contains(Doubt.FAILED_PASSWORD);
        if (proven) {
            noteDuty(signal, from);
        }
        UUID restored = proven ? restore(signal, from) : null;
        if (restored != null && signal.kind() == SignalKind.RESTORAL) {
            return restored;
        }
        UUID ended = end(signal, from);
        if (ended != null) {
            return ended;
        }
        Routing.Decision decision = Routing.decide(
                signal.kind(),
                signal.body(),
                from.place().kind(),
                states(from.place().joinKey()));
        if (decision instanceof Routing.Open open) {
            return open(open, signal, from, doubts);
        }
        if (decision instanceof Routing.Join join) {
            Case joined = theCase(from.place().joinKey(), join.joiningClass());
            joined.at(from.place().site());
            return join(joined, join, signal, from, doubts);
        }
        if (decision instanceof Routing.Note note) {
            Case noted = theCase(from.place().joinKey(), note.joiningClass());
            noted.noted();
            return log(noted, EntryKind.FROM_HOME, signal, noteWords(signal));
        }
        return restored;
    }

    /** True while somebody has called for help from there, whatever became of it since. */
    boolean callOpen(String joinKey) {
        return states(joinKey).keySet().stream().anyMatch(one -> one != JoiningClass.TECHNICAL);
    }

    /** By its reference, wherever the alarm is: what a unit says last need not name the flat or the door again. */
    private @Nullable UUID end(Signal signal, From from) {
        if (from.ends().isEmpty()) {
            // Nearly always; looking through the whole group's alarms for each of its signals would grow with its
            // square.
            return null;
        }
        UUID ended = null;
        for (Map.Entry<CaseKey, Case> entry : cases.entrySet()) {
            Case one = entry.getValue();
            if (from.ends().contains(one.id()) && entry.getKey().joiningClass() != JoiningClass.TECHNICAL) {
                one.noted();
                ended = one.gaveUp()
                        ? log(one, EntryKind.NO_SPEECH, signal, "No speech: the unit has given up. Call back")
                        : log(one, EntryKind.FROM_HOME, signal, noteWords(signal));
            }
        }
        return ended;
    }

    private UUID open(Routing.Open open, Signal signal, From from, Set<Doubt> doubts) {
        Case opened = Case.opened(
                Ids.next(),
                from.serviceId(),
                new Case.Opening(
                        Ids.spokenReference(alarmNumbers.getAsLong()),
                        from.place(),
                        open.joiningClass(),
                        signal,
                        from.unit()),
                open.priority());
        opened.doubted(doubts);
        cases.put(new CaseKey(from.place().joinKey(), open.joiningClass()), opened);
        log(opened, EntryKind.SIGNAL, signal, opened.words());
        if (signal.kind() == SignalKind.TECHNICAL) {
            FaultBook.Loss loss = faults.judge(signal);
            lose(opened, signal, from);
            if (loss == FaultBook.Loss.OVER) {
                opened.silence();
            }
        } else {
            pressed(opened, signal);
            managerFirst(signal, from, doubts).ifPresent(until -> {
                opened.giveToManager(until);
                log(opened, EntryKind.NOTE, signal, "With the scheme's manager first, who is on duty");
            });
        }
        return opened.id();
    }

    private UUID join(Case joined, Routing.Join join, Signal signal, From from, Set<Doubt> doubts) {
        String words = CodeWords.trigger(signal.kind(), signal.body());
        if (signal.kind() == SignalKind.TECHNICAL) {
            boolean over = faults.judge(signal) == FaultBook.Loss.OVER;
            boolean sounds = Routing.faultSounds(joined.state(), joined.has(AlarmFlag.RESTORED), over);
            joined.join(new Routing.Join(join.joiningClass(), join.priority(), sounds), signal);
            joined.doubted(doubts);
            lose(joined, signal, from);
            return log(joined, EntryKind.SIGNAL, signal, "%s (number %d)".formatted(words, joined.signalCount()));
        }
        Expected.Part part = Expected.Part.of(signal);
        if (signal.kind() == SignalKind.ALARM && joined.parts().take(part, joined.sounding(), pressesOf(joined.id()))) {
            // The unit may well send its parts under one number.
            doubts.remove(Doubt.REFERENCE_REUSED);
            joined.doubted(doubts);
            joined.raise(join.priority());
            return log(joined, EntryKind.FROM_HOME, signal, "More of the same message: " + words);
        }
        joined.join(join, signal);
        joined.doubted(doubts);
        pressed(joined, signal);
        return log(joined, EntryKind.SIGNAL, signal, "%s (number %d)".formatted(words, joined.signalCount()));
    }

    private void pressed(Case alarm, Signal signal) {
        if (signal.kind() == SignalKind.ALARM) {
            Expected.Part part = Expected.Part.of(signal);
            alarm.parts().announce(part);
            presses.add(new GroupContext.Press(alarm.id(), part));
        }
    }

    private List<Expected.Part> pressesOf(UUID alarmId) {
        return presses.stream()
                .filter(press -> press.alarmId().equals(alarmId))
                .map(GroupContext.Press::part)
                .toList();
    }

    /** A fault is written down, and the alarm says whether all is over or the same comes again and again. */
    private void lose(Case alarm, Signal signal, From from) {
        faults.lost(signal, from.serviceId(), alarm.id());
        if (faults.allRestored(alarm.id())) {
            alarm.flag(AlarmFlag.RESTORED);
        } else {
            alarm.unflag(AlarmFlag.RESTORED);
        }
        if (faults.recurring(signal)) {
            alarm.flag(AlarmFlag.RECURRING);
        }
    }

    /** Restored is not closed: it stops sounding when nothing of it is lost any more, and stands until somebody looks. */
    private @Nullable UUID restore(Signal signal, From from) {
        Optional<UUID> restored = faults.restored(signal, from.serviceId());
        Case alarm = cases.get(new CaseKey(from.place().joinKey(), JoiningClass.TECHNICAL));
        if (restored.isEmpty() || alarm == null || !alarm.id().equals(restored.get())) {
            return null;
        }
        alarm.noted();
        if (faults.allRestored(alarm.id())) {
            alarm.flag(AlarmFlag.RESTORED);
            alarm.silence();
        }
        String words = "Restored: " + CodeWords.trigger(signal.kind(), signal.body());
        return log(alarm, EntryKind.FROM_HOME, signal, words);
    }

    /** What the units of a scheme say of its manager holds from when it was received, whichever gateway was faster. */
    private void noteDuty(Signal signal, From from) {
        Place.Site site = from.place().site();
        if (site == null) {
            return;
        }
        Scheme scheme = scheme(site);
        Instant at = signal.origin().receivedAt();
        Instant since = scheme.watch().since();
        Duty.said(signal.body())
                .filter(said -> said != scheme.watch().duty())
                .filter(said -> since == null || since.isBefore(at))
                .ifPresent(said -> duties.put(scheme.id(), scheme.with(new Scheme.Watch(said, at))));
    }

    private Optional<Instant> managerFirst(Signal signal, From from, Set<Doubt> doubts) {
        Place.Site site = from.place().site();
        return site != null && Routing.managerMayAnswer(signal.kind(), signal.body(), !doubts.isEmpty())
                ? scheme(site).withManagerUntil(signal.origin().receivedAt())
                : Optional.empty();
    }

    private Scheme scheme(Place.Site site) {
        return duties.getOrDefault(site.scheme().id(), site.scheme());
    }

    private Map<JoiningClass, AlarmState> states(String joinKey) {
        Map<JoiningClass, AlarmState> states = new EnumMap<>(JoiningClass.class);
        for (JoiningClass one : JoiningClass.values()) {
            Case found = cases.get(new CaseKey(joinKey, one));
            if (found != null) {
                states.put(one, found.state());
            }
        }
        return states;
    }

    private Case theCase(String joinKey, JoiningClass joiningClass) {
        Case found = cases.get(new CaseKey(joinKey, joiningClass));
        if (found == null) {
            throw new IllegalStateException("routing joined a signal to an alarm that is not open");
        }
        return found;
    }

    private UUID log(Case alarm, EntryKind kind, Signal signal, String words) {
        entries.add(new Entry(alarm.id(), alarm.serviceId(), signal.origin().receivedAt(), kind, words, signal.id()));
        return alarm.id();
    }

    private static String noteWords(Signal signal) {
        String words = CodeWords.trigger(signal.kind(), signal.body());
        return switch (signal.kind()) {
            case RESET -> "Reset by the home, the alarm stays open: " + words;
            case CANCEL -> "Cancelled at the home, the alarm stays open: " + words;
            case RESTORAL -> "Restored: " + words;
            case PRESENCE -> "Somebody marked being there: " + words;
            default -> "From the home: " + words;
        };
    }
}
