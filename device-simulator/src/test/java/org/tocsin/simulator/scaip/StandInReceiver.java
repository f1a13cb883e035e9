package org.tocsin.simulator.scaip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An alarm receiver of a few lines, on a plain socket, that knows nothing of the simulator's own SIP. */
final class StandInReceiver implements AutoCloseable {
    private final DatagramSocket socket;
    private final Behaviour behaviour;
    private final List<Heard> requests = new CopyOnWriteArrayList<>();
    private final List<Heard> answers = new CopyOnWriteArrayList<>();
    private final AtomicInteger number = new AtomicInteger();

    /** What the receiver does when a request arrives; called on its own thread. */
    interface Behaviour {
        void heard(Heard request, StandInReceiver self) throws IOException;
    }

    /** One datagram, as it came. */
    record Heard(String text, long nanos, SocketAddress from) {
        String header(String name) {
            Matcher matcher = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }

        String element(String name) {
            Matcher matcher =
                    Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }

        String ref() {
            return element("ref");
        }

        boolean alarm() {
            return !element("mty").equals("PI");
        }
    }

    StandInReceiver(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::listen, "stand-in receiver");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Requests that are not signs of life, oldest first, each with its retransmissions. */
    List<Heard> everyAlarm() {
        return requests.stream().filter(Heard::alarm).toList();
    }

    /** The same without retransmissions. */
    List<Heard> alarms() {
        return distinct(everyAlarm());
    }

    List<Heard> beats() {
        return distinct(requests.stream().filter(request -> !request.alarm()).toList());
    }

    private static List<Heard> distinct(List<Heard> heard) {
        Map<String, Heard> first = new LinkedHashMap<>();
        heard.forEach(request -> first.putIfAbsent(request.text(), request));
        return List.copyOf(first.values());
    }

    /** What the units answered to our own requests. */
    List<Heard> answers() {
        return List.copyOf(answers);
    }

    private void listen() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                Heard heard = new Heard(text, System.nanoTime(), packet.getSocketAddress());
                if (text.startsWith("SIP/2.0 ")) {
                    answers.add(heard);
                } else {
                    requests.add(heard);
                    behaviour.heard(heard, this);
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    void answer(Heard request, String status, String... moreHeaders) throws IOException {
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + "\r\n");
        text.append("Via: ").append(request.header("Via")).append(";received=127.0.0.1\r\n");
        text.append("From: ").append(request.header("From")).append("\r\n");
        text.append("To: ").append(request.header("To")).append(";tag=s5\r\n");
        text.append("Call-ID: ").append(request.header("Call-ID")).append("\r\n");
        text.append("CSeq: ").append(request.header("CSeq")).append("\r\n");
        for (String header : moreHeaders) {
            text.append(header).append("\r\n");
        }
        send(text + "Content-Length: 0\r\n\r\n", request.from());
    }

    void reply(Heard request, int status) throws IOException {
        reply(request, request.ref(), status, "mrs-" + number.incrementAndGet());
    }

    void reply(Heard request, String ref, int status, String callId) throws IOException {
        String body = "<mrs><ref>" + ref + "</ref><snu>" + status + "</snu></mrs>";
        String host = "127.0.0.1:" + socket.getLocalPort();
        send(
                "MESSAGE sip:" + request.element("cid") + "@127.0.0.1 SIP/2.0\r\n"
                        + "Via: SIP/2.0/UDP " + host + ";branch=z9hG4bKm" + number.incrementAndGet() + ";rport\r\n"
                        + "Max-Forwards: 70\r\n"
                        + "From: <sip:alarm@" + host + ">;tag=m44\r\n"
                        + "To: <sip:" + request.element("cid") + "@127.0.0.1>\r\n"
                        + "Call-ID: " + callId + "\r\n"
                        + "CSeq: 2023 MESSAGE\r\n"
                        + "Content-Type: application/scaip+xml\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body,
                request.from());
    }

    private void send(String text, SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** Says 200, then that all is well. */
    static Behaviour good() {
        return (request, self) -> {
            self.answer(request, "200 OK");
            self.reply(request, 0);
        };
    }

    /** Well-behaved towards signs of life, so that only alarms are odd. */
    static Behaviour goodExceptForAlarms(Behaviour odd) {
        return (request, self) -> (request.alarm() ? odd : good()).heard(request, self);
    }

    @Override
    public void close() {
        socket.close();
    }
}
