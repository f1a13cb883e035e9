package org.tocsin.gateway.bridge;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that read as much as has come and keep it until it is asked for. The library reads the head of each message byte
 * by byte, and asks before each whether there is one: on a bare socket those are five calls of the system for every message.
 */
final class ReadAheadSockets extends SocketFactory {
    private static final int AHEAD = 65_536;

    @Override
    public Socket createSocket() {
        return new ReadAhead();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    private static Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from) throws IOException {
        Socket socket = new ReadAhead();
        try {
            socket.bind(from);
            socket.connect(to);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static final class ReadAhead extends Socket {
        private @Nullable InputStream input;

        /** Each time the same: what one had read ahead another would miss. */
        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new Ahead(super.getInputStream());
            }
            return input;
        }
    }

    private static final class Ahead extends BufferedInputStream {
        Ahead(InputStream bare) {
            super(bare, AHEAD);
        }

        /** What is here already; the socket is asked only when there is nothing. */
        @Override
        public synchronized int available() throws IOException {
            return pos < count ? count - pos : super.available();
        }
    }
}
