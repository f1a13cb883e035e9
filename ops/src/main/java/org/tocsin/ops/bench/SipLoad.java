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
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Home units in one thread: each sends one message over SIP/UDP, repeats it every half second until it has a final
 * answer, and answers the receiver's reply message. Knows nothing of the gateway's code.
 */
final class SipLoad implements AutoCloseable {
    private static final long T1 = Duration.ofMillis(500).toNanos();
    private static final long T2 = Duration.ofSeconds(4).toNanos();
    private static final byte[] OKAY = "SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final String FINAL = "SIP/2.0 ";
    private static final byte[] NO_BODY = "Content-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(65_535);
    private final ByteBuffer out = ByteBuffer.allocateDirect(65_535);
    private final byte[] bytes = new byte[65_535];
    private final int port;
    private final @Nullable DigestAnswer digest;

    /** What the units send. */
    enum Kind {
        ALARM("<mty>ME</mty>", "<dty>0003</dty><did>00A1</did><crd>no-voice:</crd><stc>0010</stc><lco>021</lco>"),
        MAINS("<mty>ME</mty>", "<dty>0002</dty><crd>no-voice:</crd><stc>0085</stc>"),
        HEARTBEAT("<mty>PI</mty>", "<dty>0002</dty><crd>no-voice:</crd>");

        private final String type;
        private final String rest;

        Kind(String type, String rest) {
            this.type = type;
            this.rest = rest;
        }
    }

    /**
     * What came of a run.
     *
     * @param refused answered negatively: the unit waits, or takes its second path
     */
    record Result(int sent, int refused, double seconds, int retransmissions, Latencies to200, Latencies toReply) {
        double perSecond() {
            return to200.count() / seconds;
        }
    }

    SipLoad(InetSocketAddress receiver) throws IOException {
        this(receiver, null);
    }

    /** @param digest how the units answer a challenge; null when none is expected */
    SipLoad(InetSocketAddress receiver, @Nullable DigestAnswer digest) throws IOException {
        this.digest = digest;
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
        return run(new Run(name, Kind.ALARM, firstCid, alarms, alarms), window, perSecond, replies);
    }

    /** A mains failure from each of so many homes, at this pace. */
    Result mains(String name, long firstCid, int homes, int perSecond) throws IOException {
        return run(new Run(name, Kind.MAINS, firstCid, homes, homes), homes, perSecond, true);
    }

    /** Heartbeats at this pace, from each of {@code units} in turn. */
    Result heartbeats(String name, long firstCid, int units, int perSecond, int seconds) throws IOException {
        int beats = perSecond * seconds;
        return run(new Run(name, Kind.HEARTBEAT, firstCid, units, beats), beats, perSecond, false);
    }

    private Result run(Run run, int window, int perSecond, boolean replies) throws IOException {
        int alarms = run.messages.length;
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
        return new Result(run.next, run.refused, seconds, run.retransmissions, run.to200, run.toReply);
    }

    private void receive(Run run, int waitMs) throws IOException {
        if (selector.select(waitMs) == 0) {
            return;
        }
        selector.selectedKeys().clear();
        for (in.clear(); channel.read(in) > 0; in.clear()) {
            in.flip();
            int length = in.remaining();
            in.get(bytes, 0, length);
            if (startsWith(FINAL)) {
                run.answered(length);
            } else if (startsWith("MESSAGE")) {
                okay(length);
                channel.write(out);
                run.replied(length);
            }
        }
    }

    /** The answer to the receiver's own message: the lines it is matched by, as they came. */
    private void okay(int length) {
        out.clear();
        out.put(OKAY);
        int line = indexOf('\n', 0, length) + 1;
        while (line > 0 && line < length && bytes[line] != '\r') {
            int next = indexOf('\n', line, length) + 1;
            if (next > 0 && isMatchedBy(line)) {
                out.put(bytes, line, next - line);
            }
            line = next;
        }
        out.put(NO_BODY).flip();
    }

    private boolean isMatchedBy(int line) {
        return switch (bytes[line]) {
            case 'V', 'F', 'T' -> true;
            case 'C' -> bytes[line + 1] == 'a' || bytes[line + 1] == 'S';
            default -> false;
        };
    }

