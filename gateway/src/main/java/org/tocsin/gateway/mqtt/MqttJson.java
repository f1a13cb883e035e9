package org.tocsin.gateway.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON from units, small and with limits, as a tree; for what is not on the way of an alarm. Never throws for any bytes. */
final class MqttJson {
    private static final int LONGEST_TEXT = 4_096;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(64 * 1024)
                    .maxNestingDepth(8)
                    .maxStringLength(MqttCodec.MAX_PAYLOAD_BYTES)
                    .maxNumberLength(64)
                    .maxNameLength(64)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build());

    private MqttJson() {}

    /** The object; null when it is none, is too long or has something behind it. */
    static @Nullable ObjectNode object(byte[] payload) {
        if (payload.length > MqttCodec.MAX_PAYLOAD_BYTES) {
            return null;
        }
        try (var parser = MAPPER.getFactory().createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            JsonNode tree = MAPPER.readTree(parser);
            return parser.nextToken() == null && tree instanceof ObjectNode object ? object : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** As JSON; the values are texts, numbers, truth values, or maps and lists of them. */
    static Buffer write(Map<String, Object> values) {
        return Buffer.buffer(bytes(values));
    }

    /** As JSON: such values, or a tree. */
    static byte[] bytes(Object values) {
        try {
            return MAPPER.writeValueAsBytes(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of this", e);
        }
    }

    /** True when it is an object with this text under this key. */
    static boolean says(byte[] payload, String key, String text) {
        ObjectNode json = object(payload);
        return json != null && text.equals(json.path(key).asText());
    }

    /** A text or number as text, cut; null where there is none. */
    static @Nullable String text(JsonNode value, int longest) {
        if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
            return null;
        }
        String text = value.asText().strip();
        int most = Math.min(longest, LONGEST_TEXT);
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** A whole number between the two, both allowed; null where there is none. */
    static @Nullable Long number(JsonNode value, long least, long most) {
        boolean fits = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.asLong() >= least
                && value.asLong() <= most;
        return fits ? value.asLong() : null;
    }
}
