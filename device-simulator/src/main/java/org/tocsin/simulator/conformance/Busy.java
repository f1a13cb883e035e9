package org.tocsin.simulator.conformance;

/** The other side said, in so many words, that it has no time now: the question is asked again. */
public final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Busy(String seen) {
        super(seen);
    }
}
