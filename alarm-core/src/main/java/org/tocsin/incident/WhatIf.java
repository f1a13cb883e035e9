package org.tocsin.incident;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who would be without cover, before it happens. Pure. A mobile network that is down takes every unit that has nothing but
 * that network; a line's provider, every unit that has nothing but its line. An area without power takes a unit whose only
 * path is a router or a converter at home at once, and every other when its battery is empty; whoever depends on oxygen needs somebody at
 * once whatever the unit does. What is not on file is assumed to be missing.
 */
public final class WhatIf {
    /** What a unit without a figure of its own is assumed to run for; commonly asked of home units, not read in a standard. */
    public static final int ASSUMED_STANDBY_HOURS = 24;

    private static final Set<String> NOT_ONE_NETWORK = Set.of("IP", "ANALOGUE", "SECOND_MOBILE");
    private static final Set<String> NOT_THE_LINE = Set.of("MOBILE", "SECOND_MOBILE");
    private static final Set<String> WITHOUT_A_ROUTER = Set.of("MOBILE", "SECOND_MOBILE", "ANALOGUE");
    private static final Set<String> WITHOUT_A_CONVERTER = Set.of("MOBILE", "SECOND_MOBILE");

    private WhatIf() {}

    /** @param shared what is down: a network, a provider of lines, or the power of an area */
    public record Scenario(Grouping.Shared shared, String name, int hours) {
        /** "EE down for 6 hours". */
        public String words() {
            return name
                    + switch (shared) {
                        case NETWORK -> " down for ";
                        case LINE -> ", its lines down for ";
                        case AREA -> " without power for ";
                    }
                    + (hours == 1 ? "1 hour" : hours + " hours");
        }
    }

    /**
     * A unit in the way of it.
     *
     * @param paths as on file; empty where nothing is
     * @param converter what is analogue goes through a converter at home, which needs power as a router does
     * @param standbyHours of its model; null where it is not on file
     */
    public record Unit(
            Set<String> paths,
            boolean converter,
            boolean oxygen,
            @Nullable Integer standbyHours) {}

    /**
     * @param afterHours how long after it begins; 0 at once
     * @param assumed true where the answer rests on something that is not on file
     */
    public record Gap(int afterHours, String why, boolean assumed) {}

    /** Empty where the unit stays reachable throughout. */
    public static Optional<Gap> of(Scenario scenario, Unit unit) {
        boolean unknown = unit.paths().isEmpty();
        return switch (scenario.shared()) {
            case NETWORK ->
                Collections.disjoint(unit.paths(), NOT_ONE_NETWORK)
                        ? Optional.of(new Gap(0, path(unknown, "no path but this network"), unknown))
                        : Optional.empty();
            case LINE ->
                Collections.disjoint(unit.paths(), NOT_THE_LINE)
                        ? Optional.of(new Gap(0, path(unknown, "no path but this line"), unknown))
                        : Optional.empty();
            case AREA -> power(scenario, unit, unknown);
        };
    }

    private static Optional<Gap> power(Scenario scenario, Unit unit, boolean unknown) {
        if (unit.oxygen()) {
            return Optional.of(new Gap(0, "oxygen at home needs power", false));
        }
        if (Collections.disjoint(unit.paths(), unit.converter() ? WITHOUT_A_CONVERTER : WITHOUT_A_ROUTER)) {
            String what = unit.paths().contains("ANALOGUE") ? "converter" : "router";
            return Optional.of(
                    new Gap(0, path(unknown, "its only path is a " + what + ", which has no power"), unknown));
        }
        Integer known = unit.standbyHours();
        int standby = known == null ? ASSUMED_STANDBY_HOURS : known;
        return standby < scenario.hours()
                ? Optional.of(new Gap(
                        standby,
                        "its battery is empty after " + standby + " hours" + (known == null ? " (assumed)" : ""),
                        known == null))
                : Optional.empty();
    }

    private static String path(boolean unknown, String words) {
        return unknown ? "no path on file" : words;
    }
}
