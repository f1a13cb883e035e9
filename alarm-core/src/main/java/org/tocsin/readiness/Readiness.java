package org.tocsin.readiness;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Equipment;
import org.tocsin.readiness.ReadinessFacts.Change;
import org.tocsin.readiness.ReadinessFacts.Heard;
import org.tocsin.readiness.ReadinessFacts.Limits;
import org.tocsin.readiness.ReadinessFacts.Trigger;
import org.tocsin.readiness.TriggerProof.Reason;
import org.tocsin.readiness.TriggerProof.State;

/**
 * Whether a home is ready for the analogue shutdown. A home is not ready because somebody ticked a box: it is ready
 * because its every trigger has been heard since the last change.
 *
 * @param proof the worst of its triggers; NEVER where it has none
 * @param reason why it is not current
 * @param nextAt when time alone makes it otherwise; null where it does not
 * @param converterDueOn the day by which a home on a converter must be tested again; null where none stands there
 */
public record Readiness(
        HomeState state,
        State proof,
        @Nullable Reason reason,
        List<TriggerProof> triggers,
        @Nullable Instant nextAt,
        @Nullable LocalDate converterDueOn) {

    /** How far a home is; the last that holds. Derived, never set by hand. Stored by name. */
    public enum HomeState {
        UNKNOWN,
        /** A visit, or the day its line moves, is planned. */
        PLANNED,
        /** Somebody has stood at the door, let in or not. */
        VISITED,
        /** Something of it was heard for proof. */
        TESTED,
        /** Each of its triggers was heard since the last change. */
        PROVEN,
        /** And its line provider was told so, since its line became another last. */
        CONFIRMED
    }

    /** The rules. */
    public static Readiness of(ReadinessFacts facts, Limits limits, Instant now) {
        List<TriggerProof> triggers = facts.triggers().stream()
                .map(trigger -> ofTrigger(trigger, facts, limits, now))
                .toList();
        Optional<TriggerProof> worst = triggers.stream().max(Comparator.comparing(TriggerProof::state));
        State proof = worst.map(TriggerProof::state).orElse(State.NEVER);
        Instant nextAt = triggers.stream()
                .map(TriggerProof::until)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new Readiness(
                state(facts, proof),
                proof,
                worst.isPresent() ? worst.get().reason() : Reason.NO_TRIGGER,
                triggers,
                nextAt,
                facts.equipment() == Equipment.CONVERTER ? retest(triggers, limits, now) : null);
    }

    /** How many of its triggers are so. */
    public int count(State state) {
        return (int)
                triggers.stream().filter(trigger -> trigger.state() == state).count();
    }

    private static TriggerProof ofTrigger(Trigger trigger, ReadinessFacts facts, Limits limits, Instant now) {
        Optional<Heard> newest = facts.heard().stream()
                .filter(heard -> trigger.id().equals(heard.triggerId()))
                .max(Comparator.comparing(Heard::at));
        if (newest.isEmpty()) {
            return TriggerProof.never(trigger.id());
        }
        Heard heard = newest.get();
        Instant until = heard.at().plus(limits.age());
        return changed(State.REVISIT, heard, null, facts)
                .or(() -> otherUnit(trigger, heard, facts))
                .or(() -> now.isAfter(until)
                        ? Optional.of(stale(heard, State.REVISIT, Reason.AGE, until, null))
                        : Optional.empty())
                // A remote test does not make it younger: it grows old while one is waited for.
                .or(() -> changed(State.RECHECK_REMOTELY, heard, until, facts))
                .orElseGet(() -> TriggerProof.current(trigger.id(), heard.at(), until));
    }

    /** Whatever was noted of it: what was heard through another unit proves nothing of this one. */
    private static Optional<TriggerProof> otherUnit(Trigger trigger, Heard heard, ReadinessFacts facts) {
        boolean tied = trigger.unitId() == null || trigger.unitId().equals(heard.unitId());
        return tied && facts.units().contains(heard.unitId())
                ? Optional.empty()
                : Optional.of(stale(heard, State.REVISIT, Reason.OTHER_UNIT, null, null));
    }

    /** What was changed since it was heard, and asks for this; the newest such change. */
    private static Optional<TriggerProof> changed(
            State asks, Heard heard, @Nullable Instant until, ReadinessFacts facts) {
        return facts.changes().stream()
                .filter(change -> asks(change) == asks && !change.at().isBefore(heard.at()))
                .filter(change -> concerns(change, heard))
                .filter(change -> asks == State.REVISIT || !recheckedSince(change, heard, facts))
                .max(Comparator.comparing(Change::at))
                .map(change -> stale(heard, asks, Reason.valueOf(change.kind().name()), change.at(), until));
    }

    /** What a change asks for; null for nothing. */
    private static @Nullable State asks(Change change) {
        return switch (change.kind()) {
            case FIRMWARE, CONFIGURATION -> State.RECHECK_REMOTELY;
            case UNIT_SWAP, SIM_SWAP, LINE, MOVED_HOME -> State.REVISIT;
            // Another network carries the same SIM; a trigger that comes or goes says nothing of the others.
            case ROAMING, TRIGGER_ADDED, TRIGGER_REMOVED -> null;
        };
    }

    /** A line is the home's, and after a swap nobody can say what the old unit's proofs are worth. */
    private static boolean concerns(Change change, Heard heard) {
        return switch (change.kind()) {
            case LINE, UNIT_SWAP, MOVED_HOME -> true;
            default -> change.unitId() == null || change.unitId().equals(heard.unitId());
        };
    }

    /** A remote test proves unit and path: enough after what changed these alone. */
    private static boolean recheckedSince(Change change, Heard heard, ReadinessFacts facts) {
        return facts.heard().stream()
                .anyMatch(test -> test.triggerId() == null
                        && test.unitId().equals(heard.unitId())
                        && test.at().isAfter(change.at()));
    }

    private static TriggerProof stale(
            Heard heard, State state, Reason reason, @Nullable Instant since, @Nullable Instant until) {
        return new TriggerProof(Objects.requireNonNull(heard.triggerId()), state, reason, heard.at(), since, until);
    }

    /** From the trigger heard longest ago; due at once where one never was. */
    private static LocalDate retest(List<TriggerProof> triggers, Limits limits, Instant now) {
        boolean never = triggers.isEmpty() || triggers.stream().anyMatch(trigger -> trigger.heardAt() == null);
        Instant due = never
                ? now
                : triggers.stream()
                        .map(trigger -> Objects.requireNonNull(trigger.heardAt()))
                        .min(Comparator.naturalOrder())
                        .orElse(now)
                        .plus(limits.converterRetest());
        return due.atZone(limits.zone()).toLocalDate();
    }

    private static HomeState state(ReadinessFacts facts, State proof) {
        if (proof == State.CURRENT) {
            return facts.toldAt() == null ? HomeState.PROVEN : HomeState.CONFIRMED;
        }
        if (!facts.heard().isEmpty()) {
            return HomeState.TESTED;
        }
        if (facts.visits().made()) {
            return HomeState.VISITED;
        }
        return facts.visits().planned() || facts.line().plannedOn() != null ? HomeState.PLANNED : HomeState.UNKNOWN;
    }
}
