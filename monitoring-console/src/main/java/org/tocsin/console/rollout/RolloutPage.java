package org.tocsin.console.rollout;

import java.util.List;

/** A rollout as its page shows it; every text is ready to print. */
public record RolloutPage(
        Head head, List<Fact> order, List<Wave> waves, List<Unit> trouble, List<Line> log, Acts acts) {

    /**
     * @param hold why it stands still; empty where it does not
     * @param waits why nobody, or some are not, asked right now though it goes on; a sentence each
     */
    public record Head(String id, String name, String standing, String hold, List<String> waits) {}

    /** A line of the list of all. */
    public record Listed(String id, String name, String standing, String change, String made) {}

    public record Fact(String name, String words) {}

    public record Wave(String name, long planned, long underWay, long heard, long troubled, long leftOut) {}

    /** A unit that is in trouble. */
    public record Unit(String cid, String wave, String what, String asked, String words) {}

    public record Line(String when, String words, String by) {}

    /** What a manager may do now. */
    public record Acts(boolean accept, boolean pause, boolean resume, boolean explain, boolean stop) {}
}
