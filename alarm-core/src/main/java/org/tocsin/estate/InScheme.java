package org.tocsin.estate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A home's place in a scheme changes as a whole: scheme, device id and how people there call it. Pure. */
final class InScheme {
    private static final List<Fact> PLACE = List.of(Fact.SCHEME, Fact.SCHEME_DEVICE, Fact.SCHEME_FLAT);

    private InScheme() {}

    /** The home of a row; a dwelling that nobody named is called by its address. */
    static Thing named(Thing home) {
        if (!home.says(Fact.SCHEME) || home.says(Fact.SCHEME_FLAT)) {
            return home;
        }
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.putAll(home.facts());
        facts.put(Fact.SCHEME_FLAT, flat(home.get(Fact.LINE1)));
        return new Thing(home.id(), facts);
    }

    /**
     * Where anything of the place changes, all of it stands in the step.
     *
     * @param was added to, and {@code is}
     */
    static void whole(Thing current, Thing wanted, Map<Fact, String> was, Map<Fact, String> is) {
        if (PLACE.stream().noneMatch(is::containsKey)) {
            return;
        }
        boolean out = emptied(wanted, Fact.SCHEME) || emptied(wanted, Fact.SCHEME_DEVICE);
        for (Fact fact : PLACE) {
            was.put(fact, current.get(fact));
            is.put(fact, out ? "" : wanted.says(fact) ? wanted.get(fact) : current.get(fact));
        }
        if (!out && is.getOrDefault(Fact.SCHEME_FLAT, "").isEmpty()) {
            is.put(Fact.SCHEME_FLAT, flat(wanted.says(Fact.LINE1) ? wanted.get(Fact.LINE1) : current.get(Fact.LINE1)));
        }
        if (PLACE.stream().allMatch(fact -> Objects.equals(was.get(fact), is.get(fact)))) {
            PLACE.forEach(was::remove);
            PLACE.forEach(is::remove);
        }
    }

    private static boolean emptied(Thing wanted, Fact fact) {
        return wanted.facts().containsKey(fact) && !wanted.says(fact);
    }

    private static String flat(String line1) {
        return line1.length() <= Fact.SCHEME_FLAT.longest() ? line1 : line1.substring(0, Fact.SCHEME_FLAT.longest());
    }
}
