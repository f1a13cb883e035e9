package org.tocsin.gateway.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.AddressLimit;
import org.tocsin.gateway.DeviceCommands;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.mqtt.MqttCodec.Decoded;
import org.tocsin.gateway.mqtt.profile.TopicProfile;
import org.tocsin.gateway.mqtt.profile.Translation;
import org.tocsin.gateway.scaip.Mrs;
import org.tocsin.platform.Metrics;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.unit.UnitStates;

/** From one PUBLISH to its answer: whose it is, what it says, committed, and only then what the unit is told. */
public final class MqttPublishing {
    private static final Logger LOG = LoggerFactory.getLogger(MqttPublishing.class);

    /** What one unit may send that is no alarm: a burst, then one more each time. */
    private static final int ROUTINE_BURST = 600;

    private static final Duration ROUTINE_REFILL = Duration.ofMillis(100);

    /** Tests that are being stored: the result that follows one waits for it, so that one statement writes what came of it. */
    private final Map<UUID, Future<Answer>> testing = new ConcurrentHashMap<>();

    private final DeviceIntake intake;
    private final MqttConfig config;
    private final Beside beside;
    private final AddressLimit routine;
    /** SCAIP's status for "not now, again later". */
    private static final int TEMPORARILY_BUSY = 6;

    private final InstantSource clock;
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean ending;

    /** What the unit hears. */
    public sealed interface Answer {}

    /** Taken: this is said. */
    public record Taken(MqttTopic topic, MqttReply reply) implements Answer {}

    /** As {@link Taken}, and this is said in the vendor's own words. */
    record TakenForVendor(MqttReply reply, Translation.@Nullable Answer said) implements Answer {}

    /** Not stored, for it can wait and too much comes: the unit is told to send it later. */
    public record Later(MqttTopic topic, @Nullable Mrs ack) implements Answer {}

    /** Not stored, and to be repeated elsewhere or later: the connection ends without an answer. */
    public record Ended(MqttDisconnectReasonCode reason) implements Answer {}

    /** Where goes what is no signal. */
    public record Beside(UnitStates states, DeviceCommands commands) {}

    /** Said where the unit may not; shown to a person, and refused for good. */
    public enum Refusal implements Answer {
        /** A topic of another unit. */
        NOT_YOURS,
        /** No topic of ours. */
        NO_TOPIC
    }

    public MqttPublishing(
            DeviceIntake intake, MqttConfig config, Beside beside, InstantSource clock, MeterRegistry metrics) {
        this.intake = intake;
        this.config = config;
        this.beside = beside;
        this.routine = new AddressLimit(ROUTINE_BURST, ROUTINE_REFILL, clock);
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
        TopicProfile.Hit hit = hit(caller, topicName);
        if (hit != null) {
            return takeVendors(caller, hit, payload, origin(caller, receivedAt));
        }
        MqttTopic topic = MqttTopic.parse(topicName);
        if (topic == null || !topic.cid().equals(caller.cid())) {
            return refuse(caller, topicName, payload, receivedAt);
        }
        if (!topic.what().urgent() && !routine.allows(caller.cid())) {
            return Future.succeededFuture(later(topic, MqttCodec.decode(topic, payload)));
        }
        Origin origin = origin(caller, receivedAt);
        return switch (topic.what()) {
            case ALARM, RESET, INFO, HEARTBEAT ->
                takeSignal(caller, topic, MqttCodec.decode(topic, payload), payload, origin);
            case TEST -> takeTest(caller, topic, payload, origin);
            case STATE -> takeState(caller, topic, payload, origin);
            case RESULT -> takeResult(caller, topic, payload);
        };
    }

    private Future<Answer> takeTest(MqttCaller caller, MqttTopic topic, byte[] payload, Origin origin) {
        Future<Answer> taken = takeSignal(caller, topic, MqttCodec.decode(topic, payload), payload, origin);
        caller.unit().ifPresent(onFile -> {
            UUID id = onFile.unit().id();
            testing.put(id, taken);
            taken.onComplete(done -> testing.remove(id, taken));
        });
        return taken;
    }

