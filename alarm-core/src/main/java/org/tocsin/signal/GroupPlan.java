package org.tocsin.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.visit.AskedTrigger;

/**
 * Everything one group of signals will write, worked out from what the database knew under lock. Pure: signals and
 * context in, rows and receipts out.
 */
final class GroupPlan {
    /** How long the same reference with the same body is a retransmission, where nothing is known of the unit. */
    static final Duration USUAL_WINDOW = Duration.ofHours(24);

    final List<FiledSignal> signals = new ArrayList<>();
    final Map<UUID, Repeat> repeats = new LinkedHashMap<>();
    final List<HeardTest> tests = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();
    final CaseBook book;
    private final Map<Reference, List<GroupContext.Prior>> priors = new HashMap<>();

    private final GroupContext context;
    private final Instant now;

    record FiledSignal(
            Signal signal,
            UUID serviceId,
            GroupContext.@Nullable Unit unit,
            @Nullable UUID homeId,
            @Nullable UUID alarmId,
            Set<Doubt> doubts) {}

    /** A signal that raises no alarm, because it is the one an installer asked for. */
    record HeardTest(Signal signal, UUID serviceId, UUID homeId, AskedTrigger asked) {}

    record Repeat(UUID signalId, UUID serviceId, int times, Instant lastAt) {}

    private record Reference(String cid, String ref) {}

    private GroupPlan(GroupContext context, Instant now, LongSupplier alarmNumbers) {
        this.context = context;
        this.now = now;
        this.book = new CaseBook(context, alarmNumbers);
    }

    /** @param alarmNumbers a fresh number for each alarm that is opened */
    static GroupPlan of(List<Signal> group, GroupContext context, Instant now, LongSupplier alarmNumbers) {
        GroupPlan plan = new GroupPlan(context, now, alarmNumbers);
        for (GroupContext.Prior prior : context.priors()) {
            plan.priors
                    .computeIfAbsent(reference(prior.key()), key -> new ArrayList<>())
                    .add(prior);
        }
        group.forEach(plan::add);
        return plan;
    }

    /** True when an alarm was opened or changed: then somebody should look. */
    boolean changesAlarms() {
        return book.cases().stream().anyMatch(Case::touched);
    }

    private void add(Signal signal) {
        GroupContext.Unit unit = context.senders().units().get(signal.cid());
        UUID serviceId = serviceOf(signal, unit);
        if (serviceId == null) {
            // Refused alone: whoever stands beside it in the group must not suffer for it.
            receipts.add(new Receipt.Refused(Receipt.Reason.NO_SUCH_SERVICE));
            return;
        }
        EnumSet<Doubt> doubts = doubts(signal, unit);
        Set<UUID> ends = new HashSet<>();
        for (GroupContext.Prior prior : priorsOf(signal, unit)) {
            if (!prior.key().equals(signal.key())) {
                UUID ended = endedBy(signal, prior);
                // Where no unit is named, the other one was somebody else's.
                if (ended != null) {
                    ends.add(ended);
                } else if (!signal.cid().isEmpty()) {
                    doubts.add(Doubt.REFERENCE_REUSED);
                }
            } else if (wasTest(signal, prior)) {
                // Raised nothing then: sent again when nobody has asked for it, it is somebody who needs help.
                if (unit != null && unit.asked() != null && unit.asked().repeats(signal, prior.receivedAt())) {
                    repeat(signal, prior, serviceId);
                    return;
                }
            } else if (prior.closed() && !PlatformSignal.is(signal)) {
                doubts.add(Doubt.REPEATED_AFTER_CLOSE);
                break;
            } else {
                repeat(signal, prior, serviceId);
                return;
            }
        }
        Place place = context.senders().place(signal);
        if (place.site() != null && !place.site().known()) {
            doubts.add(Doubt.UNKNOWN_POINT);
        }
        UUID alarmId = isAskedFor(signal, unit, place, doubts)
                ? null
                : book.route(signal, new CaseBook.From(serviceId, unit, place, ends), doubts);
        signals.add(new FiledSignal(signal, serviceId, unit, place.homeId(), alarmId, doubts));
        receipts.add(new Receipt.Recorded(signal.id()));
        remember(signal, alarmId);
    }

    /** The test an installer asked for, and nothing else; then it is noted as heard. */
    private boolean isAskedFor(Signal signal, GroupContext.@Nullable Unit unit, Place place, Set<Doubt> doubts) {
        UUID homeId = place.homeId();
        AskedTrigger asked = unit == null ? null : unit.asked();
        // A controller of a scheme speaks for many homes: what it sends is always live.
        if (unit == null || asked == null || homeId == null || !homeId.equals(unit.homeId()) || place.site() != null) {
            return false;
        }
        boolean test = asked.expects(signal, doubts, book.callOpen(place.joinKey()));
        if (test) {
            tests.add(new HeardTest(signal, unit.serviceId(), homeId, asked));
        }
        return test;
    }

    /** Only a test leaves an alarm's signal without an alarm. */
    private static boolean wasTest(Signal signal, GroupContext.Prior prior) {
        return signal.kind() == SignalKind.ALARM && prior.alarmId() == null;
    }

    private List<GroupContext.Prior> priorsOf(Signal signal, GroupContext.@Nullable Unit unit) {
        if (signal.ref().isEmpty()) {
            return List.of();
        }
        if (PlatformSignal.is(signal)) {
            return priors.getOrDefault(reference(signal.key()), List.of());
        }
        Duration window = unit == null ? USUAL_WINDOW : unit.window();
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

    private @Nullable UUID serviceOf(Signal signal, GroupContext.@Nullable Unit unit) {
        return unit != null
                ? unit.serviceId()
                : context.senders().services().get(signal.context().serviceCode());
    }

    private static EnumSet<Doubt> doubts(Signal signal, GroupContext.@Nullable Unit unit) {
        EnumSet<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        doubts.addAll(signal.context().doubts());
        if (unit == null) {
            if (!PlatformSignal.is(signal)) {
                doubts.add(Doubt.NOT_ON_FILE);
            }
        } else if (unit.suspended()) {
            doubts.add(Doubt.SUSPENDED);
        }
        return doubts;
    }

    /** With the reference of an earlier message of its own a unit ends that one's alarm: nobody had it call, or answered. */
    private static @Nullable UUID endedBy(Signal signal, GroupContext.Prior prior) {
        return signal.body().messageType().equals("RE") && !prior.closed() ? prior.alarmId() : null;
    }

    /** True for a message that ends an alarm of its unit by naming its reference. */
    static boolean mayEnd(Signal signal) {
        return signal.body().messageType().equals("RE") && !signal.ref().isEmpty();
    }

    private static Reference reference(Signal.Key key) {
        return new Reference(key.cid(), key.ref());
    }

    /** When this group was planned: the time at which its rows say they were recorded. */
    Instant recordedAt() {
        return now;
    }
}
