package org.tocsin.gateway.sip;

import java.util.Locale;

/**
 * Where a message came from and the way back to it: the source address of a datagram, or a connection. Everything for a
 * unit goes back over the flow its message came in by (RFC 3581; a unit behind a home router has no other address).
 */
public interface SipFlow {
    /** UDP may lose and repeat; TCP does neither. */
    enum Transport {
        UDP,
        TCP;

        /** As a tag of a metric. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Transport transport();

    /** IP address of the sender, without port. */
    String remoteAddress();

    int remotePort();

    /** Our own host and port, for the Via of what we send. */
    String local();

    /** False once the connection has ended. */
    boolean open();

    /** Sends one whole message; to be called on the endpoint's thread. Does nothing when the connection has ended. */
    void write(byte[] frame);
}
