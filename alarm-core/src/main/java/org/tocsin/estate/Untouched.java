package org.tocsin.estate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether what an import wrote is still as it wrote it. Pure. */
final class Untouched {
    /** What enrolment adds where a row said nothing. */
    private static final Set<Fact> GIVEN = EnumSet.of(
            Fact.PROOF,
            Fact.TRIGGER_NAME,
            Fact.CONTACT_KIND,
            Fact.EQUIPMENT,
            Fact.PROTOCOL,
            Fact.KEY_SAFE,
            Fact.ACCESS_NOTE,
            Fact.SCHEME_FLAT);

    private Untouched() {}

    /** What has changed of a home that came with this row, in words; empty for nothing. */
    static List<String> since(HomeState now, HomeState then) {
        List<String> changed = new ArrayList<>(facts(Part.HOME, 1, now.home(), then.home()));
        boolean withUnit = then.of(Part.UNIT).values().stream().anyMatch(unit -> unit.says(Fact.CID));
        String given = withUnit ? "DIGITAL" : Fact.EQUIPMENT.usual();
        if (!then.home().facts().containsKey(Fact.EQUIPMENT)
                && !now.home().get(Fact.EQUIPMENT).equals(given)) {
            changed.add(new Field(Fact.EQUIPMENT, 1).words());
        }
        for (Part part : List.of(Part.RESIDENT, Part.UNIT, Part.CONTACT, Part.TRIGGER)) {
            SortedMap<Integer, Thing> are = now.of(part);
            List<Thing> were = then.of(part).values().stream()
                    .filter(thing -> !RowReader.emptied(thing))
                    .toList();
            if (are.size() != were.size()) {
                changed.add("there are " + are.size() + " " + part.words().toLowerCase(Locale.ROOT) + "s, the row had "
                        + were.size());
                continue;
            }
            int slot = 0;
            for (Thing thing : are.values()) {
                changed.addAll(facts(part, slot + 1, thing, were.get(slot++)));
            }
        }
        return changed;
    }

    /** What has changed of what this row amended or made in a home that was there before. */
    static List<String> since(HomeState now, HomeState then, List<Step.Amend> amended, List<UUID> made) {
        List<String> changed = new ArrayList<>();
        List<UUID> asWritten = new ArrayList<>();
        for (Step.Amend step : amended) {
            Thing thing = find(now, step.part(), step.id());
            if (thing == null && step.part() == Part.TRIGGER) {
                // Another came in its place: that one is to be as it was written.
                Thing other = replacing(now, step, made);
                if (other == null) {
                    changed.add(step.part().words() + " is not there any more, or is another");
                } else {
                    asWritten.add(Objects.requireNonNull(other.id()));
                }
                continue;
            }
            if (thing == null) {
                changed.add(step.part().words() + " is not there any more");
                continue;
            }
            step.is().forEach((fact, value) -> {
                if (!thing.get(fact).equals(value)) {
                    changed.add(new Field(fact, 1).words());
                }
            });
        }
        now.things()
                .forEach((part, places) -> places.forEach((slot, thing) -> {
                    if (made.contains(thing.id())
                            && !asWritten.contains(thing.id())
                            && then.of(part).values().stream()
                                    .noneMatch(
                                            was -> facts(part, slot, thing, was).isEmpty())) {
                        changed.add(part.words() + " " + slot);
                    }
                }));
        return changed;
    }

    private static @Nullable Thing replacing(HomeState now, Step.Amend step, List<UUID> made) {
        return now.of(Part.TRIGGER).values().stream()
                .filter(thing -> made.contains(thing.id()))
                .filter(thing -> Arrays.stream(Fact.values())
                        .filter(fact -> fact.part() == Part.TRIGGER)
                        .allMatch(fact -> thing.get(fact).equals(step.is().getOrDefault(fact, fact.usual()))))
                .findFirst()
                .orElse(null);
    }

    static @Nullable Thing find(HomeState now, Part part, UUID id) {
        if (part == Part.HOME) {
            return now.home();
        }
        return now.of(part).values().stream()
                .filter(thing -> id.equals(thing.id()))
                .findFirst()
                .orElse(null);
    }

    private static List<String> facts(Part part, int slot, Thing now, Thing then) {
        Map<Fact, String> said = then.facts();
        return Arrays.stream(Fact.values())
                .filter(fact -> fact.part() == part)
                .filter(fact -> said.containsKey(fact) || !GIVEN.contains(fact))
                .filter(fact -> !fact.secret() || said.containsKey(fact))
                .filter(fact -> !same(fact, now, then))
                .map(fact -> new Field(fact, slot).words())
                .toList();
    }

    private static boolean same(Fact fact, Thing now, Thing then) {
        String is = now.get(fact);
        String was = then.get(fact).isEmpty() ? fact.usual() : then.get(fact);
        return is.equals(was)
                || (fact == Fact.PROOF && is.equals("DIGEST") && was.equals("PASSWORD"))
                || (fact == Fact.CERTIFICATE_NAME && is.equalsIgnoreCase(was));
    }
}
