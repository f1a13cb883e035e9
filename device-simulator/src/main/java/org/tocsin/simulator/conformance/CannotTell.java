package org.tocsin.simulator.conformance;

/** The question cannot be judged from outside, or not with what was given; the message says why. */
public final class CannotTell extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotTell(String why) {
        super(why);
    }
}
