package org.tocsin.estate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A home with everything in it, as a row says it or as it is on file.
 *
 * @param home the home itself
 * @param things by part, each in its place from 1; a row may leave places out
 * @param retired the names of contacts who are asked no more; of no row
 */
public record HomeState(Thing home, Map<Part, SortedMap<Integer, Thing>> things, Set<String> retired) {
    public HomeState {
        things = Map.copyOf(things);
        retired = Set.copyOf(retired);
    }

    /** As a row says it. */
    public HomeState(Thing home, Map<Part, SortedMap<Integer, Thing>> things) {
        this(home, things, Set.of());
    }

    /** Where each part's things are listed without gaps. */
    static HomeState of(Thing home, Map<Part, List<Thing>> lists, Set<String> retired) {
        Map<Part, SortedMap<Integer, Thing>> things = new EnumMap<>(Part.class);
        lists.forEach((part, list) -> {
            SortedMap<Integer, Thing> places = new TreeMap<>();
            for (int i = 0; i < list.size(); i++) {
                places.put(i + 1, list.get(i));
            }
            things.put(part, places);
        });
        return new HomeState(home, things, retired);
    }

    /** The residents, units, contacts or triggers by their places. */
    public SortedMap<Integer, Thing> of(Part part) {
        return things.getOrDefault(part, new TreeMap<>());
    }

    String externalId() {
        return home.get(Fact.HOME_ID);
    }
}
