package org.tocsin.estate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.CodeWords;

/**
 * What a row changes of a home. A thing of the row is the one on file with the same id of its own; without one the one
 * that plainly is the same (a resident's name, a unit's number, a trigger's type and device); otherwise it comes in the
 * place of whatever else stood at its place. So a wrong name is never written over another person's notes, and another
 * device never stands behind what was heard from the one before. Pure.
 */
public final class Comparison {
    /** What an import never changes of a unit that is on file: its secret would no longer fit. */
    private static final Set<Fact> FIXED = Set.of(Fact.PROTOCOL, Fact.PROOF, Fact.CERTIFICATE_NAME, Fact.CID);

    private static final List<Part> INSIDE = List.of(Part.RESIDENT, Part.UNIT, Part.CONTACT, Part.TRIGGER);

    private final List<Step> steps = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private Comparison() {}

    /** @param faults why it cannot be done; then nothing of the row is */
    public record Result(List<Step> steps, List<String> faults) {
        public Result {
            steps = List.copyOf(steps);
            faults = List.copyOf(faults);
        }
    }

    /** @param current null for a home that is not on file */
    public static Result of(@Nullable HomeState current, HomeState wanted) {
        Comparison comparison = new Comparison();
        if (current == null) {
            comparison.newHome(wanted);
        } else {
            comparison.amend(Part.HOME, 1, current.home(), wanted.home());
            for (Part part : INSIDE) {
                comparison.things(part, current.of(part), asked(part, current, wanted));
            }
        }
        return new Result(comparison.steps, comparison.faults);
    }

    /** Without contacts whom people have retired: a file that still has them does not bring them back. */
    private static SortedMap<Integer, Thing> asked(Part part, HomeState current, HomeState wanted) {
        SortedMap<Integer, Thing> things = wanted.of(part);
        if (part != Part.CONTACT || current.retired().isEmpty()) {
            return things;
        }
        SortedMap<Integer, Thing> asked = new TreeMap<>(things);
        asked.values()
                .removeIf(thing -> current.retired().contains(thing.get(Fact.CONTACT_NAME))
                        && current.of(part).values().stream()
                                .noneMatch(one -> one.get(Fact.CONTACT_NAME).equals(thing.get(Fact.CONTACT_NAME))));
        return asked;
    }

    private void newHome(HomeState wanted) {
        Thing home = wanted.home();
        for (Fact needed : List.of(Fact.LINE1, Fact.POSTCODE)) {
            if (!home.says(needed)) {
                faults.add(new Field(needed, 1).words() + " is missing.");
            }
        }
        boolean hasUnit = wanted.of(Part.UNIT).values().stream().anyMatch(unit -> unit.says(Fact.CID));
        if (hasUnit && !home.facts().containsKey(Fact.EQUIPMENT)) {
            Map<Fact, String> facts = new EnumMap<>(home.facts());
            facts.put(Fact.EQUIPMENT, "DIGITAL");
            home = new Thing(null, facts);
        }
        steps.add(new Step.Add(Part.HOME, 1, InScheme.named(home)));
        // In this order: a trigger reports to the unit that came before it.
        for (Part part : INSIDE) {
            wanted.of(part).forEach((slot, thing) -> add(part, slot, thing));
        }
    }

    private void things(Part part, SortedMap<Integer, Thing> current, SortedMap<Integer, Thing> wanted) {
        Map<Integer, Thing> left = new LinkedHashMap<>(current);
        Map<Integer, Thing> unmatched = new LinkedHashMap<>();
        wanted.forEach((slot, thing) -> {
            Integer place = same(part, left, thing, Comparison::another);
            if (place == null) {
                unmatched.put(slot, thing);
            } else {
                amend(part, slot, Objects.requireNonNull(left.remove(place)), thing);
            }
        });
        if (part == Part.TRIGGER) {
            unmatched.entrySet().removeIf(one -> replaces(one.getKey(), one.getValue(), left));
        }
        unmatched.forEach((slot, thing) -> {
            Thing there = left.remove(slot);
            if (there != null && part == Part.CONTACT) {
                amend(part, slot, there, thing);
                return;
            }
            if (there != null && says(part, thing).isEmpty() && !RowReader.emptied(thing)) {
                // A row that does not say who or which speaks of whoever is there.
                amend(part, slot, there, thing);
                return;
            }
            if (there != null) {
                steps.add(new Step.End(part, Objects.requireNonNull(there.id()), there));
            }
            if (!RowReader.emptied(thing)) {
                add(part, slot, thing);
            }
        });
    }

    /** True for another trigger in the place of one that is left, wherever that stands. */
    private boolean replaces(int slot, Thing thing, Map<Integer, Thing> left) {
        Integer place = same(Part.TRIGGER, left, thing, Comparison::contradicts);
        if (place == null) {
            return false;
        }
        Thing there = Objects.requireNonNull(left.remove(place));
        Map<Fact, String> is = new EnumMap<>(Fact.class);
        is.putAll(there.facts());
        if (other(Fact.TYPE, there, thing)
                && there.get(Fact.TRIGGER_NAME).equals(CodeWords.device(there.get(Fact.TYPE)))) {
            // Nobody gave it that name: it was the type's.
            is.remove(Fact.TRIGGER_NAME);
        }
        is.putAll(thing.facts());
        Thing comes = new Thing(null, is);
        missing(Part.TRIGGER, slot, comes);
        steps.add(new Step.Replace(Part.TRIGGER, slot, there, comes));
        return true;
    }

    private void add(Part part, int slot, Thing thing) {
        if (RowReader.emptied(thing)) {
            return;
        }
        missing(part, slot, thing);
        steps.add(new Step.Add(part, slot, thing));
    }

