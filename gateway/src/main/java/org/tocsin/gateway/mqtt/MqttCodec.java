package org.tocsin.gateway.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.SignalBody;

/**
 * A unit's JSON into what it said. The keys are SCAIP's names, codes are text or numbers; an absent key means SCAIP's
 * default, an unknown one is ignored (the raw bytes are kept with the signal). Pure; never throws for any payload.
 */
final class MqttCodec {
    /** Longest payload that is read. */
    static final int MAX_PAYLOAD_BYTES = 8 * 1024;

    /** No element of SCAIP is longer. */
    private static final int MAX_VALUE_LENGTH = 256;

    private static final Pattern REF = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final Set<String> KNOWN = Set.of(
            "ver", "sco", "cha", "hbo", "cid", "dty", "did", "dco", "dte", "crd", "stc", "stt", "pri", "lco", "lva",
            "lte", "ico", "ite", "ame", "mreq", "boot", "seq");
    private static final Map<String, Integer> CODE_DIGITS = Map.of("dty", 4, "stc", 4, "dco", 3, "lco", 3, "ico", 3);

    /** What may change between repeats of one message, and so is left out of its hash. */
    private static final Set<String> CHANGES_IN_REPEATS = Set.of("try", "ts");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(64 * 1024)
                    .maxNestingDepth(8)
                    .maxStringLength(MAX_PAYLOAD_BYTES)
                    .maxNumberLength(64)
                    .maxNameLength(64)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private MqttCodec() {}

    /** What became of a payload. */
    sealed interface Decoded {
        /** The message's own number; empty when it could not be read. */
        String ref();

        /** SHA-256 over what must not change between repeats. */
        byte[] bodyHash();
    }

    /** Everything that must be there was there. */
    record Read(String ref, byte[] bodyHash, SignalBody body) implements Decoded {}

    /** @param words what is wrong, for the unit's maker */
    record Unreadable(String ref, byte[] bodyHash, Fault fault, String words) implements Decoded {}

    /** Why a payload is not a message. */
    enum Fault {
        NOT_JSON,
        TOO_LONG,
        /** A mandatory element is absent: ref, cid or dty. */
        INCOMPLETE,
        /** It names another unit than its topic. */
        OTHER_UNIT
    }

    static Decoded decode(MqttTopic topic, byte[] payload) {
        Fields fields = new Fields();
        if (payload.length > MAX_PAYLOAD_BYTES) {
            readAsFarAsPossible(fields, payload);
            return new Unreadable(
                    fields.ref(),
                    sha256().digest(payload),
                    Fault.TOO_LONG,
                    "longer than " + MAX_PAYLOAD_BYTES + " bytes");
        }
        if (!readAsFarAsPossible(fields, payload)) {
            return new Unreadable(fields.ref(), sha256().digest(payload), Fault.NOT_JSON, "not a JSON object");
        }
        byte[] hash = fields.hash.digest();
        String cid = fields.values.get("cid");
        if (cid != null && !cid.equals(topic.cid())) {
            return new Unreadable(fields.ref(), hash, Fault.OTHER_UNIT, "cid differs from the topic");
        }
        String missing = fields.missing();
        if (!missing.isEmpty()) {
            return new Unreadable(fields.ref(), hash, Fault.INCOMPLETE, "missing:" + missing);
        }
        return new Read(fields.ref(), hash, fields.body(topic.what()));
    }

    /** What came on a topic of a vendor's and is nothing its profile knows. */
    static Decoded unreadable(byte[] payload) {
        return new Unreadable("", sha256().digest(payload), Fault.NOT_JSON, "nothing the unit's profile knows");
    }

    /** False when the payload ends, errs or is no object; what was read until then stays in the fields. */
    private static boolean readAsFarAsPossible(Fields fields, byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(parser, parser.currentName());
            }
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The object's fields as they are met; of a key that comes twice, the first counts. */
    private static final class Fields {
        private final Map<String, String> values = new HashMap<>();
        private final MessageDigest hash = sha256();
        private @Nullable String ref;
        private @Nullable Instant unitTime;

