package org.tocsin.gateway.sip;

import java.util.Locale;
import org.tocsin.gateway.CertificateNames;

/**
 * Where a message came from and the way back to it: the source address of a datagram, or a connection. Everything for a
 * unit goes back over the flow its message came in by (RFC 3581; a unit behind a home router has no other address).
 */
public interface SipFlow {
    /** UDP may lose and repeat; a stream does neither. */
    enum Transport {
        UDP(""),
        TCP(";transport=tcp"),
        TLS(";transport=tls");

        private final String parameter;

        Transport(String parameter) {
            this.parameter = parameter;
        }

        /** What a URI that is to be reached this way carries; empty for UDP (RFC 3261 §19.1.1). */
        public String parameter() {
            return parameter;
        }

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

    /** Whom the sender's certificate names, as far as a known authority vouches for it; none but over TLS. */
    default CertificateNames certificate() {
        return CertificateNames.NONE;
    }

    /**
     * The way from the same socket to another address of the same unit. A connection leads to one place only, so it
     * stays what it is.
     *
     * @param address an IP address, no name
     */
    default SipFlow towards(String address, int port) {
        return this;
    }

    /** False once the connection has ended. */
    boolean open();

    /** Sends one whole message; to be called on the endpoint's thread. Does nothing when the connection has ended. */
    void write(byte[] frame);
}
