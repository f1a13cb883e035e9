package org.tocsin.simulator.conformance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SCAIP unit of a few lines with one flaw, to see that the suite notices it. */
final class CarelessUnit implements AutoCloseable {
    private final DatagramSocket socket;
    private final InetSocketAddress receiver;
    private final Flaw flaw;
    private final AtomicInteger number = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    enum Flaw {
        SAYS_IT_ONCE("TX-02", "TX-03", "TX-04", "TX-06", "TX-07", "TX-16"),
        IGNORES_THE_REPLY("TX-01", "TX-08", "TX-09", "TX-10", "TX-19"),
        NEVER_STOPS("TX-01", "TX-08", "TX-19"),
        ANOTHER_REF_EVERY_TIME("TX-03"),
        NEVER_CALLS("TX-12", "TX-14"),
        RETRANSMITS_AT_ONCE("TX-04");

        private final List<String> noticedBy;

        Flaw(String... noticedBy) {
            this.noticedBy = List.of(noticedBy);
        }

        List<String> noticedBy() {
            return noticedBy;
        }
    }

    CarelessUnit(InetSocketAddress receiver, Flaw flaw) throws IOException {
        this.receiver = receiver;
        this.flaw = flaw;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::listen, "careless unit");
        thread.setDaemon(true);
        thread.start();
    }

    void press() throws IOException {
        int press = number.incrementAndGet();
        send(press, press, 0);
        if (flaw == Flaw.NEVER_STOPS || flaw == Flaw.ANOTHER_REF_EVERY_TIME) {
            int ref = flaw == Flaw.NEVER_STOPS ? press : press + 1_000;
            timer.schedule(() -> attempt(ref, 1_000 + press, 1), 300, TimeUnit.MILLISECONDS);
        }
        if (flaw == Flaw.RETRANSMITS_AT_ONCE) {
            for (int i = 0; i < 9; i++) {
                send(press, press, 0);
            }
            timer.schedule(() -> attempt(press, 1_000 + press, 1), 900, TimeUnit.MILLISECONDS);
        }
    }

    private void attempt(int ref, int call, int attempt) {
        try {
            send(ref, call, attempt);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(int ref, int call, int attempt) throws IOException {
        String body = "<mrq><ref>r" + ref + "</ref><cid>12345678</cid><dty>0003</dty></mrq>";
        say("MESSAGE sip:alarm@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort()
                + ";branch=z9hG4bKc" + call + "." + attempt + ";rport\r\nFrom: <sip:12345678@x>;tag=" + call
                + "\r\nTo: <sip:alarm@127.0.0.1>\r\nCall-ID: c" + call + "." + attempt
                + "\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private void listen() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                if (text.startsWith("MESSAGE ") && flaw != Flaw.IGNORES_THE_REPLY) {
                    say("SIP/2.0 200 OK\r\nVia: " + header(text, "Via") + "\r\nFrom: " + header(text, "From")
                            + "\r\nTo: " + header(text, "To") + ";tag=c\r\nCall-ID: " + header(text, "Call-ID")
                            + "\r\nCSeq: " + header(text, "CSeq") + "\r\nContent-Length: 0\r\n\r\n");
                }
            } catch (IOException e) {
                return; // closed at the end of the test
            }
        }
    }

    private static String header(String text, String name) {
        Matcher matcher = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private void say(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, receiver));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        socket.close();
    }
}
