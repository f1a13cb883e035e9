package org.tocsin.console.report;

import java.util.List;
import org.tocsin.console.report.Paper.Rule;
import org.tocsin.report.BurnDown;
import org.tocsin.report.FailureRates.Source;
import org.tocsin.report.Switchover.Terms;
import org.tocsin.report.SwitchoverStore;

/** The rule behind each figure, as it is printed. */
final class SwitchoverRules {
    private SwitchoverRules() {}

    static String source(Source source) {
        return source == Source.VISIT ? "On visits" : "In health tests";
    }

    static String counted(Source source) {
        return "In the last " + SwitchoverStore.FAILURE_DAYS + " days. "
                + (source == Source.VISIT
                        ? "Each trigger of each visit is counted once, by the unit it was tested on; what could not be tested"
                                + " is not counted."
                        : "Each unit is counted once for each round; a unit that cannot be asked is not counted.");
    }

    static List<Rule> of(Terms terms) {
        Terms.Limits limits = terms.limits();
        return List.of(
                new Rule(
                        "Homes",
                        "Homes on file that have not left the service. A home is counted once, whoever lives in it."),
                new Rule(
                        "Proven",
                        "Every trigger on file for the home (pendant, detector, the unit's own button) was heard at the alarm"
                                + " centre as a real signal that somebody asked for, since the last change to the home, and not"
                                + " longer than " + limits.proof()
                                + " days ago. A home without a trigger on file is not proven."
                                + " Nothing can be ticked."),
                new Rule(
                        "To be tested remotely, to be visited",
                        "After new firmware or settings a remote test makes what was heard before count again. After another"
                                + " unit, SIM or line, somebody must go. Roaming changes nothing."),
                new Rule(
                        "Confirmed",
                        "Proven, and the line's provider was told so. A home that becomes stale is no longer counted as confirmed."),
                new Rule("Risk", "Critical, high or standard, as the service has it on file."),
                new Rule(
                        "Pace and “done by”",
                        "Homes proven now less homes proven at the oldest weekly figure kept in the last "
                                + BurnDown.PACE_DAYS
                                + " days, for a week. Homes that became stale meanwhile are taken off. “Done by” is today plus"
                                + " what is open at that pace; there is none where nothing was gained."),
                new Rule(
                        "Week by week",
                        "Figures are kept each day as they were then known; a day stands as it was last written, at most about"
                                + " half an hour before midnight. Days before figures were kept are worked out from what was"
                                + " heard and marked with a star."),
                new Rule(
                        "Converters",
                        "Interim by nature. The test is due " + limits.converterRetest()
                                + " days after the trigger heard longest ago, at once where one was never heard."),
                new Rule(
                        "First-time failure and total failure",
                        "Two figures, never one for the other. First-time failure: not heard at the first asking, whatever came"
                                + " later. Total failure: not heard at any asking. " + source(Source.VISIT) + ": "
                                + counted(Source.VISIT) + " " + source(Source.HEALTH_TEST) + ": "
                                + counted(Source.HEALTH_TEST)),
                new Rule(
                        "Ghosts, strangers, silent",
                        "Ghost: on file in a home, or as a scheme's controller, for more than " + limits.ghost()
                                + " days and never heard. Stranger: heard in the last 30 days and not on file. Silent: a unit"
                                + " has missed its time by more than it is allowed, while we were listening."),
                new Rule(
                        "Agreement",
                        "All figures but ghosts and strangers are read in one view of the records, at the time printed above."));
    }
}
