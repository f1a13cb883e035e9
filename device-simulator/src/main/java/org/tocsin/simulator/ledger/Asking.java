package org.tocsin.simulator.ledger;

import java.time.Instant;

/**
 * A unit was asked for a test, and heard it.
 *
 * @param answer what it does about it, as {@code Faults.TestAnswer} names it
 */
public record Asking(String cid, Instant at, String answer) {}
