package org.tocsin.simulator.conformance.mqtt;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** A connection that carries MQTT packets, over TCP or TLS; serves either side. */
public final class MqttPipe implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    private final Socket socket;
    private final InputStream in;

    public MqttPipe(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public synchronized void send(byte[] packet) throws IOException {
        socket.getOutputStream().write(packet);
        socket.getOutputStream().flush();
    }

    /**
     * The next packet, or null where none began in that time.
     *
     * @throws EOFException where the other side closed the connection
     */
    public @Nullable Packet receive(long millis) throws IOException {
        socket.setSoTimeout((int) Math.max(1, Math.min(millis, 600_000)));
        int first;
        try {
            first = in.read();
        } catch (SocketTimeoutException e) {
            return null;
        }
        if (first < 0) {
            throw new EOFException("the connection was closed");
        }
        socket.setSoTimeout(10_000);
        int length = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int digit = in.read();
            length |= (digit & 0x7f) << shift;
            if (digit < 0x80) {
                break;
            }
        }
        if (length > LONGEST) {
            throw new IOException("a packet of " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection was closed in the middle of a packet");
        }
        return new Packet(first >> 4, first & 0x0f, body);
    }

    /** Ends the connection without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
