package org.tocsin.simulator.conformance;

import java.time.Duration;

/** What became of one case. */
public record Finding(String id, String title, String asks, Outcome outcome, String seen, Duration took) {
    /** A case that was skipped counts neither for nor against the other side. */
    public enum Outcome {
        PASS,
        FAIL,
        SKIPPED
    }

    static Finding of(Case<?> asked, Outcome outcome, String seen, Duration took) {
        return new Finding(asked.id(), asked.title(), asked.asks(), outcome, seen, took);
    }
}
