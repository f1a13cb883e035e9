package org.tocsin.gateway.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.mqtt.MqttCodec.Decoded;
import org.tocsin.gateway.mqtt.MqttCodec.Read;
import org.tocsin.gateway.mqtt.MqttCodec.Unreadable;
import org.tocsin.gateway.scaip.Mrs;
import org.tocsin.gateway.scaip.MrsDecision;
import org.tocsin.signal.Signal;
import org.tocsin.speech.SpeechInstruction;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * What a unit is answered once its message is committed: the PUBACK's reason (MQTT 5) and, where a reference could be
 * read, the acknowledgement in its own words ({@code down/ack}, SCAIP's mrs as JSON: {@code snu} 0 stored, 1 too
 * long, 4 ask again, 2 not JSON, 5 nobody can be called, 7 a mandatory element is missing).
 *
 * @param reason an error only where the unit must not send the same again
 * @param ack null where nothing is said
 */
public record MqttReply(
        MqttPubAckReasonCode reason, @Nullable Mrs ack) {
    private static final JsonFactory JSON = new JsonFactory();
    /** The highest version of SCAIP both sides know. */
    private static final String COMMON_VERSION = "01.00";

    /** Taken, and nothing to say about it. */
    static final MqttReply TAKEN = new MqttReply(MqttPubAckReasonCode.SUCCESS, null);

    /** It could not be read, and nobody needs to see it. */
    static final MqttReply SENSELESS = new MqttReply(MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID, null);

    /** The answer to what has been stored, as read or as unreadable. */
    static MqttReply to(Decoded decoded, SpeechInstruction instruction) {
        if (decoded instanceof Read read) {
            return new MqttReply(MqttPubAckReasonCode.SUCCESS, MrsDecision.accept(read.ref(), instruction));
        }
        Unreadable unreadable = (Unreadable) decoded;
        return switch (unreadable.fault()) {
            case NOT_JSON -> negative(MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID, unreadable, 2);
            case TOO_LONG -> negative(MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID, unreadable, 1);
            case INCOMPLETE -> negative(MqttPubAckReasonCode.SUCCESS, unreadable, 7);
            case OTHER_UNIT -> new MqttReply(MqttPubAckReasonCode.NOT_AUTHORIZED, null);
        };
    }

    private static MqttReply negative(MqttPubAckReasonCode reason, Unreadable unreadable, int snu) {
        String ref = unreadable.ref();
        return new MqttReply(reason, ref.isEmpty() ? null : new Mrs(ref, snu, unreadable.words(), null));
    }

    /** The same that also says how often the unit shall be heard, where it said that it may be told. */
    MqttReply withHeartbeat(Signal signal, Optional<OnFile> unit) {
        return ack == null ? this : new MqttReply(reason, MrsDecision.withHeartbeat(ack, signal, unit));
    }

    /** The reason in words; null where there is nothing to explain. */
    @Nullable
    String words() {
        return switch (reason) {
            case PAYLOAD_FORMAT_INVALID -> "not a JSON object that can be read, or too long";
            case NOT_AUTHORIZED -> "cid differs from the topic";
            default -> null;
        };
    }

    /** The payload of {@code down/cmd}. */
    public static Buffer payload(UnitCommand command) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("v", 1);
        json.put("id", command.id().toString());
        json.put("op", command.order().op().wireName());
        json.put("args", command.order().args());
        json.put("exp", command.order().until().truncatedTo(ChronoUnit.MILLIS).toString());
        return MqttJson.write(json);
    }

    /** The payload of {@code down/ack}. */
    public static byte[] payload(Mrs ack, Instant now) {
        Mrs.Speech speech = ack.speech() == null ? Mrs.Speech.NONE : ack.speech();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(192);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeStringField("ref", ack.ref());
            json.writeNumberField("snu", ack.status());
            json.writeStringField("ste", ack.reason());
            json.writeStringField("cve", COMMON_VERSION);
            json.writeNumberField("mre", speech.media());
            json.writeNumberField("cre", speech.handling());
            json.writeArrayFieldStart("tnu");
            for (String number : speech.numbers()) {
                json.writeString(number);
            }
            json.writeEndArray();
            Duration heartbeat = ack.heartbeat();
            json.writeObjectField("hbi", ack.heartbeatMinutes());
            json.writeObjectField("interval_s", heartbeat == null ? null : heartbeat.toSeconds());
            json.writeStringField("ts", now.truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
