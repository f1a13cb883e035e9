package org.tocsin.simulator.conformance.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A datagram socket of its own, open for whoever answers: a receiver may answer from another of its addresses. */
final class UdpPipe implements SipPipe {
    private final DatagramSocket socket;
    private final InetSocketAddress target;
    private final byte[] buffer = new byte[65_535];

    UdpPipe(InetSocketAddress target) throws IOException {
        this.target = target;
        InetAddress local;
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(target);
            local = probe.getLocalAddress();
        }
        this.socket = new DatagramSocket(0, local);
    }

    @Override
    public String sentBy() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    @Override
    public void send(byte[] message) throws IOException {
        socket.send(new DatagramPacket(message, message.length, target));
    }

    @Override
    public @Nullable String receive(long millis) throws IOException {
        socket.setSoTimeout((int) Math.max(1, millis));
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return null;
        }
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        socket.close();
    }
}
