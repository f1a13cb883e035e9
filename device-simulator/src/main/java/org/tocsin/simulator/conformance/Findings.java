package org.tocsin.simulator.conformance;

import java.time.Instant;
import java.util.List;
import org.tocsin.simulator.conformance.Finding.Outcome;

/**
 * The findings of one run, in the order of the suite.
 *
 * @param suite what was asked, for instance {@code SCAIP receiver}
 * @param subject who was asked, for instance {@code sip:192.0.2.7:5060}
 */
public record Findings(String suite, String subject, Instant at, List<Finding> all) {
    /** Said on top of every report. */
    public static final String CLAIM =
            "SCAIP as spoken by open implementations and real-unit captures. This is a suite of"
                    + " our own; it is not SIS-TR 91101, and passing it is no conformity to any standard.";

    public Findings {
        all = List.copyOf(all);
    }

    public long count(Outcome outcome) {
        return all.stream().filter(finding -> finding.outcome() == outcome).count();
    }

    /** 0 where nothing failed and something passed, 1 where something failed, 2 where nothing could be judged. */
    public int exitCode() {
        if (count(Outcome.FAIL) > 0) {
            return 1;
        }
        return count(Outcome.PASS) > 0 ? 0 : 2;
    }

    String summary() {
        return count(Outcome.PASS) + " passed, " + count(Outcome.FAIL) + " failed, " + count(Outcome.SKIPPED)
                + " skipped";
    }
}
