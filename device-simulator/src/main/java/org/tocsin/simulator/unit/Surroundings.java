package org.tocsin.simulator.unit;

import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Tally;

/** What the units of one street share. Ledger and tally are shared by all streets. */
public record Surroundings(Scheduler scheduler, Timing timing, Faults faults, Refs refs, Ledger ledger, Tally tally) {

    /** Signals of one home that may be unanswered at a time; a home that presses on is not believed. */
    public static final int MOST_WAITING = 64;
}
