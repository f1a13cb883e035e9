package org.tocsin.gateway.mqtt;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.mqtt.MqttPublishing.Answer;
import org.tocsin.gateway.mqtt.MqttPublishing.Ended;
import org.tocsin.gateway.mqtt.MqttPublishing.Later;
import org.tocsin.gateway.mqtt.MqttPublishing.Refusal;
import org.tocsin.gateway.mqtt.MqttPublishing.Taken;
import org.tocsin.gateway.mqtt.MqttPublishing.TakenForVendor;
import org.tocsin.gateway.scaip.Mrs;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * One connection of a unit. Everything here runs on the connection's own event loop. Messages are handed on in the
 * order they came and answered in that order (MQTT 5 §4.6), each once it is committed.
 */
final class MqttDeviceSession {
    /** Messages handed on and not answered; told to MQTT 5 units as Receive Maximum. */
    static final int IN_FLIGHT = 32;

    /** Beyond those, this many may wait here; then nothing more is read until some are answered. */
    private static final int MOST_WAITING = 32;

    /** Nobody should think the unit lost when a connection ends for one of these. */
    private static final Set<MqttDisconnectReasonCode> OURS = EnumSet.of(
            MqttDisconnectReasonCode.SESSION_TAKEN_OVER,
            MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN,
            MqttDisconnectReasonCode.ADMINISTRATIVE_ACTION);

    private static final Logger LOG = LoggerFactory.getLogger(MqttDeviceSession.class);

    private final MqttLine line;
    private final MqttPublishing publishing;
    private final MqttSessions sessions;
    private final MqttSubscriptions subscriptions;
    private final MqttSpeaking speaking;
    private final Deque<Unanswered> unanswered = new ArrayDeque<>(2);
    private final Deque<Unanswered> waiting = new ArrayDeque<>(0);
    private volatile MqttCaller caller;
    private boolean over;
    private boolean goodbye;
    private boolean withWill;
    private boolean endedByUs;

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

    MqttDeviceSession(MqttLine line, MqttCaller caller, MqttPublishing publishing, MqttSessions sessions) {
        this.line = line;
        this.caller = caller;
        this.publishing = publishing;
        this.sessions = sessions;
        this.subscriptions = new MqttSubscriptions(caller.cid(), publishing.profile(caller));
        this.speaking = new MqttSpeaking(line, subscriptions, this::endNow);
    }

