package org.tocsin.ops.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Home units over MQTT 3.1.1 in one thread: each holds its connection and publishes one alarm a wave, QoS 1. Speaks the
 * four packets it needs by itself, so that the measuring costs little.
 */
final class MqttLoad implements AutoCloseable {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final InetSocketAddress receiver;
    private final Selector selector = Selector.open();
    private final List<Unit> units = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(4_096);

    /** One wave: how many alarms were acknowledged, in which time. */
    record Result(int acknowledged, double seconds, Latencies toAck) {}

    private static final class Unit {
        private final SocketChannel channel;
        private final long cid;
        private long sentAt;
        private boolean waiting;

        Unit(SocketChannel channel, long cid) {
            this.channel = channel;
            this.cid = cid;
        }
    }

    MqttLoad(InetSocketAddress receiver) throws IOException {
        this.receiver = receiver;
    }

    /** Connects so many units, at most so many in a second. */
    void connect(long firstCid, int count, int perSecond) throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            while ((System.nanoTime() - begun) * perSecond / 1_000_000_000L < i) {
                Thread.onSpinWait();
            }
            SocketChannel channel = SocketChannel.open(receiver);
            Unit unit = new Unit(channel, firstCid + i);
            channel.write(ByteBuffer.wrap(connect(Long.toString(unit.cid))));
            ByteBuffer connack = ByteBuffer.allocate(4);
            while (connack.hasRemaining() && channel.read(connack) >= 0) {
                // a blocking read: the whole CONNACK
            }
            if (connack.get(3) != 0) {
                throw new IOException("the gateway refused a unit with return code " + connack.get(3));
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, unit);
            units.add(unit);
        }
    }

    /** Every unit publishes one alarm; at most {@code window} are unacknowledged at a time. */
    Result wave(String name, int window) throws IOException {
        Latencies toAck = new Latencies(units.size());
        long begun = System.nanoTime();
        long last = begun;
        int next = 0;
        while (toAck.count() < units.size() && System.nanoTime() - last < PATIENCE_NANOS) {
            while (next < units.size() && next - toAck.count() < window) {
                publish(units.get(next++), name);
            }
            if (selector.select(20) == 0) {
                continue;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                Unit unit = (Unit) key.attachment();
                in.clear();
                if (unit.channel.read(in) >= 4 && unit.waiting && (in.get(0) & 0xf0) == 0x40) {
                    unit.waiting = false;
                    last = System.nanoTime();
                    toAck.add(last - unit.sentAt);
                }
            }
            selector.selectedKeys().clear();
        }
        return new Result(toAck.count(), (last - begun) / 1e9, toAck);
    }

    private static void publish(Unit unit, String name) throws IOException {
        String cid = Long.toString(unit.cid);
        String body = "{\"v\":1,\"ref\":\"" + name + cid + "\",\"cid\":\"" + cid
                + "\",\"dty\":\"0003\",\"stc\":\"0010\",\"lco\":\"021\"}";
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        text(packet, "tc/1/bench/" + cid + "/up/alarm");
        packet.write(0);
        packet.write(1);
        packet.writeBytes(body.getBytes(StandardCharsets.UTF_8));
        unit.waiting = true;
        unit.sentAt = System.nanoTime();
        ByteBuffer out = ByteBuffer.wrap(framed(0x32, packet.toByteArray()));
        while (out.hasRemaining()) {
            unit.channel.write(out);
        }
    }

    static byte[] connect(String cid) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        text(packet, "MQTT");
        packet.writeBytes(new byte[] {4, (byte) 0x82, 0, 0});
        text(packet, cid);
        text(packet, cid);
        return framed(0x10, packet.toByteArray());
    }

    static byte[] framed(int type, byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(type);
        int length = content.length;
        do {
            frame.write((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
            length >>= 7;
        } while (length > 0);
        frame.writeBytes(content);
        return frame.toByteArray();
    }

    static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length & 0xff);
        out.writeBytes(bytes);
    }

    @Override
    public void close() throws IOException {
        for (Unit unit : units) {
            unit.channel.close();
        }
        selector.close();
    }
}
