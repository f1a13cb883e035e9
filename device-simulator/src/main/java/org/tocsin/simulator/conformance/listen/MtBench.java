package org.tocsin.simulator.conformance.listen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.conformance.listen.MqttReceiver.Connection;
import org.tocsin.simulator.conformance.listen.MqttReceiver.Heard;
import org.tocsin.simulator.conformance.mqtt.Packet;
import org.tocsin.simulator.conformance.mqtt.PacketWriter;

/** What one case has in hand: the receiver's sockets, the person at the unit, and the words to answer with. */
public final class MtBench implements AutoCloseable {
    private final MqttReceiver receiver;
    private final Setup setup;
    private final Set<String> refs = new HashSet<>();

    /** @param burst how many presses in a row make a burst */
    public record Setup(Person person, Pace pace, int burst) {}

    public MtBench(MqttReceiver receiver, Setup setup) {
        this.receiver = receiver;
        this.setup = setup;
    }

    Setup setup() {
        return setup;
    }

    Pace pace() {
        return setup.pace();
    }

    /** Asks the person, and gives the alarm that comes of it. */
    Heard press() throws Exception {
        setup.person().please("Press the pendant now.");
        return alarm();
    }

    Heard alarm() throws InterruptedException, IOException {
        Heard alarm = poll(pace().press(), null);
        if (alarm == null) {
            throw new Wrong("no alarm came within " + TxBench.seconds(pace().press()));
        }
        refs.add(alarm.ref());
        return alarm;
    }

    /** The repeat that must come, on this connection or another. */
    Heard repeated(Heard before) throws InterruptedException, IOException {
        Heard again = poll(pace().repeat(), before.ref());
        if (again == null) {
            throw new Wrong("not repeated within " + TxBench.seconds(pace().repeat()));
        }
        return again;
    }

    /** Nothing more of that reference may come. */
    void silence(Heard before) throws InterruptedException, IOException {
        if (poll(pace().quiet(), before.ref()) != null) {
            throw new Wrong("repeated, although it had its receipt");
        }
    }

    private @Nullable Heard poll(Duration limit, @Nullable String ref) throws InterruptedException, IOException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            Heard message = receiver.heard().poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                return null;
            }
            boolean fits = ref == null
                    ? !refs.contains(message.ref()) && !receiver.settled().contains(message.ref())
                    : ref.equals(message.ref());
            if (fits) {
                return message;
            }
            receiver.settled().add(message.ref());
            receipt(message);
        }
    }

    static void puback(Heard message, int reason) throws IOException {
        if (message.id() > 0) {
            PacketWriter packet = new PacketWriter().u16(message.id());
            if (reason > 0) {
                packet.u8(reason);
            }
            say(message.connection(), packet.packet(Packet.PUBACK, 0));
        }
    }

    static void ack(Heard message, String ref, int snu) throws IOException {
        String topic = message.topic().replaceFirst("/up/.*$", "/down/ack");
        PacketWriter packet = new PacketWriter().text(topic);
        if (message.connection().five()) {
            byte[] correlation = ref.getBytes(StandardCharsets.UTF_8);
            packet.properties(new PacketWriter()
                    .u8(Packet.CORRELATION_DATA)
                    .u16(correlation.length)
                    .raw(correlation));
        }
        String json = "{\"v\":1,\"ref\":\"" + ref + "\",\"snu\":" + snu + ",\"mre\":0,\"tnu\":[]}";
        say(
                message.connection(),
                packet.raw(json.getBytes(StandardCharsets.UTF_8)).packet(Packet.PUBLISH, 0));
    }

    private static void say(Connection connection, byte[] packet) throws IOException {
        try {
            connection.send(packet);
        } catch (IOException e) {
            // The unit has gone meanwhile: it comes again and is answered there.
            connection.cut();
        }
    }

    void receipt(Heard message) throws IOException {
        puback(message, 0);
        ack(message, message.ref(), 0);
    }

    MqttReceiver receiver() {
        return receiver;
    }

    /** The connection that is there, or that comes in time. */
    Connection connection(int number) throws InterruptedException {
        long until = System.nanoTime() + pace().repeat().toNanos();
        while (receiver.connections().size() < number) {
            if (System.nanoTime() > until) {
                throw new Wrong("no CONNECT within " + TxBench.seconds(pace().repeat()));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return receiver.connections().get(receiver.connections().size() - 1);
    }

    void needsFallback() {
        if (receiver.addresses().size() < 2) {
            throw new CannotTell("needs a second receiver: --fallback-port, and the unit set to it");
        }
    }

    @Override
    public void close() throws IOException {
        receiver.refusing(false);
        receiver.settled().addAll(refs);
        Heard left = receiver.heard().poll();
        while (left != null) {
            receiver.settled().add(left.ref());
            receipt(left);
            left = receiver.heard().poll();
        }
    }
}
