package org.tocsin.figures;

import java.util.Set;

/**
 * What a profile counts, and by which clock.
 *
 * @param counted the kinds of call in the denominator; all others stand apart, with their own counts
 */
public record CountingRule(Set<CallKind> counted, AnsweredBy answeredBy, ArrivalClock arrivalClock) {
    /** Stored by name. */
    public enum AnsweredBy {
        /** Speech connected; opened where what called cannot speak; taken where nobody reports speech. */
        SPEECH,
        /** Opened by somebody, whatever called. */
        OPENED
    }

    /** Stored by name. */
    public enum ArrivalClock {
        /** From when the first person was asked to go. */
        DECISION,
        /** From the receipt of the alarm's first message. */
        RECEIPT
    }

    public CountingRule {
        counted = Set.copyOf(counted);
    }
}
