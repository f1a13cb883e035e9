package org.tocsin.simulator.conformance.mqtt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.Busy;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.conformance.mqtt.MqttSubject.Version;
import org.tocsin.simulator.conformance.sip.Connecting;

/** One connection of a case, and everything that came over it. */
final class MqttLine implements AutoCloseable {
    private static final int SERVER_BUSY = 0x89;

    private final MqttSubject subject;
    private final MqttPipe pipe;
    private final List<Packet> came = new ArrayList<>();
    private int lastId;
    private boolean closed;
    private @Nullable Integer disconnectReason;

    /** What the receiver answered to a CONNECT; the reason is that of the version spoken. */
    record Accepted(int reason, boolean sessionPresent, Map<Integer, Object> properties) {}

    /** How to say hello. */
    record Hello(
            String clientId,
            @Nullable String user,
            @Nullable String password,
            int keepAlive,
            @Nullable String willTopic) {}

    private MqttLine(MqttSubject subject, MqttPipe pipe) {
        this.subject = subject;
        this.pipe = pipe;
    }

    static MqttLine open(MqttSubject subject) throws IOException {
        MqttTarget target = subject.target();
        try {
            return new MqttLine(
                    subject,
                    new MqttPipe(
                            target.secure()
                                    ? Connecting.secure(
                                            target.host(), target.address(), subject.tls(), subject.patience())
                                    : Connecting.plain(target.address(), subject.patience())));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean five() {
        return subject.version() == Version.V5;
    }

    Accepted connect(Hello hello) throws IOException {
        int flags = 0x02
                | (hello.user() != null ? 0x80 : 0)
                | (hello.password() != null ? 0x40 : 0)
                | (hello.willTopic() != null ? 0x04 | 0x08 | 0x20 : 0);
        PacketWriter packet = new PacketWriter()
                .text("MQTT")
                .u8(subject.version().level())
                .u8(flags)
                .u16(hello.keepAlive());
        if (five()) {
            packet.properties(new PacketWriter());
        }
        packet.text(hello.clientId());
        if (hello.willTopic() != null) {
            if (five()) {
                packet.properties(new PacketWriter().u8(0x18).u32(30));
            }
            packet.text(hello.willTopic()).text("{\"v\":1,\"state\":\"lost\"}");
        }
        if (hello.user() != null) {
            packet.text(hello.user());
        }
        if (hello.password() != null) {
            packet.text(hello.password());
        }
        pipe.send(packet.packet(Packet.CONNECT, 0));
        Optional<Packet> answer = await(one -> one.type() == Packet.CONNACK);
        if (answer.isEmpty()) {
            throw new Wrong("no CONNACK" + ending());
        }
        Packet.Cursor cursor = answer.get().cursor();
        boolean sessionPresent = cursor.u8() == 1;
        int reason = cursor.u8();
        return new Accepted(reason, sessionPresent, five() && cursor.left() > 0 ? cursor.properties() : Map.of());
    }

    /** The reason for one topic filter: below 0x80 it is granted. */
    int subscribe(String filter) throws IOException {
        int id = nextId();
        PacketWriter packet = new PacketWriter().u16(id);
        if (five()) {
            packet.properties(new PacketWriter());
        }
        pipe.send(packet.text(filter).u8(1).packet(Packet.SUBSCRIBE, 2));
        Optional<Packet> answer =
                await(one -> one.type() == Packet.SUBACK && one.cursor().u16() == id);
        if (answer.isEmpty()) {
            throw new Wrong("no SUBACK for " + filter + ending());
        }
        byte[] body = answer.get().body();
        return body[body.length - 1] & 0xff;
    }

    /** Publishes and gives the packet id; nothing is waited for. */
    int publish(String topic, byte[] payload, int qos, PacketWriter properties) throws IOException {
        int id = qos > 0 ? nextId() : 0;
        publish(topic, payload, id, qos << 1, properties);
        return id;
    }

    void publish(String topic, byte[] payload, int id, int flags, PacketWriter properties) throws IOException {
        PacketWriter packet = new PacketWriter().text(topic);
        if (id > 0) {
            packet.u16(id);
        }
        if (five()) {
            packet.properties(properties);
        }
        pipe.send(packet.raw(payload).packet(Packet.PUBLISH, flags));
    }

    /** The reason of the PUBACK for that id, 0 where the version knows none; -1 where no PUBACK comes. */
    int puback(int id) throws IOException {
        return reason(Packet.PUBACK, id);
    }

    int reason(int type, int id) throws IOException {
        Optional<Packet> answer =
                await(one -> one.type() == type && one.cursor().u16() == id);
        return answer.map(one -> one.body().length > 2 ? one.body()[2] & 0xff : 0)
                .orElse(-1);
    }

    void send(byte[] packet) throws IOException {
        pipe.send(packet);
    }

    /** The first packet that fits, of those that came already or come in time; empty also where the line ends. */
    Optional<Packet> await(Predicate<Packet> fits) throws IOException {
        return await(fits, subject.patience().toMillis());
    }

    Optional<Packet> await(Predicate<Packet> fits, long millis) throws IOException {
        for (Packet one : came) {
            if (fits.test(one)) {
                return Optional.of(one);
            }
        }
        long until = System.nanoTime() + millis * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            Packet packet = next(1 + (until - System.nanoTime()) / 1_000_000);
            if (packet != null && fits.test(packet)) {
                return Optional.of(packet);
            }
        }
        return Optional.empty();
    }

    private @Nullable Packet next(long millis) throws IOException {
        Packet packet;
        try {
            packet = pipe.receive(millis);
        } catch (IOException e) {
            closed = true; // how it ended says nothing that a case could ask
            return null;
        }
        if (packet == null) {
            return null;
        }
        came.add(packet);
        if (packet.type() == Packet.DISCONNECT) {
            disconnectReason = packet.body().length > 0 ? packet.body()[0] & 0xff : 0;
            if (disconnectReason == SERVER_BUSY) {
                throw new Busy("DISCONNECT 0x89, every time it was asked");
            }
        } else if (packet.type() == Packet.PUBLISH && (packet.flags() >> 1 & 3) == 1) {
            Packet.Cursor cursor = packet.cursor();
            cursor.text();
            pipe.send(new PacketWriter().u16(cursor.u16()).packet(Packet.PUBACK, 0));
        }
        return packet;
    }

    /** What the receiver published to us so far. */
    List<Publish> published() {
        return came.stream()
                .filter(one -> one.type() == Packet.PUBLISH)
                .map(one -> Publish.read(one, five()))
                .toList();
    }

    /** A message of the receiver. */
    record Publish(String topic, Map<Integer, Object> properties, String text) {
        static Publish read(Packet packet, boolean five) {
            Packet.Cursor cursor = packet.cursor();
            String topic = cursor.text();
            if ((packet.flags() >> 1 & 3) > 0) {
                cursor.u16();
            }
            Map<Integer, Object> properties = five ? cursor.properties() : Map.of();
            return new Publish(topic, properties, new String(cursor.rest(), StandardCharsets.UTF_8));
        }
    }

    /** Waits until the other side has closed the connection; false where it has not in time. */
    boolean awaitClosed(long millis) throws IOException {
        await(packet -> false, millis);
        return closed;
    }

    boolean closed() {
        return closed;
    }

    /** For a report: whether and with what reason the line has ended. */
    String ending() {
        if (disconnectReason != null) {
            return ", DISCONNECT 0x" + Integer.toHexString(disconnectReason);
        }
        return closed ? ", the connection was closed" : "";
    }

    @Nullable
    Integer disconnectReason() {
        return disconnectReason;
    }

    private int nextId() {
        return ++lastId;
    }

    @Override
    public void close() throws IOException {
        pipe.close();
    }
}
