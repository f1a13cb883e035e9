package org.tocsin.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubRecReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection as its session uses it, in either version of MQTT.
 *
 * @param context the event loop to which all of it is confined
 * @param gate what opens and shuts it
 * @param address the unit's IP address
 */
record MqttLine(MqttEndpoint endpoint, Context context, MqttGate gate, String address) {
    private static final Logger WIRE = LoggerFactory.getLogger("wire");

    boolean isVersion5() {
        return isVersion5(endpoint);
    }

    static boolean isVersion5(MqttEndpoint endpoint) {
        return endpoint.protocolVersion() >= MqttVersion.MQTT_5.protocolLevel();
    }

    /** At once on its own event loop, otherwise soon. */
    void run(Runnable act) {
        if (Vertx.currentContext() == context) {
            act.run();
        } else {
            context.runOnContext(run -> act.run());
        }
    }

    /** @param words why, for the unit's maker; MQTT 5 only */
    void acknowledge(MqttPublishMessage message, MqttPubAckReasonCode reason, @Nullable String words) {
        int id = message.messageId();
        MqttProperties why = words == null || reason == MqttPubAckReasonCode.SUCCESS ? none() : reason(words);
        switch (message.qosLevel()) {
            case AT_LEAST_ONCE -> {
                if (isVersion5()) {
                    endpoint.publishAcknowledge(id, reason, why);
                } else {
                    endpoint.publishAcknowledge(id);
                }
            }
            case EXACTLY_ONCE -> {
                if (isVersion5()) {
                    endpoint.publishReceived(id, MqttPubRecReasonCode.valueOf(reason.value()), why);
                } else {
                    endpoint.publishReceived(id);
                }
            }
            case AT_MOST_ONCE, FAILURE -> {}
        }
    }

    /** Succeeds when it is written. */
    Future<Integer> publish(String topic, Buffer payload, MqttQoS qos, int id, MqttProperties properties) {
        return endpoint.publish(topic, payload, qos, false, false, id, isVersion5() ? properties : none());
    }

    void disconnect(MqttDisconnectReasonCode reason) {
        endpoint.disconnect(reason, none());
    }

    /** Words that explain a refusal, unless the unit does not want them. */
    MqttProperties reason(String words) {
        MqttProperties properties = new MqttProperties();
        boolean wanted = !(endpoint.connectProperties().getProperty(MqttProperties.REQUEST_PROBLEM_INFORMATION)
                        instanceof MqttProperties.IntegerProperty asked)
                || asked.value() != 0;
        if (wanted && isVersion5()) {
            properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, words));
        }
        return properties;
    }

    /** One line a frame, no content; off unless somebody looks at the wire. */
    void wire(String direction, String topic, int bytes) {
        WIRE.atInfo().addKeyValue("remoteAddress", address).log("MQTT {} {} {} bytes", direction, topic, bytes);
    }

    private static MqttProperties none() {
        return MqttProperties.NO_PROPERTIES;
    }
}
