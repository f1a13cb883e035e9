package org.tocsin.simulator.conformance;

/** The other side did not do what was asked of it; the message says what was seen instead. */
public final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Wrong(String seen) {
        super(seen);
    }

    /** Throws unless the condition holds. */
    public static void unless(boolean condition, String seen) {
        if (!condition) {
            throw new Wrong(seen);
        }
    }
}
