package org.tocsin.ops.bench;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A whole fleet's presses over one connection to its broker, timed until {@code down/ack} comes back there. */
final class FleetLoad implements AutoCloseable {
    private static final int CID_LEVEL = 3;
    private static final int PATIENCE_SECONDS = 60;
    private static final int MOST_UNACKNOWLEDGED = 10_000;

    private final MqttClient client;
    private final Context context;
    private Wave wave = new Wave("", 0, 0, 1);

    /** How many were acknowledged, in which time. */
    record Result(int acknowledged, double seconds, Latencies toAck) {
        double perSecond() {
            return acknowledged / seconds;
        }
    }

    /** Touched on one event loop only, until it is done. */
    private static final class Wave {
        private final String name;
        private final long firstCid;
        private final long[] sentAt;
        private final BitSet heard;
        private final Latencies toAck;
        private final int window;
        private final CountDownLatch done = new CountDownLatch(1);
        private final long begun = System.nanoTime();
        private long last = begun;
        private int next;

        Wave(String name, long firstCid, int count, int window) {
            this.name = name;
            this.firstCid = firstCid;
            this.sentAt = new long[count];
            this.heard = new BitSet(count);
            this.toAck = new Latencies(count);
            this.window = window;
        }
    }

    private FleetLoad(MqttClient client, Context context) {
        this.client = client;
        this.context = context;
    }

    static FleetLoad connect(Vertx vertx, int port) throws Exception {
        MqttClient client = MqttClient.create(
                vertx, new MqttClientOptions().setClientId("bench-fleet").setMaxInflightQueue(MOST_UNACKNOWLEDGED));
        FleetLoad load = new FleetLoad(client, vertx.getOrCreateContext());
        client.publishHandler(message -> load.context.runOnContext(run -> load.told(message)));
        BenchGround.await(client.connect(port, "127.0.0.1"));
        BenchGround.await(client.subscribe("tc/1/bench/+/down/ack", MqttQoS.AT_MOST_ONCE.value()));
        return load;
    }

    /** One press of each of so many homes; at most {@code window} are unanswered at a time. */
    Result run(String name, long firstCid, int count, int window) throws InterruptedException {
        Wave now = new Wave(name, firstCid, count, window);
        context.runOnContext(run -> {
            wave = now;
            fill(now);
        });
        now.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Result(now.toAck.count(), (now.last - now.begun) / 1e9, now.toAck);
    }

    private void told(MqttPublishMessage message) {
        Wave now = wave;
        int index = (int) (Long.parseLong(message.topicName().split("/")[CID_LEVEL]) - now.firstCid);
        if (index < 0 || index >= now.sentAt.length || now.heard.get(index)) {
            return;
        }
        now.heard.set(index);
        now.last = System.nanoTime();
        now.toAck.add(now.last - now.sentAt[index]);
        if (now.toAck.count() == now.sentAt.length) {
            now.done.countDown();
        } else {
            fill(now);
        }
    }

    private void fill(Wave now) {
        while (now.next < now.sentAt.length && now.next - now.toAck.count() < now.window) {
            long cid = now.firstCid + now.next;
            String body = "{\"v\":1,\"ref\":\"" + now.name + cid + "\",\"cid\":\"" + cid
                    + "\",\"dty\":\"0003\",\"stc\":\"0010\",\"lco\":\"021\"}";
            now.sentAt[now.next++] = System.nanoTime();
            client.publish("tc/1/bench/" + cid + "/up/alarm", Buffer.buffer(body), MqttQoS.AT_LEAST_ONCE, false, false);
        }
    }

    @Override
    public void close() throws Exception {
        BenchGround.await(client.disconnect());
    }
}
