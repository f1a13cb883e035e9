package org.tocsin.gateway.mqtt;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubRecReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.mqtt.MqttPublishing.Answer;
import org.tocsin.gateway.mqtt.MqttPublishing.Ended;
import org.tocsin.gateway.mqtt.MqttPublishing.Refusal;
import org.tocsin.gateway.mqtt.MqttPublishing.Taken;
import org.tocsin.gateway.scaip.Mrs;

/**
 * One connection of a unit. Everything here runs on the connection's own event loop. Messages are handed on in the
 * order they came and answered in that order (MQTT 5 §4.6), each once it is committed.
 */
final class MqttDeviceSession {
    /** Messages handed on and not answered; told to MQTT 5 units as Receive Maximum. */
    static final int IN_FLIGHT = 32;

    /** Beyond those, this many may wait here; then nothing more is read until some are answered. */
    private static final int MOST_WAITING = 32;

    /** A unit that does not read what it is told is cut off. */
    private static final int MOST_UNWRITTEN = 256;

    private static final Logger LOG = LoggerFactory.getLogger(MqttDeviceSession.class);

    private static final Logger WIRE = LoggerFactory.getLogger("wire");

    private final MqttEndpoint endpoint;
    private final Context context;
    private final MqttGate gate;
    private final MqttCaller caller;
    private final MqttPublishing publishing;
    private final MqttSessions sessions;
    private final MqttSubscriptions subscriptions;
    private final Deque<Unanswered> unanswered = new ArrayDeque<>(2);
    private final Deque<Unanswered> waiting = new ArrayDeque<>(0);
    private int unwritten;
    private boolean over;

    /** A message on its way to its answer. */
    private static final class Unanswered {
        final MqttPublishMessage message;
        final Instant receivedAt;

        @Nullable
        Answer answer;

        Unanswered(MqttPublishMessage message, Instant receivedAt) {
            this.message = message;
            this.receivedAt = receivedAt;
        }
    }

    /** A connection, the event loop it is confined to, and what opens and shuts it. */
    record Line(MqttEndpoint endpoint, Context context, MqttGate gate) {}

    MqttDeviceSession(Line line, MqttCaller caller, MqttPublishing publishing, MqttSessions sessions) {
        this.endpoint = line.endpoint();
        this.context = line.context();
        this.gate = line.gate();
        this.caller = caller;
        this.publishing = publishing;
        this.sessions = sessions;
        this.subscriptions = new MqttSubscriptions(caller.cid());
    }

    /** Takes the endpoint's events from now on; before CONNACK, so that nothing is missed. */
    void open() {
        endpoint.publishHandler(this::published);
        endpoint.publishReleaseHandler(endpoint::publishComplete);
        endpoint.subscribeHandler(message -> subscriptions.subscribe(endpoint, message));
        endpoint.unsubscribeHandler(message -> subscriptions.unsubscribe(endpoint, message));
        endpoint.exceptionHandler(this::broken);
        sessions.add(this);
    }

    /** The connection is gone, whoever ended it. */
    void closed() {
        over = true;
        waiting.clear();
        unanswered.clear();
        sessions.remove(this);
    }

    String cid() {
        return caller.cid();
    }

    String clientId() {
        return endpoint.clientIdentifier();
    }

