package org.tocsin.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.unit.UnitCommand;

/** What is said to a unit on one connection, where it asked to hear it. Confined to the connection's event loop. */
final class MqttSpeaking {
    /** A unit that does not read what it is told is cut off. */
    private static final int MOST_UNWRITTEN = 256;

    private final MqttLine line;
    private final MqttSubscriptions subscriptions;
    private final Consumer<MqttDisconnectReasonCode> end;
    private int unwritten;

    /** @param end ends the connection */
    MqttSpeaking(MqttLine line, MqttSubscriptions subscriptions, Consumer<MqttDisconnectReasonCode> end) {
        this.line = line;
        this.subscriptions = subscriptions;
        this.end = end;
    }

    void say(String topic, Buffer payload, @Nullable String correlation) {
        MqttProperties properties = new MqttProperties();
        if (correlation != null) {
            properties.add(new MqttProperties.BinaryProperty(
                    MqttProperties.CORRELATION_DATA, correlation.getBytes(StandardCharsets.UTF_8)));
        }
        write(topic, payload, properties, Promise.promise());
    }

    /** Completes with false where the unit does not listen, or the command's time is over. */
    void command(MqttCaller caller, UnitCommand command, Instant now, Promise<Boolean> written) {
        Duration left = Duration.between(now, command.order().until());
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(
                MqttProperties.PUBLICATION_EXPIRY_INTERVAL, (int) Math.max(1, left.toSeconds())));
        String topic = MqttTopic.commandTopic(caller.service(), caller.cid());
        if (left.isNegative() || !write(topic, MqttReply.payload(command), properties, written)) {
            written.tryComplete(false);
        }
    }

    /** False when the unit did not ask to hear it. */
    private boolean write(String topic, Buffer payload, MqttProperties properties, Promise<Boolean> written) {
        MqttQoS qos = line.endpoint().isConnected() ? subscriptions.qosFor(topic) : null;
        if (qos == null) {
            return false;
        }
        if (++unwritten > MOST_UNWRITTEN) {
            end.accept(MqttDisconnectReasonCode.QUOTA_EXCEEDED);
            return false;
        }
        line.wire("out", topic, payload.length());
        int id = qos == MqttQoS.AT_MOST_ONCE ? 0 : subscriptions.nextMessageId();
        line.publish(topic, payload, qos, id, properties)
                .onComplete(done -> line.context().runOnContext(run -> {
                    unwritten--;
                    written.tryComplete(done.succeeded());
                }));
        return true;
    }
}
