package org.tocsin.simulator.conformance.listen;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.sip.StreamPipe;
import org.tocsin.simulator.scaip.SipMessage;
import org.tocsin.simulator.unit.TlsFiles;

/**
 * The sockets of the receiver that is played: up to two receivers over UDP and TCP, the preferred one over TLS, too.
 * What a case does not ask about is answered by itself: OPTIONS, REGISTER, signs of life, alarms of cases that are over.
 */
public final class SipReceiver implements AutoCloseable {
    private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final Map<String, Attempt> known = new ConcurrentHashMap<>();
    private final Map<String, Boolean> settled = new ConcurrentHashMap<>();
    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Attempt> calls = new LinkedBlockingQueue<>();
    private final List<SipMessage> responses = new CopyOnWriteArrayList<>();
    private final AtomicInteger beats = new AtomicInteger();
    private volatile boolean closed;

    /** @param ports of one or two receivers, the preferred one first; 0 for any free one */
    public SipReceiver(InetAddress bind, List<Integer> ports) throws IOException {
        for (int port : ports) {
            int number = addresses.size();
            ServerSocket tcp = new ServerSocket(port, 50, bind);
            sockets.add(tcp);
            DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), bind);
            sockets.add(udp);
            addresses.add(new InetSocketAddress(bind, tcp.getLocalPort()));
            start(() -> datagrams(udp, number));
            start(() -> connections(tcp, "TCP", number));
        }
    }

    /** Listens over TLS, too; gives the port. */
    public int listenSecurely(InetAddress bind, int port, TlsFiles tls) throws Exception {
        SSLServerSocket server =
                (SSLServerSocket) tls.context().getServerSocketFactory().createServerSocket(port, 50, bind);
        server.setWantClientAuth(tls.authority() != null);
        sockets.add(server);
        start(() -> connections(server, "TLS", 0));
        return server.getLocalPort();
    }

    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, "conformance receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void datagrams(DatagramSocket socket, int receiver) {
        byte[] buffer = new byte[65_535];
        while (!closed) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                InetSocketAddress source = (InetSocketAddress) packet.getSocketAddress();
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                heard(text, receiver, new DatagramBack(socket, source));
            } catch (IOException e) {
                if (!closed) {
                    System.err.println("A datagram could not be read or answered: " + e.getMessage());
                }
            }
        }
    }

    private record DatagramBack(DatagramSocket socket, InetSocketAddress source) implements Attempt.Back {
        @Override
        public void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length, source));
        }

        @Override
        public String transport() {
            return "UDP";
        }

        @Override
        public String sentBy() {
            return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
        }
    }

    private void connections(ServerSocket server, String transport, int receiver) {
        while (!closed) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                start(() -> connection(socket, transport, receiver));
            } catch (IOException e) {
                if (!closed) {
                    System.err.println("A connection could not be taken: " + e.getMessage());
                }
            }
        }
    }

    private void connection(Socket socket, String transport, int receiver) {
        try (StreamPipe pipe = new StreamPipe(socket)) {
            StreamBack back = new StreamBack(pipe, transport);
            while (!closed) {
                String text = pipe.receive(60_000);
                if (text != null) {
                    heard(text, receiver, back);
                }
            }
        } catch (IOException e) {
            // The unit ended the connection, or never finished its handshake; it will come back if it needs to.
            return;
        }
    }

    private record StreamBack(StreamPipe pipe, String transport) implements Attempt.Back {
        @Override
        public void send(String text) throws IOException {
            synchronized (pipe) {
                pipe.send(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public String sentBy() {
            return pipe.sentBy();
        }
    }

    private void heard(String text, int receiver, Attempt.Back back) throws IOException {
        Optional<SipMessage> read = SipMessage.read(text);
        if (read.isEmpty()) {
            return;
        }
        SipMessage message = read.get();
        if (message.isResponse()) {
            responses.add(message);
            return;
        }
        Attempt attempt = new Attempt(message, receiver, back);
        String key = receiver + message.branch() + message.header("call-id") + message.header("cseq");
        Attempt before = message.method().equals("ACK") ? null : known.putIfAbsent(key, attempt);
        if (before != null) {
            before.cameAgain();
        } else {
            request(attempt);
        }
    }

    private void request(Attempt attempt) throws IOException {
        switch (attempt.message().method()) {
            case "MESSAGE" -> message(attempt);
            case "INVITE", "ACK" -> calls.add(attempt);
            case "BYE" -> {
                attempt.answer(SipAnswers.answer(attempt, 200, "OK"));
                calls.add(attempt);
            }
            case "OPTIONS", "REGISTER" -> attempt.answer(SipAnswers.answer(attempt, 200, "OK"));
            default -> attempt.answer(SipAnswers.answer(attempt, 405, "Method Not Allowed", "Allow: MESSAGE, OPTIONS"));
        }
    }

    private void message(Attempt attempt) throws IOException {
        boolean beat = attempt.element("mty").equals("PI");
        if (beat) {
            beats.incrementAndGet();
        }
        if (beat || settled.containsKey(attempt.ref())) {
            attempt.answer(SipAnswers.answer(attempt, 200, "OK"));
            attempt.back()
                    .send(SipAnswers.mrs(attempt, SipAnswers.body(attempt.ref(), 0, ""), null)
                            .text());
        } else {
            attempts.add(attempt);
        }
    }

    /** From now on whatever comes with that reference is acknowledged. */
    void settle(String ref) {
        settled.put(ref, true);
    }

    BlockingQueue<Attempt> attempts() {
        return attempts;
    }

    BlockingQueue<Attempt> calls() {
        return calls;
    }

    /** The unit's answer to a request of ours, or null. */
    @Nullable
    SipMessage responseTo(String branch) {
        for (SipMessage response : responses) {
            if (response.branch().equals(branch)) {
                return response;
            }
        }
        return null;
    }

    int beats() {
        return beats.get();
    }

    @Override
    public void close() throws Exception {
        closed = true;
        for (AutoCloseable socket : sockets) {
            socket.close();
        }
    }
}
