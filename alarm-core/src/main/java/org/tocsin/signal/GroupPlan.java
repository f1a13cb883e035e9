package org.tocsin.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Routing;
import org.tocsin.platform.Ids;

/**
 * Everything one group of signals will write, worked out from what the database knew under lock. Pure: signals and
 * context in, rows and receipts out.
 */
final class GroupPlan {
    final List<FiledSignal> signals = new ArrayList<>();
    final Map<UUID, Repeat> repeats = new LinkedHashMap<>();
    final List<Entry> entries = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();
    private final Map<CaseKey, Case> cases = new LinkedHashMap<>();
    private final Map<Reference, List<GroupContext.Prior>> priors = new HashMap<>();

    private final GroupContext context;
    private final Instant now;
    private final Duration window;
    private final LongSupplier alarmNumbers;

    record FiledSignal(
            Signal signal,
            UUID serviceId,
            GroupContext.@Nullable Unit unit,
            @Nullable UUID alarmId,
            Set<Doubt> doubts) {}

    record Repeat(UUID signalId, UUID serviceId, int times, Instant lastAt) {}

    record Entry(UUID alarmId, UUID serviceId, Instant at, EntryKind kind, String words, UUID signalId) {}

    private record CaseKey(String joinKey, JoiningClass joiningClass) {}

    private record Reference(String cid, String ref) {}

    private GroupPlan(GroupContext context, Instant now, Duration window, LongSupplier alarmNumbers) {
        this.context = context;
        this.now = now;
        this.window = window;
        this.alarmNumbers = alarmNumbers;
    }

    /**
     * @param window how long the same reference with the same body counts as a retransmission
     * @param alarmNumbers a fresh number for each alarm that is opened
     */
    static GroupPlan of(
            List<Signal> group, GroupContext context, Instant now, Duration window, LongSupplier alarmNumbers) {
        GroupPlan plan = new GroupPlan(context, now, window, alarmNumbers);
        for (GroupContext.OpenAlarm open : context.open()) {
            plan.cases.put(new CaseKey(open.joinKey(), open.joiningClass()), Case.found(open));
        }
        for (GroupContext.Prior prior : context.priors()) {
            plan.priors
                    .computeIfAbsent(reference(prior.key()), key -> new ArrayList<>())
                    .add(prior);
        }
        group.forEach(plan::add);
        return plan;
    }

    Collection<Case> cases() {
        return cases.values();
    }

    /** True when an alarm was opened or changed: then somebody should look. */
    boolean changesAlarms() {
        return cases.values().stream().anyMatch(Case::touched);
    }

    private void add(Signal signal) {
        GroupContext.Unit unit = context.units().get(signal.cid());
        UUID serviceId = serviceOf(signal, unit);
        EnumSet<Doubt> doubts = doubts(signal, unit);
        for (GroupContext.Prior prior : priorsOf(signal)) {
            if (!prior.key().equals(signal.key())) {
                // Where no unit is named, the other one was somebody else's.
                if (!signal.cid().isEmpty()) {
                    doubts.add(Doubt.REFERENCE_REUSED);
                }
            } else if (prior.closed()) {
                doubts.add(Doubt.REPEATED_AFTER_CLOSE);
                break;
            } else {
                repeat(signal, prior, serviceId);
                return;
            }
        }
        UUID alarmId = route(signal, serviceId, unit, doubts);
        signals.add(new FiledSignal(signal, serviceId, unit, alarmId, doubts));
        receipts.add(new Receipt.Recorded(signal.id()));
        remember(signal, alarmId);
    }

    private List<GroupContext.Prior> priorsOf(Signal signal) {
        if (signal.ref().isEmpty()) {
            return List.of();
        }
        Instant oldest = signal.origin().receivedAt().minus(window);
        return priors.getOrDefault(reference(signal.key()), List.of()).stream()
                .filter(prior -> prior.receivedAt().isAfter(oldest))
                .toList();
    }

    private void remember(Signal signal, @Nullable UUID alarmId) {
        priors.computeIfAbsent(reference(signal.key()), key -> new ArrayList<>())
                .add(
                        0,
                        new GroupContext.Prior(
                                signal.id(), signal.key(), signal.origin().receivedAt(), alarmId, false));
    }

    private void repeat(Signal signal, GroupContext.Prior prior, UUID serviceId) {
        repeats.merge(
                prior.signalId(),
                new Repeat(prior.signalId(), serviceId, 1, signal.origin().receivedAt()),
                (a, b) -> new Repeat(a.signalId(), a.serviceId(), a.times() + b.times(), b.lastAt()));
        receipts.add(new Receipt.Duplicate(prior.signalId()));
    }

    private @Nullable UUID route(Signal signal, UUID serviceId, GroupContext.@Nullable Unit unit, Set<Doubt> doubts) {
        String joinKey = context.joinKey(signal);
        Routing.Decision decision = Routing.decide(
                signal.kind(),
                signal.body(),
                state(joinKey, JoiningClass.LIFE),
                state(joinKey, JoiningClass.TECHNICAL));
        if (decision instanceof Routing.Open open) {
            Case opened = Case.opened(
                    Ids.next(), Ids.spokenReference(alarmNumbers.getAsLong()), serviceId, joinKey, open, signal, unit);
            opened.doubted(doubts);
            cases.put(new CaseKey(joinKey, open.joiningClass()), opened);
            return log(opened, EntryKind.SIGNAL, signal, opened.words());
        }
        if (decision instanceof Routing.Join join) {
            Case joined = theCase(joinKey, join.joiningClass());
            joined.join(join, signal);
            joined.doubted(doubts);
            String words = CodeWords.trigger(signal.kind(), signal.body());
            return log(joined, EntryKind.SIGNAL, signal, "%s (number %d)".formatted(words, joined.signalCount()));
        }
        if (decision instanceof Routing.Note note) {
            Case noted = theCase(joinKey, note.joiningClass());
            noted.noted();
            return log(noted, EntryKind.FROM_HOME, signal, noteWords(signal));
        }
        return null;
    }

    private Case theCase(String joinKey, JoiningClass joiningClass) {
        Case found = cases.get(new CaseKey(joinKey, joiningClass));
        if (found == null) {
            throw new IllegalStateException("routing joined a signal to an alarm that is not open");
        }
        return found;
    }

    private @Nullable AlarmState state(String joinKey, JoiningClass joiningClass) {
        Case found = cases.get(new CaseKey(joinKey, joiningClass));
        return found == null ? null : found.state();
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

    private UUID serviceOf(Signal signal, GroupContext.@Nullable Unit unit) {
        if (unit != null) {
            return unit.serviceId();
        }
        UUID named = context.services().get(signal.context().serviceCode());
        if (named == null) {
            throw new IllegalStateException(
                    "there is no service " + signal.context().serviceCode());
        }
        return named;
    }

    private static EnumSet<Doubt> doubts(Signal signal, GroupContext.@Nullable Unit unit) {
        EnumSet<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        doubts.addAll(signal.context().doubts());
        if (unit == null) {
            doubts.add(Doubt.NOT_ON_FILE);
        } else if (unit.suspended()) {
            doubts.add(Doubt.SUSPENDED);
        }
        return doubts;
    }

    private static Reference reference(Signal.Key key) {
        return new Reference(key.cid(), key.ref());
    }

    /** When this group was planned: the time at which its rows say they were recorded. */
    Instant recordedAt() {
        return now;
    }
}