        void read(JsonParser parser, String name) throws IOException {
            boolean hashed = !CHANGES_IN_REPEATS.contains(name);
            if (hashed) {
                mix('k', name);
            }
            parser.nextToken();
            if (name.equals("lge")) {
                Map<String, String> members = new HashMap<>();
                value(parser, hashed, members);
                position(members);
            } else {
                keep(name, value(parser, hashed, null));
            }
        }

        /** Reads one whole value; gives its scalars in order and, where it is an object, its scalar members by name. */
        private List<String> value(JsonParser parser, boolean hashed, @Nullable Map<String, String> members)
                throws IOException {
            List<String> scalars = new ArrayList<>(1);
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                String text = "";
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else {
                    text = parser.getText();
                }
                if (hashed) {
                    mix((char) ('A' + token.id()), text);
                }
                if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    String scalar = scalar(token, text);
                    scalars.add(scalar);
                    if (members != null && depth == 1) {
                        members.putIfAbsent(parser.currentName(), cut(scalar));
                    }
                }
            } while (depth > 0 && parser.nextToken() != null);
            return scalars;
        }

        private static String scalar(JsonToken token, String text) {
            return switch (token) {
                case VALUE_TRUE -> "1";
                case VALUE_FALSE -> "0";
                default -> text.strip();
            };
        }

        /** A tag, the text and its end: no two different messages feed the same bytes. */
        private void mix(char tag, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            hash.update((byte) tag);
            hash.update((byte) (bytes.length >>> 8));
            hash.update((byte) bytes.length);
            hash.update(bytes);
        }

        private void keep(String name, List<String> scalars) {
            if (scalars.isEmpty()) {
                return;
            }
            String text = cut(String.join(" ", scalars));
            if (name.equals("ref")) {
                ref = ref == null && REF.matcher(text).matches() ? text : ref;
            } else if (name.equals("ts")) {
                unitTime = instant(text);
            } else if (KNOWN.contains(name) && !text.isEmpty()) {
                values.putIfAbsent(name, code(name, text));
            }
        }

        /** {@code {"lat":…,"lon":…,"tim":…,"gga":…}} into SCAIP's names: geo, tim, gga. */
        private void position(Map<String, String> members) {
            String latitude = members.get("lat");
            String longitude = members.get("lon");
            if (latitude != null && longitude != null) {
                values.putIfAbsent("geo", latitude + "," + longitude);
            }
            for (String name : List.of("tim", "gga")) {
                String member = members.get(name);
                if (member != null) {
                    values.putIfAbsent(name, member);
                }
            }
        }

        private static String cut(String text) {
            return text.length() <= MAX_VALUE_LENGTH
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MAX_VALUE_LENGTH)));
        }

        /** Codes are compared as text, so their zeros must agree; what is no number stays as it is. */
        private static String code(String name, String text) {
            Integer digits = CODE_DIGITS.get(name);
            if (digits == null || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return text;
            }
            String number = Integer.toString(Integer.parseInt(text));
            return "0".repeat(Math.max(0, digits - number.length())) + number;
        }

        private static @Nullable Instant instant(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                return null;
            }
        }

        String ref() {
            return ref == null ? "" : ref;
        }

        String missing() {
            return (ref == null ? " ref" : "")
                    + (values.containsKey("cid") ? "" : " cid")
                    + (values.containsKey("dty") ? "" : " dty");
        }

        SignalBody body(MqttTopic.What what) {
            String messageType = what.messageType();
            if (messageType != null) {
                values.put("mty", messageType);
            }
            if (what == MqttTopic.What.TEST) {
                values.putIfAbsent("stc", "0102");
            }
            return new SignalBody(values, unitTime);
        }
    }
}
