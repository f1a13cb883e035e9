package org.tocsin.gateway.bridge;

import io.vertx.core.Future;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.mqtt.MqttCaller;
import org.tocsin.gateway.mqtt.MqttPublishing;
import org.tocsin.gateway.mqtt.MqttPublishing.Answer;
import org.tocsin.gateway.mqtt.MqttPublishing.Ended;
import org.tocsin.gateway.mqtt.MqttPublishing.Later;
import org.tocsin.gateway.mqtt.MqttPublishing.Taken;
import org.tocsin.gateway.mqtt.MqttReports;
import org.tocsin.gateway.mqtt.MqttTopic;
import org.tocsin.gateway.scaip.Mrs;
import org.tocsin.signal.Doubt;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.UnitDirectory.OnFile;
import org.tocsin.unit.UnitState.Word;

/** From a message of the fleet to what its unit is told, and whether the broker may forget it. */
final class FleetMessages {
    private static final long LOOK_UP_MS = 1_500;
    private static final Set<String> URGENT = Set.of("alarm", "reset", "info");

    private final DeviceIntake intake;
    private final MqttPublishing publishing;
    private final FleetUnits units;
    private final BridgeConfig config;

    FleetMessages(DeviceIntake intake, MqttPublishing publishing, FleetUnits units, BridgeConfig config) {
        this.intake = intake;
        this.publishing = publishing;
        this.units = units;
        this.config = config;
    }

    /** What became of a message. */
    sealed interface Outcome {}

    /** The unit is told this, and then the broker may forget it: positive only where it is committed. */
    record Told(Reply reply) implements Outcome {}

    /** Where and what the unit is told. */
    record Reply(String topic, Mrs ack) {}

    /** The broker may forget it, and nothing is said. */
    enum Silent implements Outcome {
        /** Committed, and it gets no answer. */
        COMMITTED,
        /**
         * Not taken: a stranger sends more than strangers may, a sign of life is of no use later, or it is no topic of
         * ours. The unit has no receipt and repeats what matters. It must not hold up everybody behind it.
         */
        PASSED_OVER
    }

    /** Not committed: it keeps its place and is tried again. */
    enum NotYet implements Outcome {
        NOT_YET
    }

    /** Never fails; may complete on another thread. */
    Future<Outcome> take(Arrival.Message message) {
        MqttTopic topic = MqttTopic.parse(message.topic());
        String cid = topic == null ? misspelt(message.topic()) : topic.cid();
        if (cid == null) {
            return Future.succeededFuture(Silent.PASSED_OVER);
        }
        boolean mayBeInNeed = topic == null || topic.what().urgent();
        return (mayBeInNeed ? intake.unitFirst(cid) : intake.unit(cid))
                .timeout(LOOK_UP_MS, TimeUnit.MILLISECONDS)
                .map(unit -> new MqttCaller(cid, unit, config.broker().host(), doubt(unit)))
                .compose(caller -> publishing
                        .take(caller, message.topic(), message.payload(), message.receivedAt())
                        .map(answer -> {
                            note(caller, topic, message);
                            return outcome(answer, topic, message, caller.unit().isEmpty());
                        }))
                .otherwise(failure -> refused(topic, false));
    }

    /** A slip of the pen in the service's name must not silence a home; null where nobody can be waiting for it. */
    private static @Nullable String misspelt(String topic) {
        String[] levels = topic.split("/", -1);
        return levels.length == 6 && URGENT.contains(levels[5]) && MqttTopic.isCid(levels[3]) ? levels[3] : null;
    }

    /** The broker asked for the unit's password, not we. */
    private Set<Doubt> doubt(Optional<OnFile> unit) {
        boolean proven =
                config.trusted() || unit.isEmpty() || unit.get().credential().authentication() == Authentication.NONE;
        return proven ? Set.of() : Set.of(Doubt.FAILED_PASSWORD);
    }

    /** Where the unit is, for what we may have to say to it. */
    private void note(MqttCaller caller, @Nullable MqttTopic topic, Arrival.Message message) {
        if (caller.unit().isEmpty() || !caller.doubt().isEmpty()) {
            return;
        }
        OnFile unit = caller.unit().get();
        MqttReports.State state = topic != null && topic.what() == MqttTopic.What.STATE
                ? MqttReports.state(message.payload(), message.receivedAt())
                : null;
        if (state != null && (state.word() == Word.LOST || state.word() == Word.DISCONNECTED)) {
            units.gone(unit.unit().id());
            return;
        }
        units.heard(unit);
        if (state != null && state.word() == Word.READY) {
            units.ready(unit.unit().id());
        }
    }

    private static Outcome outcome(
            Answer answer, @Nullable MqttTopic topic, Arrival.Message message, boolean stranger) {
        if (answer instanceof Taken taken) {
            Mrs ack = taken.reply().ack();
            return ack == null ? Silent.COMMITTED : told(taken.topic(), message, ack);
        }
        if (answer instanceof Later later) {
            Mrs ack = later.ack();
            return ack == null ? Silent.PASSED_OVER : told(later.topic(), message, ack);
        }
        if (answer instanceof Ended ended) {
            boolean tooMuch = ended.reason() == MqttDisconnectReasonCode.QUOTA_EXCEEDED;
            return tooMuch ? Silent.PASSED_OVER : refused(topic, stranger);
        }
        return Silent.COMMITTED;
    }

    private static Outcome refused(@Nullable MqttTopic topic, boolean stranger) {
        boolean passing =
                topic != null && (topic.what() == MqttTopic.What.HEARTBEAT || topic.what() == MqttTopic.What.STATE);
        return stranger || passing ? Silent.PASSED_OVER : NotYet.NOT_YET;
    }

    private static Told told(MqttTopic topic, Arrival.Message message, Mrs ack) {
        String wanted = message.responseTopic();
        String where = wanted != null && topic.mayAnswerAt(wanted) ? wanted : topic.ackTopic();
        return new Told(new Reply(where, ack));
    }
}