    private void missing(Part part, int slot, Thing thing) {
        for (Fact needed : needed(part)) {
            if (!thing.says(needed)) {
                faults.add(new Field(needed, slot).words() + " is missing.");
            }
        }
    }

    private static List<Fact> needed(Part part) {
        return switch (part) {
            case RESIDENT -> List.of(Fact.RESIDENT_NAME);
            case UNIT -> List.of(Fact.CID);
            case CONTACT -> List.of(Fact.CONTACT_NAME);
            case TRIGGER -> List.of(Fact.TYPE);
            case HOME -> List.of();
        };
    }

    /** What tells that two are not the same. */
    private interface Apart {
        boolean tells(Part part, Thing current, Thing wanted);
    }

    /** The place of the one on file that is meant; null where none is. */
    private static @Nullable Integer same(Part part, Map<Integer, Thing> left, Thing wanted, Apart apart) {
        for (List<Fact> identity : identities(part)) {
            if (identity.stream().allMatch(wanted::says)) {
                for (Map.Entry<Integer, Thing> one : left.entrySet()) {
                    if (identity.stream().allMatch(fact -> alike(fact, one.getValue(), wanted))) {
                        if (!apart.tells(part, one.getValue(), wanted)) {
                            return one.getKey();
                        }
                        Fact own = id(part);
                        if (own != null && identity.contains(own)) {
                            // It has the id of the one that is meant; no other can be given it.
                            return null;
                        }
                    }
                }
            }
        }
        return null;
    }

    private static boolean alike(Fact fact, Thing current, Thing wanted) {
        // As the wire's device ids are compared.
        return fact == Fact.DEVICE
                ? current.get(fact).equalsIgnoreCase(wanted.get(fact))
                : current.get(fact).equals(wanted.get(fact));
    }

    /**
     * A trigger of another type, or with another device id than the one that was known, is another trigger, whatever else
     * is the same. One whose device becomes known is not.
     */
    private static boolean another(Part part, Thing current, Thing wanted) {
        return contradicts(part, current, wanted)
                || (part == Part.TRIGGER && (other(Fact.TYPE, current, wanted) || other(Fact.DEVICE, current, wanted)));
    }

    private static boolean other(Fact fact, Thing current, Thing wanted) {
        return current.says(fact) && wanted.facts().containsKey(fact) && !alike(fact, current, wanted);
    }

    /** Two with ids of their own that differ are not the same, however alike they look. */
    private static boolean contradicts(Part part, Thing current, Thing wanted) {
        Fact id = id(part);
        return id != null
                && current.says(id)
                && wanted.says(id)
                && !current.get(id).equals(wanted.get(id));
    }

    private static @Nullable Fact id(Part part) {
        return switch (part) {
            case RESIDENT -> Fact.RESIDENT_ID;
            case UNIT -> Fact.UNIT_ID;
            case TRIGGER -> Fact.TRIGGER_ID;
            case HOME, CONTACT -> null;
        };
    }

    private static List<List<Fact>> identities(Part part) {
        return switch (part) {
            case RESIDENT -> List.of(List.of(Fact.RESIDENT_ID), List.of(Fact.RESIDENT_NAME));
            case UNIT -> List.of(List.of(Fact.CID), List.of(Fact.UNIT_ID));
            case TRIGGER ->
                List.of(
                        List.of(Fact.TRIGGER_ID),
                        List.of(Fact.TYPE, Fact.DEVICE),
                        List.of(Fact.TYPE, Fact.TRIGGER_NAME),
                        List.of(Fact.TYPE));
            case CONTACT -> List.of(List.of(Fact.CONTACT_NAME));
            case HOME -> List.of();
        };
    }

    /** Those facts of the thing that say which one it is. */
    private static Set<Fact> says(Part part, Thing thing) {
        Set<Fact> said = new TreeSet<>();
        identities(part)
                .forEach(identity -> identity.stream().filter(thing::says).forEach(said::add));
        return said;
    }

    private void amend(Part part, int slot, Thing current, Thing wanted) {
        Map<Fact, String> was = new EnumMap<>(Fact.class);
        Map<Fact, String> is = new EnumMap<>(Fact.class);
        wanted.facts().forEach((fact, value) -> {
            String kept = value.isEmpty() ? fact.usual() : value;
            if (!current.get(fact).equals(kept)) {
                was.put(fact, current.get(fact));
                is.put(fact, kept);
            }
        });
        if (part == Part.HOME) {
            InScheme.whole(current, wanted, was, is);
        }
        // Whoever said nothing of how a unit proves itself meant what is on file.
        for (Fact fact : FIXED) {
            if (is.containsKey(fact) && !(fact == Fact.PROOF && samePassword(current, wanted))) {
                faults.add(new Field(fact, slot).words() + " is " + (current.says(fact) ? current.get(fact) : "nothing")
                        + " on file; an import does not change it.");
            }
            is.remove(fact);
            was.remove(fact);
        }
        if (!is.isEmpty()) {
            steps.add(new Step.Amend(part, idOf(current), Map.copyOf(was), Map.copyOf(is)));
        }
    }

    /** Over SIP a password is proven by digest; the row may call it either. */
    private static boolean samePassword(Thing current, Thing wanted) {
        return current.get(Fact.PROTOCOL).equals("SCAIP")
                && current.get(Fact.PROOF).equals("DIGEST")
                && wanted.get(Fact.PROOF).equals("PASSWORD");
    }

    private static UUID idOf(Thing current) {
        return Objects.requireNonNull(current.id(), "on file without an id");
    }
}
