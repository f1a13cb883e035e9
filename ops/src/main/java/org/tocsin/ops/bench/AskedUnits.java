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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Home units over MQTT 3.1.1 in one thread that do as they are told: asked for a test, each sends its test transmission
 * and its result at once. Speaks the few packets it needs by itself, so that the measuring costs little.
 */
final class AskedUnits implements AutoCloseable {
    private static final byte[] COMMAND_ID = "\"id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_LENGTH = 36;
    /** A gateway that has more than it can take says nothing; a unit tries again. */
    private static final long REPEAT_NANOS = 1_000_000_000L;

    private static final byte[] NOTHING = {};

    private final InetSocketAddress receiver;
    private final Selector selector = Selector.open();
    private final List<Unit> units = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final AtomicInteger repeated = new AtomicInteger();
    private long lastRepeat;
    private final Thread thread = new Thread(this::serve, "asked-units");
    private volatile boolean closed;

    private static final class Unit {
        private final SocketChannel channel;
        private final String cid;
        private byte[] rest = new byte[0];
        private int tests;
        private byte[] unacknowledged = NOTHING;
        private long repeatAt;

        Unit(SocketChannel channel, String cid) {
            this.channel = channel;
            this.cid = cid;
        }
    }

    AskedUnits(InetSocketAddress receiver) throws IOException {
        this.receiver = receiver;
        thread.setDaemon(true);
    }

    /** Connects so many units, at most so many in a second, and has them listen for commands. */
    void connect(long firstCid, int count, int perSecond) throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            while ((System.nanoTime() - begun) * perSecond / 1_000_000_000L < i) {
                Thread.onSpinWait();
            }
            String cid = Long.toString(firstCid + i);
            SocketChannel channel = SocketChannel.open(receiver);
            channel.write(ByteBuffer.wrap(MqttLoad.connect(cid)));
            read(channel, 4);
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(0);
            packet.write(1);
            MqttLoad.text(packet, "tc/1/bench/" + cid + "/down/cmd");
            packet.write(0);
            channel.write(ByteBuffer.wrap(MqttLoad.framed(0x82, packet.toByteArray())));
            read(channel, 5);
            channel.configureBlocking(false);
            Unit unit = new Unit(channel, cid);
            channel.register(selector, SelectionKey.OP_READ, unit);
            units.add(unit);
        }
    }

    private static void read(SocketChannel channel, int bytes) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(bytes);
        while (answer.hasRemaining()) {
            if (channel.read(answer) < 0) {
                throw new IOException("the gateway closed a unit's connection");
            }
        }
    }

    /** From now on they answer. */
    void listen() {
        thread.start();
    }

    /** Tests that were sent once more because nothing was heard of the first. */
    int repeated() {
        return repeated.get();
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select(50);
                for (SelectionKey key : selector.selectedKeys()) {
                    hear((Unit) key.attachment());
                }
                selector.selectedKeys().clear();
                repeat();
            }
        } catch (IOException e) {
            if (!closed) {
                System.err.println("a unit fell silent: " + e.getMessage());
            }
        }
    }

    private void repeat() throws IOException {
        long now = System.nanoTime();
        if (now - lastRepeat < REPEAT_NANOS / 10) {
            return;
        }
        lastRepeat = now;
        for (Unit unit : units) {
            if (unit.unacknowledged.length > 0 && now - unit.repeatAt > 0) {
                repeated.incrementAndGet();
                unit.repeatAt = now + REPEAT_NANOS;
                write(unit, unit.unacknowledged);
            }
        }
    }

    private void hear(Unit unit) throws IOException {
        in.clear();
        in.put(unit.rest);
        if (unit.channel.read(in) < 0) {
            unit.channel.close();
            return;
        }
        in.flip();
        while (packet(unit)) {
            // each whole packet in turn
        }
        unit.rest = new byte[in.remaining()];
        in.get(unit.rest);
    }

    /** Takes one packet where it is whole. */
    private boolean packet(Unit unit) throws IOException {
        in.mark();
        if (in.remaining() < 2) {
            return false;
        }
        int type = in.get() & 0xf0;
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            if (!in.hasRemaining()) {
                in.reset();
                return false;
            }
            int digit = in.get();
            length |= (digit & 0x7f) << shift;
            if ((digit & 0x80) == 0) {
                break;
            }
        }
        if (in.remaining() < length) {
            in.reset();
            return false;
        }
        byte[] content = new byte[length];
        in.get(content);
        if (type == 0x30) {
            answer(unit, id(content));
        } else if (type == 0x40 && content.length >= 2 && content[1] == 1) {
            unit.unacknowledged = NOTHING;
        }
        return true;
    }

    static String id(byte[] content) {
        for (int i = 0; i + COMMAND_ID.length + ID_LENGTH <= content.length; i++) {
            boolean here = true;
            for (int j = 0; here && j < COMMAND_ID.length; j++) {
                here = content[i + j] == COMMAND_ID[j];
            }
            if (here) {
                return new String(content, i + COMMAND_ID.length, ID_LENGTH, StandardCharsets.US_ASCII);
            }
        }
        throw new IllegalStateException("a command without an id");
    }

    private void answer(Unit unit, String id) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        unit.unacknowledged =
                publication(unit.cid, "test", test(unit.cid, "t" + id.substring(0, 13) + unit.tests++), 1);
        unit.repeatAt = System.nanoTime() + REPEAT_NANOS;
        both.writeBytes(unit.unacknowledged);
        both.writeBytes(publication(unit.cid, "result", result(id), 2));
        write(unit, both.toByteArray());
    }

    private static void write(Unit unit, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            unit.channel.write(out);
        }
    }

    static String test(String cid, String ref) {
        return "{\"v\":1,\"ref\":\"" + ref + "\",\"cid\":\"" + cid + "\",\"dty\":\"0002\",\"stc\":\"0102\"}";
    }

    static String result(String id) {
        return "{\"v\":1,\"id\":\"" + id + "\",\"ok\":true,\"code\":0,\"text\":null}";
    }

    private static byte[] publication(String cid, String what, String body, int packetId) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        MqttLoad.text(packet, "tc/1/bench/" + cid + "/up/" + what);
        packet.write(0);
        packet.write(packetId);
        packet.writeBytes(body.getBytes(StandardCharsets.UTF_8));
        return MqttLoad.framed(0x32, packet.toByteArray());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (Unit unit : units) {
            unit.channel.close();
        }
        selector.close();
    }
}
