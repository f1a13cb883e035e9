package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** Bytes on a socket, for what no decent MQTT library would send. */
final class RawUnit implements AutoCloseable {
    static final int CONNACK = 0x20;
    static final int PUBACK = 0x40;
    static final int DISCONNECT = 0xE0;
    /** The connection was ended. */
    static final Packet END = new Packet(-1, new byte[0]);

    private final Socket socket;
    private final DataInputStream in;

    /** @param type first byte without its flags */
    record Packet(int type, byte[] body) {}

    RawUnit(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void connect(int version, String cid, String password) throws IOException {
        connectAnd(version, cid, password, new byte[0]);
    }

    /**
     * CONNECT with a Will.
     *
     * @param delay of the Will, seconds; MQTT 5 only
     */
    void connect(int version, String cid, String password, String willTopic, int delay) throws IOException {
        ByteArrayOutputStream will = new ByteArrayOutputStream();
        if (version == 5) {
            will.writeBytes(new byte[] {5, 0x18, 0, 0, 0, (byte) delay});
        }
        text(will, willTopic);
        text(will, "{\"v\":1,\"state\":\"lost\"}");
        connect(version, cid, password, will.toByteArray(), new byte[0]);
    }

    /** CONNECT with more right behind it. */
    void connectAnd(int version, String cid, String password, byte[] more) throws IOException {
        connect(version, cid, password, new byte[0], more);
    }

    private void connect(int version, String cid, String password, byte[] will, byte[] more) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(connectPacket(version, cid, password, will));
        all.writeBytes(more);
        send(all.toByteArray());
    }

    static byte[] connectPacket(int version, String cid, String password) throws IOException {
        return connectPacket(version, cid, password, new byte[0]);
    }

    private static byte[] connectPacket(int version, String cid, String password, byte[] will) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, "MQTT");
        body.write(version == 5 ? 5 : 4);
        body.write(will.length == 0 ? 0b1100_0010 : 0b1110_1110);
        body.write(0);
        body.write(60);
        if (version == 5) {
            body.write(0);
        }
        text(body, cid);
        body.writeBytes(will);
        text(body, cid);
        text(body, password);
        return packet(0x10, body.toByteArray());
    }

    static byte[] publish(int version, int id, String topic, String payload) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, topic);
        body.write(id >> 8);
        body.write(id);
        if (version == 5) {
            body.write(0);
        }
        body.write(payload.getBytes(UTF_8));
        return packet(0x32, body.toByteArray());
    }

    /** The next packet, or {@link #END}; fails when nothing comes for a while. */
    Packet read() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 127) << shift;
                shift += 7;
            } while (digit > 127);
            return new Packet(first & 0xF0, in.readNBytes(length));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (EOFException | SocketException e) {
            return END;
        }
    }

    /** Nothing more will be sent. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The next byte, -1 at the end. */
    int readByte() throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int left = body.length;
        do {
            packet.write(left > 127 ? left % 128 | 128 : left);
            left /= 128;
        } while (left > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    private static void text(ByteArrayOutputStream body, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        body.write(bytes.length >> 8);
        body.write(bytes.length);
        body.writeBytes(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