    private boolean startsWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (bytes[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(char wanted, int from, int length) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The number that follows this mark; -1 when the mark is not there. */
    private int numberAfter(byte[] mark, int length) {
        for (int i = 0; i + mark.length < length; i++) {
            if (bytes[i] == mark[0] && Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
                int number = 0;
                for (int at = i + mark.length; at < length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                    number = number * 10 + bytes[at] - '0';
                }
                return number;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    /** The state of one run: who was sent when, who has what. */
    private final class Run {
        private final String name;
        private final byte[][] messages;
        private final byte[] callId;
        private final byte[] reference;
        private final long[] sentAt;
        private final boolean[] has200;
        private final boolean[] hasReply;
        private final boolean[] tried;
        private final long firstCid;
        private final Latencies to200;
        private final Latencies toReply;
        /** By the time of the next repetition: message, that time, the pause before it. */
        private final PriorityQueue<long[]> pending = new PriorityQueue<>(Comparator.comparingLong(next -> next[1]));

        private int next;
        private int done200;
        private int doneReplies;
        private int refused;
        private int retransmissions;
        private long lastAnswer = System.nanoTime();

        Run(String name, Kind kind, long firstCid, int units, int alarms) {
            this.name = name;
            callId = ("Call-ID: " + name + "-").getBytes(StandardCharsets.ISO_8859_1);
            reference = ("<ref>" + name).getBytes(StandardCharsets.ISO_8859_1);
            messages = new byte[alarms][];
            for (int i = 0; i < alarms; i++) {
                messages[i] = message(kind, firstCid + i % units, i);
            }
            sentAt = new long[alarms];
            has200 = new boolean[alarms];
            hasReply = new boolean[alarms];
            tried = new boolean[alarms];
            this.firstCid = firstCid;
            to200 = new Latencies(alarms);
            toReply = new Latencies(alarms);
        }

        void send(int index) throws IOException {
            long now = System.nanoTime();
            sentAt[index] = now;
            pending.add(new long[] {index, now + T1, T1});
            channel.write(ByteBuffer.wrap(messages[index]));
        }

        /** Written before the clock starts: what is measured is the receiver. */
        private byte[] message(Kind kind, long cid, int index) {
            String body = "<mrq><ref>" + name + index + "</ref>" + kind.type + "<cid>" + cid + "</cid>" + kind.rest
                    + "</mrq>";
            String message = "MESSAGE sip:alarm@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port
                    + ";branch=z9hG4bK"
                    + name + index + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + cid + "@127.0.0.1>;tag=u" + index
                    + "\r\nTo: <sip:alarm@127.0.0.1>\r\nCall-ID: " + name + "-" + index
                    + "-\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            return message.getBytes(StandardCharsets.ISO_8859_1);
        }

        void repeatLate() throws IOException {
            long now = System.nanoTime();
            while (!pending.isEmpty() && now - pending.peek()[1] > 0) {
                long[] due = pending.remove();
                int index = (int) due[0];
                if (!has200[index]) {
                    retransmissions++;
                    long pause = Math.min(T2, due[2] * 2);
                    pending.add(new long[] {index, now + pause, pause});
                    channel.write(ByteBuffer.wrap(messages[index]));
                }
            }
        }

        void answered(int length) throws IOException {
            int index = numberAfter(callId, length);
            if (index < 0 || has200[index]) {
                return;
            }
            boolean challenged = startsWith(FINAL + "401");
            if (challenged && digest != null && !tried[index]) {
                tried[index] = true;
                String challenge = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
                messages[index] = digest.to(messages[index], challenge, firstCid + index);
                channel.write(ByteBuffer.wrap(messages[index]));
            } else if (!challenged || digest == null) {
                boolean positive = startsWith(FINAL + "2");
                has200[index] = true;
                done200++;
                lastAnswer = System.nanoTime();
                if (positive) {
                    to200.add(lastAnswer - sentAt[index]);
                } else {
                    refused++;
                }
            }
        }

        void replied(int length) {
            int index = numberAfter(reference, length);
            if (index >= 0 && !hasReply[index]) {
                hasReply[index] = true;
                doneReplies++;
                toReply.add(System.nanoTime() - sentAt[index]);
            }
        }
    }
}
