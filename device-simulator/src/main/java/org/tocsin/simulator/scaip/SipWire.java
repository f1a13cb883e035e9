package org.tocsin.simulator.scaip;

/** A way from one unit to one receiver. */
interface SipWire {
    /** As in a Via: {@code UDP}, {@code TCP} or {@code TLS}. */
    String transport();

    /** Host and port for the Via. */
    String sentBy();

    /** Whether what was sent arrives, so that nothing is retransmitted. */
    boolean reliable();

    void send(String text);

    /** Called at most once, when the connection breaks or cannot be made; never for UDP. */
    void onBroken(Runnable listener);

    /** Breaks the connection, so that what is under way on it is lost; does nothing to UDP. */
    void cut();

    /** Takes a listener back. */
    void forget(Runnable listener);
}
