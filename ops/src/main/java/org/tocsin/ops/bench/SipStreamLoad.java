package org.tocsin.ops.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Home units that hold a connection, over TCP or TLS: each sends its next alarm when the last has its 200 and its reply
 * message, which it answers. Knows nothing of the gateway's code.
 */
final class SipStreamLoad {
    private static final String END_OF_HEAD = "\r\n\r\n";

    private static final int AT_ONCE = 8;

    private final Vertx vertx;
    private final int port;
    private final boolean tls;
    private final Promise<Void> done = Promise.promise();
    private final Latencies to200;
    private final long firstCid;
    private final int alarms;
    private int next;
    private int ended;

    /** What came of a run. */
    record Result(double seconds, Latencies to200) {
        double perSecond() {
            return to200.count() / seconds;
        }
    }

    private SipStreamLoad(Vertx vertx, int port, boolean tls, long firstCid, int alarms) {
        this.vertx = vertx;
        this.port = port;
        this.tls = tls;
        this.firstCid = firstCid;
        this.alarms = alarms;
        this.to200 = new Latencies(alarms);
    }

    /** One alarm from each of {@code alarms} homes over so many connections, as fast as they are answered. */
    static Result run(Vertx vertx, int port, boolean tls, int connections, long firstCid, int alarms) throws Exception {
        SipStreamLoad load = new SipStreamLoad(vertx, port, tls, firstCid, alarms);
        Promise<Long> begun = Promise.promise();
        // One context for all: nothing in here is locked.
        vertx.runOnContext(go -> load.connect(connections).onComplete(connected -> {
            if (connected.failed()) {
                begun.fail(connected.cause());
                return;
            }
            begun.complete(System.nanoTime());
            connected.result().forEach(Unit::send);
        }));
        long start = BenchGround.await(begun.future());
        BenchGround.await(load.done.future());
        return new Result((System.nanoTime() - start) / 1e9, load.to200);
    }

    private Future<List<Unit>> connect(int connections) {
        NetClientOptions options = new NetClientOptions().setTcpNoDelay(true);
        if (tls) {
            options.setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
        }
        return connect(vertx.createNetClient(options), new ArrayList<>(), connections);
    }

    /** A few at a time: the gateway lets no single address shake hands with a crowd. */
    private Future<List<Unit>> connect(NetClient client, List<Unit> connected, int wanted) {
        if (connected.size() >= wanted) {
            return Future.succeededFuture(connected);
        }
        List<Future<Unit>> next = new ArrayList<>();
        for (int i = connected.size(); i < Math.min(wanted, connected.size() + AT_ONCE); i++) {
            next.add(client.connect(port, "127.0.0.1").map(Unit::new));
        }
        return Future.all(next).compose(all -> {
            connected.addAll(all.<Unit>list());
            return connect(client, connected, wanted);
        });
    }

    private final class Unit {
        private final NetSocket socket;
        private Buffer read = Buffer.buffer();
        private int number;
        private long sentAt;
        private boolean has200;
        private boolean hasReply;

        Unit(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::received);
        }

        void send() {
            if (next == alarms) {
                return;
            }
            number = next++;
            has200 = false;
            hasReply = false;
            sentAt = System.nanoTime();
            socket.write(message(firstCid + number));
        }

        private void received(Buffer more) {
            read.appendBuffer(more);
            for (String head = head(); head != null; head = head()) {
                if (head.startsWith("SIP/2.0 200") && !has200) {
                    has200 = true;
                    to200.add(System.nanoTime() - sentAt);
                } else if (head.startsWith("MESSAGE")) {
                    hasReply = true;
                    socket.write(okay(head));
                }
            }
            if (has200 && hasReply) {
                ended++;
                if (ended == alarms) {
                    done.complete();
                }
                send();
            }
        }

        /** The head of the next whole message, which is then gone from what was read; null when there is none yet. */
        private @Nullable String head() {
            String text = read.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf(END_OF_HEAD);
            if (end < 0) {
                return null;
            }
            String head = text.substring(0, end + 2);
            int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
            int whole = end + END_OF_HEAD.length() + Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
            if (read.length() < whole) {
                return null;
            }
            read = read.getBuffer(whole, read.length());
            return head;
        }

        private Buffer okay(String head) {
            StringBuilder answer = new StringBuilder("SIP/2.0 200 OK\r\n");
            head.lines()
                    .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq):.*"))
                    .forEach(line -> answer.append(line).append("\r\n"));
            return Buffer.buffer(answer.append("Content-Length: 0\r\n\r\n").toString());
        }

        private Buffer message(long cid) {
            String body = "<mrq><ref>s" + cid + "</ref><mty>ME</mty><cid>" + cid
                    + "</cid><dty>0003</dty><did>00A1</did><crd>no-voice:</crd><stc>0010</stc><lco>021</lco></mrq>";
            return Buffer.buffer("MESSAGE sip:alarm@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/" + (tls ? "TLS" : "TCP")
                    + " 127.0.0.1;branch=z9hG4bK" + cid + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + cid
                    + "@127.0.0.1>;tag=u\r\nTo: <sip:alarm@127.0.0.1>\r\nCall-ID: c" + cid
                    + "\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
        }
    }
}
