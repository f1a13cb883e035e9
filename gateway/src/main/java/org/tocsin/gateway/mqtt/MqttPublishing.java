package org.tocsin.gateway.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.mqtt.MqttCodec.Decoded;
import org.tocsin.platform.Metrics;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;

/** From one PUBLISH to its answer: whose it is, what it says, committed, and only then what the unit is told. */
public final class MqttPublishing {
    private static final Logger LOG = LoggerFactory.getLogger(MqttPublishing.class);

    private final DeviceIntake intake;
    private final MqttConfig config;
    private final InstantSource clock;
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean ending;

    /** What the unit hears. */
    public sealed interface Answer {}

    /** Taken: this is said. */
    public record Taken(MqttTopic topic, MqttReply reply) implements Answer {}

    /** Not stored, and to be repeated elsewhere or later: the connection ends without an answer. */
    public record Ended(MqttDisconnectReasonCode reason) implements Answer {}

    /** Not a unit's business: refused for good. */
    public enum Refusal implements Answer {
        /** A topic of another unit. */
        NOT_YOURS,
        /** No topic of ours. */
        NO_TOPIC
    }

    public MqttPublishing(DeviceIntake intake, MqttConfig config, InstantSource clock, MeterRegistry metrics) {
        this.intake = intake;
        this.config = config;
        this.clock = clock;
        for (Refusal refusal : Refusal.values()) {
            String reason = refusal.name().toLowerCase(Locale.ROOT);
            refusals.put(refusal, metrics.counter(Metrics.REFUSALS, "protocol", "mqtt", "reason", reason));
        }
    }

    /** Messages handed on and not yet answered by the store. */
    int inFlight() {
        return inFlight.get();
    }

    /** From now on nothing new is taken; what is not taken is not answered, so the unit goes elsewhere. */
    void end() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    Instant now() {
        return clock.instant();
    }

    /** Never fails; may complete on another thread. */
    public Future<Answer> take(MqttCaller caller, String topicName, byte[] payload, Instant receivedAt) {
        MqttTopic topic = MqttTopic.parse(topicName);
        if (topic == null || !topic.cid().equals(caller.cid())) {
            return Future.succeededFuture(refuse(caller, topicName));
        }
        Origin origin = origin(caller, receivedAt);
        return switch (topic.what()) {
            case ALARM, RESET, INFO, HEARTBEAT, TEST -> takeSignal(caller, topic, payload, origin);
            case STATE -> takeState(caller, topic, origin);
            case RESULT -> Future.succeededFuture(new Taken(topic, MqttReply.TAKEN));
        };
    }

    /** A message too long for the line: nothing of it can be read, but a person should know. */
    void overlong(MqttCaller caller) {
        String service = caller.unit().map(onFile -> onFile.service().code()).orElse(config.defaultService());
        hand(MqttSignals.overlong(caller.cid(), service, origin(caller, now())), caller)
                .onSuccess(receipt -> LOG.atWarn()
                        .addKeyValue("remoteAddress", caller.address())
                        .addKeyValue("outcome", receipt.getClass().getSimpleName())
                        .log("a message over the limit ended its connection"));
    }

    private Refusal refuse(MqttCaller caller, String topicName) {
        String owner = MqttTopic.owner(topicName);
        Refusal refusal = owner == null || owner.equals(caller.cid()) ? Refusal.NO_TOPIC : Refusal.NOT_YOURS;
        Objects.requireNonNull(refusals.get(refusal)).increment();
        LOG.atWarn()
                .addKeyValue("cid", caller.cid())
                .addKeyValue("remoteAddress", caller.address())
                .addKeyValue("outcome", refusal)
                .log("a unit published where it may not");
        return refusal;
    }

    private Future<Answer> takeSignal(MqttCaller caller, MqttTopic topic, byte[] payload, Origin origin) {
        Decoded decoded = MqttCodec.decode(topic, payload);
        Signal signal = MqttSignals.of(topic, decoded, payload, origin, caller.doubts(topic.service()));
        // Held as in flight until the answer is known, not only until the commit.
        inFlight.incrementAndGet();
        Future<Answer> answer = hand(signal, caller)
                .compose(receipt -> receipt instanceof Receipt.Refused refused
                        ? Future.succeededFuture(new Ended(reason(refused)))
                        : intake.instruct(signal, receipt, caller.unit())
                                .map(instruction -> new Taken(topic, MqttReply.to(decoded, instruction))));
        return answer.onComplete(done -> inFlight.decrementAndGet());
    }

    private Future<Answer> takeState(MqttCaller caller, MqttTopic topic, Origin origin) {
        Answer taken = new Taken(topic, MqttReply.TAKEN);
        if (caller.unit().isEmpty()) {
            return Future.succeededFuture(taken);
        }
        return hand(MqttSignals.signOfLife(topic, origin), caller)
                .map(receipt -> receipt instanceof Receipt.Refused refused ? new Ended(reason(refused)) : taken);
    }

    private Future<Receipt> hand(Signal signal, MqttCaller caller) {
        inFlight.incrementAndGet();
        return intake.take(signal, caller.unit()).onComplete(done -> inFlight.decrementAndGet());
    }

    private static MqttDisconnectReasonCode reason(Receipt.Refused refused) {
        return switch (refused.reason()) {
            case STORE_UNAVAILABLE, OVERLOADED -> MqttDisconnectReasonCode.SERVER_BUSY;
            case ADDRESS_LIMIT -> MqttDisconnectReasonCode.QUOTA_EXCEEDED;
            case SHUTTING_DOWN -> MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN;
        };
    }

    private Origin origin(MqttCaller caller, Instant receivedAt) {
        return new Origin(Protocol.MQTT, caller.address(), config.gatewayId(), receivedAt);
    }
}
