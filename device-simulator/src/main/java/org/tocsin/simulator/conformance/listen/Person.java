package org.tocsin.simulator.conformance.listen;

/** Whoever stands beside the unit under test. */
public interface Person {
    /** Asks for something to be done at the unit, and does not wait for it. */
    void please(String what) throws Exception;
}
