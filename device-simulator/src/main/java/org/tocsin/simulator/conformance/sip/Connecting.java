package org.tocsin.simulator.conformance.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.tocsin.simulator.unit.TlsFiles;

/** Opens sockets and connections to a receiver. */
public final class Connecting {
    private Connecting() {}

    static SipPipe to(SipTarget target, TlsFiles tls, Duration patience) throws IOException, GeneralSecurityException {
        return switch (target.transport()) {
            case UDP -> new UdpPipe(target.address());
            case TCP -> new StreamPipe(plain(target.address(), patience));
            case TLS -> new StreamPipe(secure(target.host(), target.address(), tls, patience));
        };
    }

    /** A TCP connection. */
    public static Socket plain(InetSocketAddress address, Duration patience) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, (int) patience.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * A TLS connection; the other side's certificate must be signed by the authority and carry the host's name.
     *
     * @param versions for instance {@code TLSv1.3}; none for whatever this Java offers
     */
    public static SSLSocket secure(
            String host, InetSocketAddress address, TlsFiles tls, Duration patience, String... versions)
            throws IOException, GeneralSecurityException {
        Socket plain = plain(address, patience);
        try {
            SSLSocket socket =
                    (SSLSocket) tls.context().getSocketFactory().createSocket(plain, host, address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (versions.length > 0) {
                parameters.setProtocols(versions);
            }
            socket.setSSLParameters(parameters);
            socket.setSoTimeout((int) patience.toMillis());
            socket.startHandshake();
            return socket;
        } catch (IOException | GeneralSecurityException e) {
            plain.close();
            throw e;
        }
    }
}
