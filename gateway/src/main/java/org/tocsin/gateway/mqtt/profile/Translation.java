package org.tocsin.gateway.mqtt.profile;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.mqtt.MqttTopic.What;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Field;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Hit;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Rule;
import org.tocsin.gateway.scaip.Mrs;

/**
 * A vendor's message in our words, and our answer in the vendor's. Pure.
 *
 * @param what which kind of message it is
 * @param words the message as a unit with our own topics would have said it
 */
public record Translation(What what, ObjectNode words, Rule rule, Hit hit, ObjectNode said) {
    static final Set<String> POSITION = Set.of("lat", "lon", "tim", "gga");
    /** Later than this many seconds, a number is one of milliseconds: 5138. */
    private static final long MOST_SECONDS = 100_000_000_000L;

    private static final int LONGEST_REF = 64;
    private static final Pattern REF = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]*)}");

    /** Null when no rule of the topic's holds. */
    public static @Nullable Translation of(Hit hit, ObjectNode said, String cid) {
        for (Rule rule : hit.rules()) {
            if (rule.holds(said)) {
                return new Translation(rule.kind(), words(rule, hit, said, cid), rule, hit, said);
            }
        }
        return null;
    }

    private static ObjectNode words(Rule rule, Hit hit, ObjectNode said, String cid) {
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        words.put("v", 1);
        String ref = ref(rule, said);
        if (!ref.isEmpty()) {
            words.put("ref", ref);
        }
        words.put("cid", cid);
        ObjectNode position = JsonNodeFactory.instance.objectNode();
        for (Field field : rule.fields()) {
            String value = field.value(said, hit.holes());
            if (value != null) {
                put(POSITION.contains(field.name()) ? position : words, field.name(), value);
            }
        }
        if (!position.isEmpty()) {
            words.set("lge", position);
        }
        return words;
    }

    private static void put(ObjectNode words, String name, String value) {
        switch (name) {
            case "ts" -> words.put(name, time(value));
            case "boot", "rssi", "battery" -> putNumber(words, name, value);
            case "mains" -> words.put(name, Boolean.parseBoolean(value) || value.equals("1"));
            default -> words.put(name, value);
        }
    }

    private static void putNumber(ObjectNode words, String name, String value) {
        try {
            words.put(name, (long) Double.parseDouble(value));
        } catch (NumberFormatException e) {
            words.put(name, value);
        }
    }

    /** Seconds or milliseconds since 1970 as the text they mean; any other text as it is. */
    private static String time(String value) {
        try {
            long number = Long.parseLong(value);
            return (number > MOST_SECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number)).toString();
        } catch (NumberFormatException | DateTimeException e) {
            return value;
        }
    }

    /** Empty when a part of it is not there. */
    private static String ref(Rule rule, ObjectNode said) {
        StringBuilder ref = new StringBuilder();
        for (JsonPointer part : rule.ref()) {
            JsonNode value = said.at(part);
            if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
                return "";
            }
            ref.append(ref.length() == 0 ? "" : "-").append(value.asText().strip());
        }
        String text = ref.toString();
        return text.length() <= LONGEST_REF && REF.matcher(text).matches() ? text : digest(text);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** An answer as the vendor's unit expects it. */
    public record Answer(String topic, JsonNode payload) {}

    /** Null when it expects none. */
    public @Nullable Answer answer(String cid, Mrs ack, Instant now) {
        TopicProfile.Ack wanted = rule.ack();
        if (wanted == null) {
            return null;
        }
        Mrs.Speech speech = ack.speech() == null ? Mrs.Speech.NONE : ack.speech();
        Map<String, String> texts = new HashMap<>(hit.holes());
        texts.put("cid", cid);
        texts.put("ref", ack.ref());
        texts.put("snu", Integer.toString(ack.status()));
        texts.put("ok", Boolean.toString(ack.status() == 0));
        texts.put("why", ack.reason() == null ? "" : ack.reason());
        texts.put("mre", Integer.toString(speech.media()));
        texts.put("cre", Integer.toString(speech.handling()));
        texts.put("tnu", speech.numbers().isEmpty() ? "" : speech.numbers().get(0));
        texts.put("ts", now.toString());
        return new Answer(wanted.topic().fill(cid, hit.holes()), fill(wanted.payload(), texts));
    }

    private JsonNode fill(JsonNode template, Map<String, String> texts) {
        if (template instanceof ObjectNode object) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> filled.set(member.getKey(), fill(member.getValue(), texts)));
            return filled;
        }
        if (template instanceof ArrayNode array) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            array.forEach(member -> filled.add(fill(member, texts)));
            return filled;
        }
        return template.isTextual() ? fill(template.asText(), texts) : template;
    }

    /** A text that is nothing but a hole keeps the type of what is put in. */
    private JsonNode fill(String template, Map<String, String> texts) {
        Matcher hole = HOLE.matcher(template);
        if (hole.matches()) {
            String name = hole.group(1);
            return switch (name) {
                case "snu", "mre", "cre" -> JsonNodeFactory.instance.numberNode(Integer.parseInt(texts.get(name)));
                case "ok" -> JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(texts.get(name)));
                default ->
                    name.startsWith("/")
                            ? said.at(JsonPointer.compile(name))
                            : JsonNodeFactory.instance.textNode(texts.getOrDefault(name, ""));
            };
        }
        return JsonNodeFactory.instance.textNode(hole.replaceAll(found -> Matcher.quoteReplacement(
                found.group(1).startsWith("/")
                        ? said.at(JsonPointer.compile(found.group(1))).asText()
                        : texts.getOrDefault(found.group(1), ""))));
    }

    /** What may stand in the holes of an answer besides places in the payload and the holes of the topic. */
    static final Set<String> ANSWER_HOLES = Set.of("cid", "ref", "snu", "ok", "why", "mre", "cre", "tnu", "ts");

    /** The names in the holes of a text. */
    static Set<String> holes(String template) {
        return HOLE.matcher(template).results().map(found -> found.group(1)).collect(Collectors.toUnmodifiableSet());
    }
}
