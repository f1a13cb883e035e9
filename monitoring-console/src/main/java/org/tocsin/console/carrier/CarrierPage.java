package org.tocsin.console.carrier;

import java.util.List;

/** What hangs on networks, lines and areas, ready to be read. */
public record CarrierPage(List<Table> tables) {
    /**
     * @param caption "Mobile networks"
     * @param what "Network"
     */
    public record Table(String caption, String what, List<Line> lines) {}

    /** @param whatIf the address that answers what if it failed */
    public record Line(
            String name,
            int units,
            int people,
            String tiers,
            int secondPath,
            int onePath,
            String now,
            boolean concern,
            String whatIf) {}

    /**
     * What if.
     *
     * @param sentences the answer, each figure with its rule
     * @param lines the first of them, the highest risk first
     * @param csv the address of all of them
     */
    public record WhatIf(
            String title,
            String kind,
            String name,
            int hours,
            List<String> sentences,
            List<Exposed> lines,
            String csv) {}

    public record Exposed(String cid, String who, String place, String tier, String when, String why) {}
}
