package org.tocsin.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.mqtt.profile.TopicProfile;

/** What a unit asked to hear on one connection: only what lies below its own {@code down/}. */
final class MqttSubscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(MqttSubscriptions.class);
    private static final int MOST = 8;
    private static final int LARGEST_MESSAGE_ID = 65_535;

    private final String cid;
    private final @Nullable TopicProfile profile;
    private Map<String, MqttQoS> filters = Map.of();
    private int messageId;

    /** @param profile whose topics it may hear besides ours; null for none */
    MqttSubscriptions(String cid, @Nullable TopicProfile profile) {
        this.cid = cid;
        this.profile = profile;
    }

    void subscribe(MqttEndpoint endpoint, MqttSubscribeMessage message) {
        List<MqttSubAckReasonCode> granted = new ArrayList<>();
        for (MqttTopicSubscription wanted : message.topicSubscriptions()) {
            granted.add(grant(wanted.topicName(), wanted.qualityOfService()));
        }
        if (endpoint.protocolVersion() >= 5) {
            endpoint.subscribeAcknowledge(message.messageId(), granted, MqttProperties.NO_PROPERTIES);
        } else {
            endpoint.subscribeAcknowledge(
                    message.messageId(),
                    granted.stream().map(MqttSubscriptions::inVersion3).toList());
        }
    }

    private MqttSubAckReasonCode grant(String filter, MqttQoS qos) {
        if (!MqttTopic.maySubscribe(filter, cid) && (profile == null || !profile.maySubscribe(filter, cid))) {
            LOG.atWarn().addKeyValue("cid", cid).log("a unit asked to hear what is not said to it");
            return MqttSubAckReasonCode.NOT_AUTHORIZED;
        }
        if (filters.size() >= MOST && !filters.containsKey(filter)) {
            return MqttSubAckReasonCode.QUOTA_EXCEEDED;
        }
        boolean unassured = qos == MqttQoS.AT_MOST_ONCE;
        Map<String, MqttQoS> now = new TreeMap<>(filters);
        now.put(filter, unassured ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE);
        filters = Map.copyOf(now);
        return unassured ? MqttSubAckReasonCode.GRANTED_QOS0 : MqttSubAckReasonCode.GRANTED_QOS1;
    }

    private static MqttQoS inVersion3(MqttSubAckReasonCode code) {
        return switch (code) {
            case GRANTED_QOS0 -> MqttQoS.AT_MOST_ONCE;
            case GRANTED_QOS1 -> MqttQoS.AT_LEAST_ONCE;
            default -> MqttQoS.FAILURE;
        };
    }

    void unsubscribe(MqttEndpoint endpoint, MqttUnsubscribeMessage message) {
        List<MqttUnsubAckReasonCode> done = new ArrayList<>();
        Map<String, MqttQoS> rest = new TreeMap<>(filters);
        for (String filter : message.topics()) {
            boolean was = rest.remove(filter) != null;
            done.add(was ? MqttUnsubAckReasonCode.SUCCESS : MqttUnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        filters = Map.copyOf(rest);
        if (endpoint.protocolVersion() >= 5) {
            endpoint.unsubscribeAcknowledge(message.messageId(), done, MqttProperties.NO_PROPERTIES);
        } else {
            endpoint.unsubscribeAcknowledge(message.messageId());
        }
    }

    /** How surely the unit wants to hear this topic; null when it did not ask for it. */
    @Nullable
    MqttQoS qosFor(String topic) {
        MqttQoS best = null;
        for (Map.Entry<String, MqttQoS> filter : filters.entrySet()) {
            if (MqttTopic.matches(filter.getKey(), topic)
                    && (best == null || filter.getValue().value() > best.value())) {
                best = filter.getValue();
            }
        }
        return best;
    }

    /** 1 to 65,535, then again from 1; our messages have numbers of their own (MQTT 5 §2.2.1). */
    int nextMessageId() {
        messageId = messageId % LARGEST_MESSAGE_ID + 1;
        return messageId;
    }
}
