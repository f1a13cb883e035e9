package org.tocsin.simulator.conformance.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.conformance.mqtt.MqttPipe;
import org.tocsin.simulator.conformance.mqtt.Packet;
import org.tocsin.simulator.conformance.mqtt.PacketWriter;
import org.tocsin.simulator.unit.TlsFiles;

/**
 * The sockets of the MQTT receiver that is played. By itself it lets the unit in, grants its subscriptions, answers
 * PINGREQ, and acknowledges states and signs of life; a case answers the rest.
 */
public final class MqttReceiver implements AutoCloseable {
    private static final Pattern REF = Pattern.compile("\"ref\"\\s*:\\s*\"([^\"]*)\"");

    private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile boolean closed;

    /** A message of the unit that a case has to answer. */
    record Heard(Connection connection, String topic, int id, boolean duplicate, String text, long nanos) {
        String ref() {
            Matcher matcher = REF.matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    /** One connection of the unit, and how it said hello. */
    static final class Connection {
        private final MqttPipe pipe;
        private final int receiver;
        volatile int level;
        volatile String clientId = "";
        volatile int flags;
        volatile String willTopic = "";
        volatile String user = "";
        final List<String> subscriptions = new CopyOnWriteArrayList<>();
        final List<String> states = new CopyOnWriteArrayList<>();

        Connection(MqttPipe pipe, int receiver) {
            this.pipe = pipe;
            this.receiver = receiver;
        }

        int receiver() {
            return receiver;
        }

        boolean five() {
            return level == 5;
        }

        void send(byte[] packet) throws IOException {
            pipe.send(packet);
        }

        void cut() throws IOException {
            pipe.close();
        }
    }

    /** @param ports of one or two receivers, the preferred one first; 0 for any free one */
    public MqttReceiver(InetAddress bind, List<Integer> ports) throws IOException {
        for (int port : ports) {
            ServerSocket server = new ServerSocket(port, 50, bind);
            int number = addresses.size();
            addresses.add(new InetSocketAddress(bind, server.getLocalPort()));
            listen(server, number);
        }
    }

    /** Listens over TLS, too; gives the port. */
    public int listenSecurely(InetAddress bind, int port, TlsFiles tls) throws Exception {
        ServerSocket server = tls.context().getServerSocketFactory().createServerSocket(port, 50, bind);
        listen(server, 0);
        return server.getLocalPort();
    }

    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    private void listen(ServerSocket server, int receiver) {
        sockets.add(server);
        start(() -> {
            while (!closed) {
                try {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    start(() -> serve(socket, receiver));
                } catch (IOException e) {
                    if (!closed) {
                        System.err.println("A connection could not be taken: " + e.getMessage());
                    }
                }
            }
        });
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "conformance receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket, int receiver) {
        try (MqttPipe pipe = new MqttPipe(socket)) {
            Connection connection = new Connection(pipe, receiver);
            while (!closed) {
                Packet packet = pipe.receive(60_000);
                if (packet != null) {
                    took(connection, packet);
                }
            }
        } catch (IOException | IllegalStateException e) {
            // The unit ended the connection, or said what is no MQTT: it has to come again by itself.
            return;
        }
    }

    private void took(Connection connection, Packet packet) throws IOException {
        switch (packet.type()) {
            case Packet.CONNECT -> connect(connection, packet);
            case Packet.SUBSCRIBE -> subscribe(connection, packet);
            case Packet.PUBLISH -> publish(connection, packet);
            case Packet.PINGREQ -> connection.send(new PacketWriter().packet(Packet.PINGRESP, 0));
            default -> {}
        }
    }

    private void connect(Connection connection, Packet packet) throws IOException {
        Packet.Cursor cursor = packet.cursor();
        cursor.text();
        connection.level = cursor.u8();
        connection.flags = cursor.u8();
        cursor.u16();
        if (connection.five()) {
            cursor.properties();
        }
        connection.clientId = cursor.text();
        if ((connection.flags & 0x04) != 0) {
            if (connection.five()) {
                cursor.properties();
            }
            connection.willTopic = cursor.text();
            cursor.binary();
        }
        if ((connection.flags & 0x80) != 0) {
            connection.user = cursor.text();
        }
        connections.add(connection);
        int reason = refusing ? connection.five() ? 0x88 : 3 : 0;
        PacketWriter answer = new PacketWriter().u8(0).u8(reason);
        connection.send((connection.five() ? answer.properties(new PacketWriter()) : answer).packet(Packet.CONNACK, 0));
        if (refusing) {
            connection.cut();
        }
    }

    private static void subscribe(Connection connection, Packet packet) throws IOException {
        Packet.Cursor cursor = packet.cursor();
        PacketWriter answer = new PacketWriter().u16(cursor.u16());
        if (connection.five()) {
            cursor.properties();
            answer.properties(new PacketWriter());
        }
        while (cursor.left() > 0) {
            connection.subscriptions.add(cursor.text());
            cursor.u8();
            answer.u8(1);
        }
        connection.send(answer.packet(Packet.SUBACK, 0));
    }

    private void publish(Connection connection, Packet packet) throws IOException {
        Packet.Cursor cursor = packet.cursor();
        String topic = cursor.text();
        int id = (packet.flags() >> 1 & 3) > 0 ? cursor.u16() : 0;
        if (connection.five()) {
            cursor.properties();
        }
        String text = new String(cursor.rest(), StandardCharsets.UTF_8);
        Heard message = new Heard(connection, topic, id, (packet.flags() & 8) != 0, text, System.nanoTime());
        if (topic.endsWith("/up/state") || topic.endsWith("/up/result")) {
            connection.states.add(text);
            MtBench.puback(message, 0);
        } else if (topic.endsWith("/up/heartbeat")) {
            MtBench.puback(message, 0);
            MtBench.ack(message, message.ref(), 0);
        } else {
            heard.add(message);
        }
    }

    /** From now on a CONNECT is answered with "unavailable", or let in again. */
    void refusing(boolean yes) {
        refusing = yes;
    }

    BlockingQueue<Heard> heard() {
        return heard;
    }

    /** References of cases that are over: whatever comes with them is acknowledged. */
    Set<String> settled() {
        return settled;
    }

    /** Every CONNECT so far. */
    List<Connection> connections() {
        return connections;
    }

    @Override
    public void close() throws Exception {
        closed = true;
        for (AutoCloseable socket : sockets) {
            socket.close();
        }
    }
}
