package org.tocsin.simulator.scaip;

/** A way from one unit to one receiver. */
interface SipWire {
    /** As in a Via: {@code UDP} or {@code TCP}. */
    String transport();

    /** Host and port for the Via. */
    String sentBy();

    /** Whether what was sent arrives, so that nothing is retransmitted. */
    boolean reliable();

    void send(String text);

    /** Called at most once, when the connection breaks or cannot be made; never for UDP. */
    void onBroken(Runnable listener);

    /** Takes a listener back. */
    void forget(Runnable listener);
}
