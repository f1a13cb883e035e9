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
import org.tocsin.gateway.mqtt.MqttPublishing.Taken;
import org.tocsin.gateway.mqtt.MqttTopic;
import org.tocsin.gateway.scaip.Mrs;
import org.tocsin.signal.Doubt;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.UnitDirectory.OnFile;

/** From a message of the fleet to what its unit is told, and whether the broker may forget it. */
final class FleetMessages {
    private static final long LOOK_UP_MS = 1_500;

    private final DeviceIntake intake;
    private final MqttPublishing publishing;
    private final BridgeConfig config;

    FleetMessages(DeviceIntake intake, MqttPublishing publishing, BridgeConfig config) {
        this.intake = intake;
        this.publishing = publishing;
        this.config = config;
    }

    /** What became of a message. */
    sealed interface Outcome {}

    /** Committed: this is said, and then the broker may forget it. */
    record Committed(Reply reply) implements Outcome {}

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
        if (topic == null) {
            return Future.succeededFuture(Silent.PASSED_OVER);
        }
        return intake.unit(topic.cid())
                .timeout(LOOK_UP_MS, TimeUnit.MILLISECONDS)
                .map(unit -> new MqttCaller(topic.cid(), unit, config.broker().host(), doubt(unit)))
                .compose(caller -> publishing
                        .take(caller, message.topic(), message.payload(), message.receivedAt())
                        .map(answer -> outcome(answer, message, caller.unit().isEmpty())))
                .otherwise(failure -> refused(topic, false));
    }

    /** The broker asked for the unit's password, not we. */
    private Set<Doubt> doubt(Optional<OnFile> unit) {
        boolean proven =
                config.trusted() || unit.isEmpty() || unit.get().credential().authentication() == Authentication.NONE;
        return proven ? Set.of() : Set.of(Doubt.FAILED_PASSWORD);
    }

    private static Outcome outcome(Answer answer, Arrival.Message message, boolean stranger) {
        if (answer instanceof Taken taken) {
            Mrs ack = taken.reply().ack();
            return ack == null
                    ? Silent.COMMITTED
                    : new Committed(new Reply(answerTopic(taken.topic(), message.responseTopic()), ack));
        }
        if (answer instanceof Ended ended) {
            boolean tooMuch = ended.reason() == MqttDisconnectReasonCode.QUOTA_EXCEEDED;
            MqttTopic topic = MqttTopic.parse(message.topic());
            return tooMuch || topic == null ? Silent.PASSED_OVER : refused(topic, stranger);
        }
        return Silent.PASSED_OVER;
    }

    private static Outcome refused(MqttTopic topic, boolean stranger) {
        return switch (topic.what()) {
            case HEARTBEAT, STATE -> Silent.PASSED_OVER;
            case ALARM, RESET, INFO, TEST, RESULT -> stranger ? Silent.PASSED_OVER : NotYet.NOT_YET;
        };
    }

    private static String answerTopic(MqttTopic topic, @Nullable String wanted) {
        return wanted != null && topic.mayAnswerAt(wanted) ? wanted : topic.ackTopic();
    }
}
