package org.tocsin.gateway.mqtt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tocsin.gateway.mqtt.MqttCodec.Decoded;
import org.tocsin.gateway.mqtt.MqttCodec.Fault;
import org.tocsin.gateway.mqtt.MqttCodec.Read;
import org.tocsin.gateway.mqtt.MqttCodec.Unreadable;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Classification;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;
import org.tocsin.unit.Credential.Authentication;

/** What came over MQTT as a signal; also what could not be read and who could not prove itself, so that a person sees. */
final class MqttSignals {
    /** Repeated attempts within this time are one signal. */
    private static final long ATTEMPT_SECONDS = 600;

    private static final long DAY_SECONDS = 86_400;
    private static final int SHOWN_TOPIC = 160;

    private MqttSignals() {}

    /** @param caller what is to be doubted about whoever says it */
    static Signal of(MqttTopic topic, Decoded decoded, byte[] payload, Origin origin, Set<Doubt> caller) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        doubts.addAll(caller);
        SignalKind kind;
        SignalBody body;
        if (decoded instanceof Read read) {
            body = read.body();
            kind = Classification.kind(body);
        } else {
            body = SignalBody.EMPTY;
            kind = topic.what().kept() ? SignalKind.UNREADABLE : SignalKind.HEARTBEAT;
            doubts.add(Doubt.UNREADABLE);
            if (decoded instanceof Unreadable unreadable && unreadable.fault() == Fault.OTHER_UNIT) {
                doubts.add(Doubt.SENDER_MISMATCH);
            }
        }
        Signal.Key key = new Signal.Key(topic.cid(), decoded.ref(), decoded.bodyHash());
        return new Signal(
                Ids.next(), key, kind, body, kept(payload), new Signal.Context(origin, topic.service(), doubts));
    }

    /** The same for this service, instead of the one its topic names. */
    static Signal inService(String service, Signal signal) {
        Set<Doubt> doubts = EnumSet.of(Doubt.SENDER_MISMATCH);
        doubts.addAll(signal.context().doubts());
        Signal.Context context = new Signal.Context(signal.origin(), service, doubts);
        return new Signal(signal.id(), signal.key(), signal.kind(), signal.body(), signal.raw(), context);
    }

    /** Any other word from a unit on file: a sign of life. */
    static Signal signOfLife(MqttTopic topic, Origin origin) {
        Signal.Key key = new Signal.Key(topic.cid(), "", new byte[32]);
        Signal.Context context = new Signal.Context(origin, topic.service(), Set.of());
        return new Signal(Ids.next(), key, SignalKind.HEARTBEAT, SignalBody.EMPTY, new byte[0], context);
    }

    /** A unit that cannot prove itself may be trying to call for help: one signal for ten minutes of trying. */
    static Signal failedProof(String cid, String serviceCode, Origin origin, Authentication by) {
        return switch (by) {
            case PASSWORD, DIGEST ->
                attempt(
                        cid,
                        serviceCode,
                        origin,
                        "connect",
                        Doubt.FAILED_PASSWORD,
                        "Connection refused: wrong password");
            case CERTIFICATE ->
                attempt(
                        cid,
                        serviceCode,
                        origin,
                        "connect",
                        Doubt.FAILED_CERTIFICATE,
                        "Connection refused: no certificate of its own");
            case NONE ->
                attempt(
                        cid,
                        serviceCode,
                        origin,
                        "connect",
                        Doubt.OTHER_ADDRESS,
                        "Connection refused: from an address that is not its own");
        };
    }

    /**
     * Said on a topic that is none of the unit's own. What reads like a message of a person in need is shown each time;
     * anything else once a day for each topic.
     *
     * @param topic as if it had been said where it belongs
     */
    static Signal misdirected(
            MqttTopic topic, String topicName, byte[] payload, Origin origin, Set<Doubt> heldAgainst) {
        String shown = topicName.length() <= SHOWN_TOPIC ? topicName : topicName.substring(0, SHOWN_TOPIC);
        String words = "Published where it may not, on topic " + shown.replace("\0", "");
        Decoded decoded = MqttCodec.decode(topic, payload);
        Set<Doubt> doubts = EnumSet.of(Doubt.UNREADABLE);
        doubts.addAll(heldAgainst);
        Signal.Context context = new Signal.Context(origin, topic.service(), doubts);
        if (decoded instanceof Read read && !MqttJson.says(payload, "mty", "PI")) {
            Map<String, String> values = new HashMap<>(read.body().values());
            values.putIfAbsent("ite", words);
            Signal.Key key = new Signal.Key(topic.cid(), read.ref(), read.bodyHash());
            SignalBody body = new SignalBody(values, read.body().unitTime());
            return new Signal(Ids.next(), key, SignalKind.UNREADABLE, body, payload, context);
        }
        String ref = "topic" + origin.receivedAt().getEpochSecond() / DAY_SECONDS;
        Signal.Key key = new Signal.Key(topic.cid(), ref, sha256(topicName.getBytes(StandardCharsets.UTF_8)));
        SignalBody body = new SignalBody(Map.of("ite", words), null);
        return new Signal(Ids.next(), key, SignalKind.UNREADABLE, body, kept(payload), context);
    }

    /** A message too long to be taken off the line at all. */
    static Signal overlong(String cid, String serviceCode, Origin origin) {
        return attempt(cid, serviceCode, origin, "long", Doubt.UNREADABLE, "A message over the limit was not taken");
    }

    private static byte[] kept(byte[] payload) {
        return payload.length <= MqttCodec.MAX_PAYLOAD_BYTES
                ? payload
                : Arrays.copyOf(payload, MqttCodec.MAX_PAYLOAD_BYTES);
    }

    private static Signal attempt(
            String cid, String serviceCode, Origin origin, String what, Doubt doubt, String words) {
        String ref = what + origin.receivedAt().getEpochSecond() / ATTEMPT_SECONDS;
        byte[] text = words.getBytes(StandardCharsets.UTF_8);
        Signal.Key key = new Signal.Key(cid, ref, sha256(text));
        Signal.Context context = new Signal.Context(origin, serviceCode, Set.of(doubt));
        SignalBody body = new SignalBody(Map.of("ite", words), null);
        return new Signal(Ids.next(), key, SignalKind.UNREADABLE, body, text, context);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
