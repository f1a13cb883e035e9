package org.tocsin.incident;

import java.util.EnumSet;
import java.util.Set;

/**
 * How soon a home without mains or path needs somebody, and why. Pure.
 *
 * @param rank lower comes first: the tier, within it oxygen before no second path before the rest
 * @param tasks why somebody has to ring; empty where nobody must
 */
public record Risk(int rank, Set<Task> tasks) {
    /** Why somebody has to ring. Stored by name. */
    public enum Task {
        OXYGEN("oxygen at home"),
        NO_SECOND_PATH("no second path on file"),
        BATTERY_LOW("the unit's battery is low"),
        /** The home was still heard when it joined: now its battery or its last path is gone as well. */
        NOT_HEARD("not heard any more");

        private final String words;

        Task(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * @param tier the home's risk tier as stored
     * @param oxygen somebody there depends on oxygen: first of all, whatever the tier
     * @param paths how many transmission paths are on file; none on file counts as none
     * @param batteryLow the unit has said that its battery is low
     */
    public static Risk of(String tier, boolean oxygen, int paths, boolean batteryLow) {
        EnumSet<Task> tasks = EnumSet.noneOf(Task.class);
        if (oxygen) {
            tasks.add(Task.OXYGEN);
        }
        if (paths < 2) {
            tasks.add(Task.NO_SECOND_PATH);
        }
        if (batteryLow) {
            tasks.add(Task.BATTERY_LOW);
        }
        int first = oxygen
                ? 0
                : switch (tier) {
                    case "CRITICAL" -> 0;
                    case "HIGH" -> 1;
                    default -> 2;
                };
        int within = oxygen ? 0 : batteryLow ? 1 : paths < 2 ? 2 : 3;
        return new Risk(first * 4 + within, tasks);
    }
}