    /** The same unit has connected again. From any thread. */
    void takenOver() {
        end(MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
    }

    /** Ends the connection, telling why where the protocol can. From any thread. */
    void end(MqttDisconnectReasonCode reason) {
        context.runOnContext(run -> endNow(reason));
    }

    /** Says something to the unit if it asked to hear it on this connection. From any thread. */
    void tell(String topic, Buffer payload, @Nullable String correlation) {
        context.runOnContext(run -> tellNow(topic, payload, correlation));
    }

    private void published(MqttPublishMessage message) {
        wire("in", message.topicName(), message.payload().length());
        if (over || publishing.isEnding()) {
            return;
        }
        Unanswered arrived = new Unanswered(message, publishing.now());
        if (waiting.isEmpty() && unanswered.size() < IN_FLIGHT) {
            handOn(arrived);
            return;
        }
        waiting.add(arrived);
        if (waiting.size() >= MOST_WAITING) {
            gate.shut();
        }
    }

    private void handOn(Unanswered next) {
        unanswered.add(next);
        MqttPublishMessage message = next.message;
        Future.succeededFuture(message.payload().getBytes())
                .compose(payload -> publishing.take(caller, message.topicName(), payload, next.receivedAt))
                .onFailure(error -> LOG.atError()
                        .setCause(error)
                        .addKeyValue("cid", caller.cid())
                        .log("a message could not be handled and its connection is ended"))
                .otherwise(new Ended(MqttDisconnectReasonCode.IMPLEMENTATION_SPECIFIC_ERROR))
                .onSuccess(answer -> context.runOnContext(run -> {
                    next.answer = answer;
                    answerInOrder();
                }));
    }

    private void answerInOrder() {
        while (isOpen()) {
            Unanswered first = unanswered.peek();
            if (first == null || first.answer == null) {
                break;
            }
            unanswered.remove();
            answer(first.message, first.answer);
            Unanswered next = waiting.poll();
            if (next != null) {
                handOn(next);
            }
            if (waiting.isEmpty()) {
                gate.open();
            }
        }
    }

    private void answer(MqttPublishMessage message, Answer answer) {
        if (answer instanceof Taken taken) {
            acknowledge(message, taken.reply().reason());
            Mrs ack = taken.reply().ack();
            if (ack != null) {
                tellAll(message, taken.topic(), ack);
            }
        } else if (answer instanceof Ended ended) {
            endNow(ended.reason());
        } else if (answer instanceof Refusal refusal) {
            refuse(message, refusal);
        }
    }

    /** In MQTT 3.1.1 an acknowledgement is always positive, so what is refused there ends the connection. */
    private void refuse(MqttPublishMessage message, Refusal refusal) {
        boolean foreign = refusal == Refusal.NOT_YOURS;
        if (isVersion5() && message.qosLevel() != MqttQoS.AT_MOST_ONCE) {
            acknowledge(
                    message, foreign ? MqttPubAckReasonCode.NOT_AUTHORIZED : MqttPubAckReasonCode.TOPIC_NAME_INVALID);
        } else {
            endNow(foreign ? MqttDisconnectReasonCode.NOT_AUTHORIZED : MqttDisconnectReasonCode.TOPIC_NAME_INVALID);
        }
    }

    private void acknowledge(MqttPublishMessage message, MqttPubAckReasonCode reason) {
        int id = message.messageId();
        switch (message.qosLevel()) {
            case AT_LEAST_ONCE -> {
                if (isVersion5()) {
                    endpoint.publishAcknowledge(id, reason, MqttProperties.NO_PROPERTIES);
                } else {
                    endpoint.publishAcknowledge(id);
                }
            }
            case EXACTLY_ONCE -> {
                if (isVersion5()) {
                    endpoint.publishReceived(
                            id, MqttPubRecReasonCode.valueOf(reason.value()), MqttProperties.NO_PROPERTIES);
                } else {
                    endpoint.publishReceived(id);
                }
            }
            case AT_MOST_ONCE, FAILURE -> {}
        }
    }

    /** Every connection of the unit that asked for it hears the acknowledgement, as it would from a broker. */
    private void tellAll(MqttPublishMessage message, MqttTopic topic, Mrs ack) {
        String where = answerTopic(message, topic);
        Buffer payload = Buffer.buffer(MqttReply.payload(ack, publishing.now()));
        for (MqttDeviceSession session : sessions.of(caller.cid())) {
            if (session == this) {
                tellNow(where, payload, ack.ref());
            } else {
                session.tell(where, payload, ack.ref());
            }
        }
    }

    private static String answerTopic(MqttPublishMessage message, MqttTopic topic) {
        if (message.properties().getProperty(MqttProperties.RESPONSE_TOPIC)
                        instanceof MqttProperties.StringProperty property
                && topic.mayAnswerAt(property.value())) {
            return property.value();
        }
        return topic.ackTopic();
    }

    private void tellNow(String topic, Buffer payload, @Nullable String correlation) {
        MqttQoS qos = isOpen() ? subscriptions.qosFor(topic) : null;
        if (qos == null) {
            return;
        }
        MqttProperties properties = new MqttProperties();
        if (correlation != null && isVersion5()) {
            properties.add(new MqttProperties.BinaryProperty(
                    MqttProperties.CORRELATION_DATA, correlation.getBytes(StandardCharsets.UTF_8)));
        }
        if (++unwritten > MOST_UNWRITTEN) {
            endNow(MqttDisconnectReasonCode.QUOTA_EXCEEDED);
            return;
        }
        wire("out", topic, payload.length());
        int id = qos == MqttQoS.AT_MOST_ONCE ? 0 : subscriptions.nextMessageId();
        endpoint.publish(topic, payload, qos, false, false, id, properties)
                .onComplete(written -> context.runOnContext(run -> unwritten--));
    }

    private void broken(Throwable error) {
        if (error instanceof TooLongFrameException) {
            publishing.overlong(caller);
            endNow(MqttDisconnectReasonCode.PACKET_TOO_LARGE);
        } else {
            LOG.atDebug()
                    .addKeyValue("cid", caller.cid())
                    .addKeyValue("remoteAddress", caller.address())
                    .addKeyValue("error", String.valueOf(error.getMessage()))
                    .log("a connection broke");
            endNow(MqttDisconnectReasonCode.MALFORMED_PACKET);
        }
    }

    private void endNow(MqttDisconnectReasonCode reason) {
        if (isOpen()) {
            over = true;
            endpoint.disconnect(reason, MqttProperties.NO_PROPERTIES);
        }
    }

    /** One line a frame, no content; off unless somebody looks at the wire. */
    private void wire(String direction, String topic, int bytes) {
        WIRE.atInfo()
                .addKeyValue("cid", caller.cid())
                .addKeyValue("remoteAddress", caller.address())
                .log("MQTT {} {} {} bytes", direction, topic, bytes);
    }

    private boolean isOpen() {
        return !over && endpoint.isConnected();
    }

    private boolean isVersion5() {
        return endpoint.protocolVersion() >= MqttVersion.MQTT_5.protocolLevel();
    }
}