    /**
     * Takes the endpoint's events from now on; before CONNACK, so that nothing is missed.
     *
     * @param subscribed told each time the unit has begun to listen
     */
    void open(Runnable subscribed) {
        MqttEndpoint endpoint = line.endpoint();
        endpoint.publishHandler(this::published);
        endpoint.publishReleaseHandler(endpoint::publishComplete);
        endpoint.subscribeHandler(message -> {
            subscriptions.subscribe(endpoint, message);
            subscribed.run();
        });
        endpoint.unsubscribeHandler(message -> subscriptions.unsubscribe(endpoint, message));
        endpoint.disconnectHandler(said -> goodbye = true);
        endpoint.disconnectMessageHandler(said -> withWill = said.code() == MqttDisconnectReasonCode.WITH_WILL_MESSAGE);
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

    /** How a connection ended. */
    enum End {
        /** The unit said goodbye. */
        GOODBYE,
        /** We ended it because the unit has another, or because we end. */
        OURS,
        /** It broke, or was ended for what the unit did. */
        LOST
    }

    End howItEnded() {
        if (goodbye && !withWill) {
            return End.GOODBYE;
        }
        return endedByUs ? End.OURS : End.LOST;
    }

    String cid() {
        return caller.cid();
    }

    MqttCaller caller() {
        return caller;
    }

    String clientId() {
        return line.endpoint().clientIdentifier();
    }

    /** The same unit has connected again. From any thread. */
    void takenOver() {
        end(MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
    }

    /** Ends the connection, telling why where the protocol can. From any thread. */
    void end(MqttDisconnectReasonCode reason) {
        line.run(() -> endNow(reason));
    }

    /** What is on file of the unit now; where that is not what it signed in with, it must do so again. From any thread. */
    void foundAnew(Optional<OnFile> unit) {
        line.run(() -> {
            if (!caller.signedInAs(unit)) {
                LOG.atInfo().addKeyValue("cid", cid()).log("a unit must sign in again: what is on file has changed");
                endNow(MqttDisconnectReasonCode.ADMINISTRATIVE_ACTION);
            } else {
                caller = caller.as(unit);
            }
        });
    }

    /** Says something to the unit if it asked to hear it on this connection. From any thread. */
    void tell(String topic, Buffer payload, @Nullable String correlation) {
        line.run(() -> {
            if (isOpen()) {
                speaking.say(topic, payload, correlation);
            }
        });
    }

    /** Gives the unit a command; false when it does not listen on this connection. From any thread. */
    Future<Boolean> command(UnitCommand command) {
        Promise<Boolean> written = Promise.promise();
        line.run(() -> {
            if (isOpen()) {
                speaking.command(caller, command, publishing.now(), written);
            } else {
                written.complete(false);
            }
        });
        return written.future();
    }

    private void published(MqttPublishMessage message) {
        line.wire("in", message.topicName(), message.payload().length());
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
            line.gate().shut();
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
                .onSuccess(answer -> line.context().runOnContext(run -> {
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
                line.gate().open();
            }
        }
    }

    private void answer(MqttPublishMessage message, Answer answer) {
        if (answer instanceof Taken taken) {
            line.acknowledge(message, taken.reply().reason(), taken.reply().words());
            Mrs ack = taken.reply().ack();
            if (ack != null) {
                tellAll(message, taken.topic(), ack);
            }
        } else if (answer instanceof TakenForVendor taken) {
            line.acknowledge(message, taken.reply().reason(), taken.reply().words());
            if (taken.said() != null) {
                Buffer payload = Buffer.buffer(MqttJson.bytes(taken.said().payload()));
                tellAll(taken.said().topic(), payload, null);
            }
        } else if (answer instanceof Ended ended) {
            endNow(ended.reason());
        } else if (answer instanceof Later later) {
            postpone(message, later);
        } else if (answer instanceof Refusal refusal) {
            refuse(message, refusal);
        }
    }

    /** In MQTT 3.1.1 an acknowledgement is always positive, so there is none. */
    private void postpone(MqttPublishMessage message, Later later) {
        if (line.isVersion5()) {
            line.acknowledge(message, MqttPubAckReasonCode.QUOTA_EXCEEDED, "too much at once: send it again later");
        }
        if (later.ack() != null) {
            tellAll(message, later.topic(), later.ack());
        }
    }

    /** In MQTT 3.1.1 an acknowledgement is always positive, so what is refused there ends the connection. */
    private void refuse(MqttPublishMessage message, Refusal refusal) {
        boolean foreign = refusal == Refusal.NOT_YOURS;
        if (line.isVersion5() && message.qosLevel() != MqttQoS.AT_MOST_ONCE) {
            line.acknowledge(
                    message,
                    foreign ? MqttPubAckReasonCode.NOT_AUTHORIZED : MqttPubAckReasonCode.TOPIC_NAME_INVALID,
                    foreign ? "the topic of another unit" : "no topic of ours: tc/1/{service}/{cid}/up/{what}");
        } else {
            endNow(foreign ? MqttDisconnectReasonCode.NOT_AUTHORIZED : MqttDisconnectReasonCode.TOPIC_NAME_INVALID);
        }
    }

    /** Every connection of the unit that asked for it hears the acknowledgement, as it would from a broker. */
    private void tellAll(MqttPublishMessage message, MqttTopic topic, Mrs ack) {
        tellAll(answerTopic(message, topic), Buffer.buffer(MqttReply.payload(ack, publishing.now())), ack.ref());
    }

    private void tellAll(String where, Buffer payload, @Nullable String correlation) {
        for (MqttDeviceSession session : sessions.of(caller.cid())) {
            session.tell(where, payload, correlation);
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
            endedByUs = OURS.contains(reason);
            line.disconnect(reason);
        }
    }

    private boolean isOpen() {
        return !over && line.endpoint().isConnected();
    }
}
