package org.tocsin.ops.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Units over MQTT 3.1.1 and TLS that all want in at once, each until it is let in, as units do after an outage. */
final class ReconnectStorm {
    private static final int CONNACK = 0x20;
    private static final int GIVES_UP_AFTER_MS = 30_000;
    private static final int SHORTEST_PAUSE_MS = 1_000;

    /** Its own event loops: units and gateway share the machine, not their threads. */
    private final Vertx vertx = Vertx.vertx();

    private final NetClient client;
    private final int port;
    private final Queue<NetSocket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final Latencies toConnack;
    private long begun;

    ReconnectStorm(int port, int units) {
        this.port = port;
        this.toConnack = new Latencies(units);
        this.client = vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setConnectTimeout(GIVES_UP_AFTER_MS)
                .setSslHandshakeTimeout(GIVES_UP_AFTER_MS / 1_000));
    }

    /** All of them, at once. */
    void breakLoose(long firstCid, int units) {
        begun = System.nanoTime();
        for (int i = 0; i < units; i++) {
            knock(Long.toString(firstCid + i), SHORTEST_PAUSE_MS);
        }
    }

    private void knock(String cid, int pauseMs) {
        attempts.incrementAndGet();
        client.connect(port, "127.0.0.1")
                .onSuccess(socket -> connected(socket, cid, pauseMs))
                .onFailure(refused -> later(cid, pauseMs));
    }

    private void connected(NetSocket socket, String cid, int pauseMs) {
        boolean[] in = {false};
        socket.handler(packet -> {
            if (!in[0] && packet.getByte(0) == CONNACK && packet.getByte(3) == 0) {
                in[0] = true;
                synchronized (toConnack) {
                    toConnack.add(System.nanoTime() - begun);
                }
                inside.incrementAndGet();
            }
        });
        socket.closeHandler(closed -> {
            if (!in[0]) {
                later(cid, pauseMs);
            }
        });
        open.add(socket);
        byte[] id = cid.getBytes(StandardCharsets.US_ASCII);
        socket.write(Buffer.buffer(new byte[] {0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0})
                .appendShort((short) id.length)
                .appendBytes(id));
    }

    /** A pause that doubles and is never the same for two. */
    private void later(String cid, int pauseMs) {
        int pause = pauseMs / 2 + ThreadLocalRandom.current().nextInt(pauseMs);
        vertx.setTimer(pause, timer -> knock(cid, Math.min(60_000, pauseMs * 2)));
    }

    int inside() {
        return inside.get();
    }

    int attempts() {
        return attempts.get();
    }

    Latencies toConnack() {
        return toConnack;
    }

    /** Everybody hangs up. */
    Future<Void> leave() {
        open.clear();
        return vertx.close();
    }
}
