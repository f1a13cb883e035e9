package org.tocsin.ops.bench;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttConnAckMessage;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A whole fleet behind a broker, over one connection to it: whoever is asked for a test answers at once, and sends it again
 * a while after it was refused.
 */
final class AskedFleet implements AutoCloseable {
    private static final int CID_LEVEL = 3;
    private static final int MOST_UNACKNOWLEDGED = 60_000;
    private static final int AT_ONCE = 500;
    private static final long REPEAT_MS = 1_000;
    private static final byte[] REF = "\"ref\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAKEN = "\"snu\":0,".getBytes(StandardCharsets.US_ASCII);

    private final Vertx vertx;
    private final MqttClient client;
    private final Context context;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();

    private final AtomicInteger repeated = new AtomicInteger();
    /** Tests that were sent and not taken yet, by their references. On the context. */
    private final Map<String, Transmission> untaken = new HashMap<>();

    private record Transmission(String topic, String body) {}

    private AskedFleet(Vertx vertx, MqttClient client, Context context) {
        this.vertx = vertx;
        this.client = client;
        this.context = context;
    }

    static AskedFleet connect(Vertx vertx, int port) throws Exception {
        MqttClient client = MqttClient.create(
                vertx, new MqttClientOptions().setClientId("bench-asked").setMaxInflightQueue(MOST_UNACKNOWLEDGED));
        AskedFleet fleet = new AskedFleet(vertx, client, vertx.getOrCreateContext());
        client.publishHandler(fleet::told);
        client.publishCompletionHandler(id -> fleet.acknowledged.incrementAndGet());
        // On the fleet's own context: what all of them answer to what came together goes out together.
        Promise<MqttConnAckMessage> connected = Promise.promise();
        fleet.context.runOnContext(run -> client.connect(port, "127.0.0.1").onComplete(connected));
        BenchGround.await(connected.future());
        BenchGround.await(client.subscribe("tc/1/bench/+/down/cmd", MqttQoS.AT_LEAST_ONCE.value()));
        BenchGround.await(client.subscribe("tc/1/bench/+/down/ack", MqttQoS.AT_MOST_ONCE.value()));
        return fleet;
    }

    /** Every unit says that it is there and listens; done when the broker has heard them all. */
    void sayReady(long firstCid, int count) throws InterruptedException {
        int before = acknowledged.get();
        for (int done = 0; done < count; done += AT_ONCE) {
            int from = done;
            int until = Math.min(count, done + AT_ONCE);
            context.runOnContext(run -> {
                for (int i = from; i < until; i++) {
                    String topic = "tc/1/bench/" + (firstCid + i) + "/up/state";
                    client.publish(
                            topic, Buffer.buffer("{\"v\":1,\"state\":\"ready\"}"), MqttQoS.AT_LEAST_ONCE, false, false);
                }
            });
            for (int i = 0; i < 1_000 && acknowledged.get() < before + until; i++) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    /** Tests that were sent once more because the gateway refused them. */
    int repeated() {
        return repeated.get();
    }

    private void told(MqttPublishMessage message) {
        if (message.topicName().endsWith("/ack")) {
            acknowledged(message.payload().getBytes());
            return;
        }
        asked.incrementAndGet();
        String cid = message.topicName().split("/")[CID_LEVEL];
        String id = AskedUnits.id(message.payload().getBytes());
        String up = "tc/1/bench/" + cid + "/up/";
        String ref = "t" + id.substring(0, 8) + asked.get();
        Transmission test = new Transmission(up + "test", AskedUnits.test(cid, ref));
        untaken.put(ref, test);
        say(test.topic(), test.body());
        say(up + "result", AskedUnits.result(id));
    }

    private void acknowledged(byte[] ack) {
        int at = place(ack, REF) + REF.length;
        int end = at;
        while (end < ack.length && ack[end] != '"') {
            end++;
        }
        String ref = new String(ack, at, end - at, StandardCharsets.US_ASCII);
        if (place(ack, TAKEN) >= 0) {
            untaken.remove(ref);
        } else if (untaken.containsKey(ref)) {
            vertx.setTimer(REPEAT_MS, later -> context.runOnContext(run -> repeat(ref)));
        }
    }

    private void repeat(String ref) {
        Transmission test = untaken.get(ref);
        if (test != null) {
            repeated.incrementAndGet();
            say(test.topic(), test.body());
        }
    }

    private static int place(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private void say(String topic, String body) {
        client.publish(topic, Buffer.buffer(body), MqttQoS.AT_LEAST_ONCE, false, false);
    }

    @Override
    public void close() throws Exception {
        BenchGround.await(client.disconnect());
    }
}
