package org.tocsin.report;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many homes of a service, told apart by what is known of them. Homes that have ended are not in it. */
public record Counts(Map<By, SortedMap<String, Count>> by) {

    /** What homes are told apart by; values are stored words, an empty text where nothing is on file. */
    public enum By {
        /** All of them, under the empty text. */
        ALL,
        /** 1 critical, 2 high, 3 standard. */
        RISK,
        AREA,
        PROVIDER,
        EQUIPMENT,
        STATE,
        /** The worst of a home's triggers. */
        PROOF,
        /** What stands in the way. */
        EXCEPTION
    }

    /**
     * @param proven each of its triggers was heard since the last change
     * @param confirmed proven, and its line's provider was told so
     */
    public record Count(int homes, int proven, int confirmed) {
        public static final Count NONE = new Count(0, 0, 0);

        public int open() {
            return homes - proven;
        }
    }

    public Counts {
        EnumMap<By, SortedMap<String, Count>> copy = new EnumMap<>(By.class);
        by.forEach((which, values) -> copy.put(which, new TreeMap<>(values)));
        by = copy;
    }

    public Count all() {
        return of(By.ALL, "");
    }

    public Count of(By which, String value) {
        return values(which).getOrDefault(value, Count.NONE);
    }

    public SortedMap<String, Count> values(By which) {
        return by.getOrDefault(which, new TreeMap<>());
    }
}