    /** A message too long for the line: nothing of it can be read, but a person should know. */
    void overlong(MqttCaller caller) {
        hand(MqttSignals.overlong(caller.cid(), service(caller), origin(caller, now())), caller)
                .onSuccess(receipt -> LOG.atWarn()
                        .addKeyValue("remoteAddress", caller.address())
                        .addKeyValue("outcome", receipt.getClass().getSimpleName())
                        .log("a message over the limit ended its connection"));
    }

    /** A slip of the pen in a topic must not silence a home, so somebody sees what was said. */
    private Future<Answer> refuse(MqttCaller caller, String topicName, byte[] payload, Instant receivedAt) {
        String owner = MqttTopic.owner(topicName);
        Refusal refusal = owner == null || owner.equals(caller.cid()) ? Refusal.NO_TOPIC : Refusal.NOT_YOURS;
        Objects.requireNonNull(refusals.get(refusal)).increment();
        LOG.atWarn()
                .addKeyValue("cid", caller.cid())
                .addKeyValue("remoteAddress", caller.address())
                .addKeyValue("outcome", refusal)
                .log("a unit published where it may not");
        String service = service(caller);
        Signal shown = MqttSignals.misdirected(
                new MqttTopic(service, caller.cid(), MqttTopic.What.ALARM),
                topicName,
                payload,
                origin(caller, receivedAt),
                caller.doubts(service));
        return hand(shown, caller)
                .map(receipt -> receipt instanceof Receipt.Refused refused ? new Ended(reason(refused)) : refusal);
    }

    private String service(MqttCaller caller) {
        return caller.unit().map(onFile -> onFile.service().code()).orElse(config.defaultService());
    }

    private static Later later(MqttTopic topic, Decoded decoded) {
        String ref = decoded.ref();
        return new Later(topic, ref.isEmpty() ? null : new Mrs(ref, TEMPORARILY_BUSY, "too much at once", null));
    }

    private TopicProfile.@Nullable Hit hit(MqttCaller caller, String topicName) {
        TopicProfile profile = profile(caller);
        return profile == null ? null : profile.hit(topicName, caller.cid());
    }

    /** How this unit speaks; null where it knows our own topics. */
    @Nullable
    TopicProfile profile(MqttCaller caller) {
        return caller.unit()
                .map(onFile -> config.profiles().find(onFile.model().habits().topicProfile()))
                .orElse(null);
    }

    /** What no rule of the profile knows is shown to a person, like everything that cannot be read. */
    private Future<Answer> takeVendors(MqttCaller caller, TopicProfile.Hit hit, byte[] payload, Origin origin) {
        ObjectNode said = MqttJson.object(payload);
        Translation translation = said == null ? null : Translation.of(hit, said, caller.cid());
        if (translation == null) {
            MqttTopic topic = new MqttTopic(service(caller), caller.cid(), MqttTopic.What.ALARM);
            return takeSignal(caller, topic, MqttCodec.unreadable(payload), payload, origin);
        }
        MqttTopic topic = new MqttTopic(service(caller), caller.cid(), translation.what());
        byte[] words = MqttJson.bytes(translation.words());
        if (!topic.what().urgent() && !routine.allows(caller.cid())) {
            return Future.succeededFuture(new Later(topic, null));
        }
        Future<Answer> answer = topic.what() == MqttTopic.What.STATE
                ? takeState(caller, topic, words, origin)
                : takeSignal(caller, topic, MqttCodec.decode(topic, words), payload, origin);
        return answer.map(given -> inVendorsWords(given, caller, translation));
    }

    private Answer inVendorsWords(Answer answer, MqttCaller caller, Translation translation) {
        if (answer instanceof Taken taken) {
            Mrs ack = taken.reply().ack();
            return new TakenForVendor(taken.reply(), ack == null ? null : translation.answer(caller.cid(), ack, now()));
        }
        return answer instanceof Later later ? new Later(later.topic(), null) : answer;
    }

