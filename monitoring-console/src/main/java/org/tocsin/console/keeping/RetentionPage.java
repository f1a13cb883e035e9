package org.tocsin.console.keeping;

import java.util.List;

/**
 * What a service need not keep.
 *
 * @param last when it ran last and what it took, in a sentence
 * @param stale that it should have run since; empty where it need not
 * @param code the service's, for the command
 */
public record RetentionPage(String last, String stale, String code, List<Line> kinds, List<Run> runs) {
    /**
     * One kind.
     *
     * @param what "Homes that have left"
     * @param goes what of it is taken away
     * @param time "6 years"
     * @param since from when the time is counted; empty where there is no rule
     * @param due "12", "nothing", "at least 5,000"
     * @param oldest from when the days of the oldest are counted; empty where none is due
     */
    public record Line(String what, String goes, String time, String since, String due, String oldest) {}

    /**
     * What one run took of one kind.
     *
     * @param rest "nothing was left" or that more was due
     */
    public record Run(String when, String what, String time, String gone, String rest) {}
}
