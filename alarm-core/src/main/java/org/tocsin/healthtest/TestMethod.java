package org.tocsin.healthtest;

/** How a unit can be tested from here. Stored by name. */
public enum TestMethod {
    /** It is told to send a test transmission. */
    COMMAND("asked by command"),
    /** It sends one by itself in its own interval; SCAIP status 0102 or 0103. */
    PERIODIC("expected to send one by itself"),
    /** An operator has one sent while speaking with the home. */
    BY_CALL("tested by an operator during a call"),
    /** Somebody presses at an agreed time. */
    BY_APPOINTMENT("pressed by appointment"),
    /** There is no way to ask it. */
    NONE("cannot be asked");

    private final String words;

    TestMethod(String words) {
        this.words = words;
    }

    /** "asked by command". */
    public String words() {
        return words;
    }

    /** True where nothing is sent, and the signal is waited for. */
    public boolean awaited() {
        return this == PERIODIC || this == BY_CALL || this == BY_APPOINTMENT;
    }
}
