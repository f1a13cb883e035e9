package org.tocsin.simulator.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The platform's MQTT side in a few lines. What it does with an alarm is up to the test. */
public final class StandInBroker implements AutoCloseable {
    private final MqttServer server;
    private final Behaviour behaviour;
    private final List<Heard> publications = new CopyOnWriteArrayList<>();
    private final AtomicInteger connects = new AtomicInteger();
    private volatile Predicate<Integer> accepts = number -> true;

    /** Called on an event loop for everything but signs of life and state. */
    public interface Behaviour {
        void heard(Heard publication, MqttEndpoint from);
    }

    public record Heard(String topic, JsonObject body, int packet, String cid) {
        public String ref() {
            return String.valueOf(body.getString("ref"));
        }

        public boolean alarm() {
            return topic.endsWith("/up/alarm");
        }
    }

    public StandInBroker(Vertx vertx, Behaviour behaviour) throws Exception {
        this.behaviour = behaviour;
        this.server = MqttServer.create(
                vertx, new MqttServerOptions().setHost("127.0.0.1").setPort(0));
        server.endpointHandler(this::connected);
        server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Which connection attempts are let in, the first being number 1. */
    void accepting(Predicate<Integer> which) {
        accepts = which;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.actualPort());
    }

    public int port() {
        return server.actualPort();
    }

    int connects() {
        return connects.get();
    }

    public List<Heard> alarms() {
        return publications.stream().filter(Heard::alarm).toList();
    }

    List<Heard> on(String topic) {
        return publications.stream()
                .filter(publication -> publication.topic().equals(topic))
                .toList();
    }

    private void connected(MqttEndpoint endpoint) {
        if (!accepts.test(connects.incrementAndGet())) {
            endpoint.reject(MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
            return;
        }
        endpoint.subscribeHandler(subscribe -> endpoint.subscribeAcknowledge(
                subscribe.messageId(),
                subscribe.topicSubscriptions().stream()
                        .map(MqttTopicSubscription::qualityOfService)
                        .toList()));
        endpoint.publishHandler(message -> published(endpoint, message));
        endpoint.accept(false);
    }

    private void published(MqttEndpoint endpoint, MqttPublishMessage message) {
        Heard heard = new Heard(
                message.topicName(),
                message.payload().toJsonObject(),
                message.messageId(),
                endpoint.clientIdentifier());
        publications.add(heard);
        if (heard.alarm()) {
            behaviour.heard(heard, endpoint);
        } else {
            good().heard(heard, endpoint);
        }
    }

    /** Takes it over and says all is well. */
    public static Behaviour good() {
        return (heard, from) -> {
            from.publishAcknowledge(heard.packet());
            reply(heard, from, 0);
        };
    }

    public static void reply(Heard heard, MqttEndpoint from, int status) {
        String topic = heard.topic().substring(0, heard.topic().indexOf("/up/")) + "/down/ack";
        String payload = "{\"v\":1,\"ref\":\"" + heard.ref() + "\",\"snu\":" + status + "}";
        from.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false);
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
