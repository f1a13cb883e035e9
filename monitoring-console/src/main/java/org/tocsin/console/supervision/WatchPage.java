package org.tocsin.console.supervision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit's liveness, ready to be read.
 *
 * @param warning true when somebody should do something about it
 * @param facts in words, the most telling first
 * @param pause null where no work is announced
 * @param mayPause whether this reader may put it on hold
 * @param problem why the last form was refused; empty where it was not
 */
public record WatchPage(
        String cid,
        String state,
        boolean warning,
        List<Fact> facts,
        @Nullable Planned pause,
        boolean mayPause,
        String problem,
        List<Trigger> triggers,
        List<Silence> silences,
        List<Chart> charts) {

    public record Fact(String name, String words) {}

    public record Planned(String words, String until, String by) {}

    public record Trigger(String name, String heard, String standing, boolean warning) {}

    /** @param lasted "2 hours", or that it goes on */
    public record Silence(String what, String began, String noticed, String ended, String lasted) {}

    /**
     * A line of the lowest of each day, and the same as a table.
     *
     * @param points of a polyline, 600 wide and 80 high
     * @param words what it says, for whoever does not see it
     */
    public record Chart(String name, String points, String words, List<Day> days) {}

    public record Day(String day, String lowest, String highest) {}
}
