package org.tocsin.gateway.scaip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Heartbeats over UDP, written by hand and sent without waiting for an answer. */
public final class Beats implements AutoCloseable {
    private final DatagramSocket socket;
    private final int port;

    public Beats(int port) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.port = port;
    }

    public void beat(String cid) {
        String id = UUID.randomUUID().toString().substring(0, 12);
        String body = "<mrq><ref>" + id + "</ref><mty>PI</mty><cid>" + cid + "</cid><dty>0002</dty></mrq>";
        String message = "MESSAGE sip:centre@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort() + ";branch=z9hG4bK" + id + "\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:" + cid + "@127.0.0.1>;tag=" + id + "\r\n"
                + "To: <sip:centre@127.0.0.1>\r\n"
                + "Call-ID: " + id + "@127.0.0.1\r\n"
                + "CSeq: 1 MESSAGE\r\n"
                + "Content-Type: application/scaip+xml\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n"
                + body;
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