    private Future<Answer> takeSignal(
            MqttCaller caller, MqttTopic topic, Decoded decoded, byte[] payload, Origin origin) {
        Signal signal = MqttSignals.of(topic, decoded, payload, origin, caller.doubts(topic.service()));
        // Held as in flight until the answer is known, not only until the commit.
        inFlight.incrementAndGet();
        Future<Answer> answer = handStrangers(signal, caller)
                .compose(receipt -> receipt instanceof Receipt.Refused refused
                        ? Future.succeededFuture(refused(refused, topic, decoded))
                        : intake.instruct(signal, receipt, caller.unit())
                                .map(instruction -> new Taken(
                                        topic,
                                        MqttReply.to(decoded, instruction).withHeartbeat(signal, caller.unit()))));
        return answer.onComplete(done -> inFlight.decrementAndGet());
    }

    private static Answer refused(Receipt.Refused refused, MqttTopic topic, Decoded decoded) {
        return refused.reason() == Receipt.Reason.OVERLOADED && !topic.what().urgent()
                ? later(topic, decoded)
                : new Ended(reason(refused));
    }

    /** Stored, and a sign of life besides. */
    private Future<Answer> takeState(MqttCaller caller, MqttTopic topic, byte[] payload, Origin origin) {
        if (caller.unit().isEmpty()) {
            return Future.succeededFuture(new Taken(topic, MqttReply.TAKEN));
        }
        MqttReports.State state = MqttReports.state(payload, origin.receivedAt());
        return hand(MqttSignals.signOfLife(topic, origin), caller).compose(receipt -> {
            if (receipt instanceof Receipt.Refused refused) {
                return Future.succeededFuture(new Ended(reason(refused)));
            }
            if (state == null) {
                return Future.succeededFuture(new Taken(topic, MqttReply.SENSELESS));
            }
            return stored(topic, beside.states().reported(caller.unit().get().unit(), state.word(), state.report()));
        });
    }

    private Future<Answer> takeResult(MqttCaller caller, MqttTopic topic, byte[] payload) {
        MqttReports.Result result = MqttReports.result(payload);
        if (caller.unit().isEmpty() || result == null) {
            return Future.succeededFuture(new Taken(topic, result == null ? MqttReply.SENSELESS : MqttReply.TAKEN));
        }
        UUID id = caller.unit().get().unit().id();
        Future<Answer> test = testing.get(id);
        Future<Boolean> kept = test == null
                ? beside.commands().answered(id, result.commandId(), result.said())
                : test.transform(taken -> beside.commands().answered(id, result.commandId(), result.said()));
        return stored(topic, kept);
    }

    private Future<Answer> stored(MqttTopic topic, Future<?> written) {
        inFlight.incrementAndGet();
        return written.<Answer>map(done -> new Taken(topic, MqttReply.TAKEN))
                .otherwise(new Ended(MqttDisconnectReasonCode.SERVER_BUSY))
                .onComplete(done -> inFlight.decrementAndGet());
    }

    /** Whoever is not on file and misspells its service is heard by the one that answers for strangers. */
    private Future<Receipt> handStrangers(Signal signal, MqttCaller caller) {
        return hand(signal, caller)
                .compose(receipt -> receipt.equals(new Receipt.Refused(Receipt.Reason.NO_SUCH_SERVICE))
                        ? hand(MqttSignals.inService(config.defaultService(), signal), caller)
                        : Future.succeededFuture(receipt));
    }

    private Future<Receipt> hand(Signal signal, MqttCaller caller) {
        inFlight.incrementAndGet();
        return intake.take(signal, caller.unit()).onComplete(done -> inFlight.decrementAndGet());
    }

    private static MqttDisconnectReasonCode reason(Receipt.Refused refused) {
        return switch (refused.reason()) {
            case STORE_UNAVAILABLE, OVERLOADED, NO_SUCH_SERVICE -> MqttDisconnectReasonCode.SERVER_BUSY;
            case ADDRESS_LIMIT -> MqttDisconnectReasonCode.QUOTA_EXCEEDED;
            case SHUTTING_DOWN -> MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN;
        };
    }

    private Origin origin(MqttCaller caller, Instant receivedAt) {
        return new Origin(Protocol.MQTT, caller.address(), config.gatewayId(), receivedAt);
    }
}
