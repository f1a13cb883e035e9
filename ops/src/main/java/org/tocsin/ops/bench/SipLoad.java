package org.tocsin.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Home units in one thread: each sends one alarm over SIP/UDP, repeats it every half second until it has its 200, and
 * answers the receiver's reply message. Knows nothing of the gateway's code.
 */
final class SipLoad implements AutoCloseable {
    private static final long T1 = Duration.ofMillis(500).toNanos();
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(65_535);
    private final int port;

    /** What came of a run. */
    record Result(int sent, double seconds, int retransmissions, Latencies to200, Latencies toReply) {
        double perSecond() {
            return to200.count() / seconds;
        }
    }

    SipLoad(InetSocketAddress receiver) throws IOException {
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        channel.connect(receiver);
        channel.configureBlocking(false);
        port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * @param firstCid one alarm from each of {@code alarms} units from here on
     * @param window the most that are unanswered at a time
     * @param perSecond 0 as fast as the window allows
     * @param replies whether the receiver sends a reply message of its own after the 200
     */
    Result run(String name, long firstCid, int alarms, int window, int perSecond, boolean replies) throws IOException {
        Run run = new Run(name, firstCid, alarms);
        long begun = System.nanoTime();
        long last = begun;
        while (run.done200 < alarms || (replies && run.doneReplies < alarms)) {
            long now = System.nanoTime();
            long due = perSecond == 0 ? alarms : (now - begun) * perSecond / 1_000_000_000L + 1;
            while (run.next < Math.min(due, alarms) && run.next - run.done200 < window) {
                run.send(run.next++);
            }
            int before = run.done200 + run.doneReplies;
            receive(run, perSecond == 0 ? 20 : 1);
            last = run.done200 + run.doneReplies > before ? System.nanoTime() : last;
            run.repeatLate();
            if (System.nanoTime() - last > PATIENCE) {
                break;
            }
        }
        double seconds = (run.lastAnswer - begun) / 1e9;
        return new Result(run.next, seconds, run.retransmissions, run.to200, run.toReply);
    }

    private void receive(Run run, int waitMs) throws IOException {
        if (selector.select(waitMs) == 0) {
            return;
        }
        selector.selectedKeys().clear();
        for (in.clear(); channel.read(in) > 0; in.clear()) {
            in.flip();
            String message = StandardCharsets.ISO_8859_1.decode(in).toString();
            if (message.startsWith("SIP/2.0 200")) {
                run.answered(message);
            } else if (message.startsWith("MESSAGE")) {
                channel.write(StandardCharsets.ISO_8859_1.encode(okay(message)));
                run.replied(message);
            }
        }
    }

    private static String okay(String request) {
        StringBuilder reply = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String line : request.substring(0, request.indexOf("\r\n\r\n")).split("\r\n")) {
            if (line.startsWith("Via:")
                    || line.startsWith("From:")
                    || line.startsWith("To:")
                    || line.startsWith("Call-ID:")
                    || line.startsWith("CSeq:")) {
                reply.append(line).append("\r\n");
            }
        }
        return reply.append("Content-Length: 0\r\n\r\n").toString();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    /** The state of one run: who was sent when, who has what. */
    private final class Run {
        private final String name;
        private final long firstCid;
        private final long[] sentAt;
        private final boolean[] has200;
        private final boolean[] hasReply;
        private final Latencies to200;
        private final Latencies toReply;
        private final ArrayDeque<long[]> pending = new ArrayDeque<>();
        private int next;
        private int done200;
        private int doneReplies;
        private int retransmissions;
        private long lastAnswer = System.nanoTime();

        Run(String name, long firstCid, int alarms) {
            this.name = name;
            this.firstCid = firstCid;
            sentAt = new long[alarms];
            has200 = new boolean[alarms];
            hasReply = new boolean[alarms];
            to200 = new Latencies(alarms);
            toReply = new Latencies(alarms);
        }

        void send(int index) throws IOException {
            long now = System.nanoTime();
            if (sentAt[index] == 0) {
                sentAt[index] = now;
            }
            pending.add(new long[] {index, now});
            channel.write(ByteBuffer.wrap(message(index).getBytes(StandardCharsets.ISO_8859_1)));
        }

        private String message(int index) {
            long cid = firstCid + index;
            String body = "<mrq><ref>" + name + index + "</ref><mty>ME</mty><cid>" + cid + "</cid><dty>0003</dty>"
                    + "<did>00A1</did><crd>no-voice:</crd><stc>0010</stc><lco>021</lco></mrq>";
            return "MESSAGE sip:alarm@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port + ";branch=z9hG4bK"
                    + name + index + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + cid + "@127.0.0.1>;tag=u" + index
                    + "\r\nTo: <sip:alarm@127.0.0.1>\r\nCall-ID: " + name + "-" + index
                    + "-\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
        }

        void repeatLate() throws IOException {
            long now = System.nanoTime();
            while (!pending.isEmpty() && now - pending.peekFirst()[1] > T1) {
                int index = (int) pending.removeFirst()[0];
                if (!has200[index]) {
                    retransmissions++;
                    send(index);
                }
            }
        }

        void answered(String message) {
            int from = message.indexOf("Call-ID: " + name + "-") + 10 + name.length();
            int index = Integer.parseInt(message.substring(from, message.indexOf('-', from)));
            if (!has200[index]) {
                has200[index] = true;
                done200++;
                lastAnswer = System.nanoTime();
                to200.add(lastAnswer - sentAt[index]);
            }
        }

        void replied(String message) {
            int from = message.indexOf("<ref>" + name) + 5 + name.length();
            int index = Integer.parseInt(message.substring(from, message.indexOf('<', from)));
            if (!hasReply[index]) {
                hasReply[index] = true;
                doneReplies++;
                toReply.add(System.nanoTime() - sentAt[index]);
            }
        }
    }
}
