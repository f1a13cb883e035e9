package org.tocsin.gateway.mqtt.profile;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.mqtt.MqttTopic.What;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Ack;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Condition;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Field;
import org.tocsin.gateway.mqtt.profile.TopicProfile.Rule;

/** Reads a profile and finds everything that is wrong with it, at once and with the place where it is wrong. */
final class ProfileFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_RULES = 64;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Set<What> KINDS =
            Set.of(What.ALARM, What.RESET, What.INFO, What.HEARTBEAT, What.TEST, What.STATE);
    /** What a message may be made of; {@code dty} and its like are SCAIP's names. */
    private static final Set<String> ELEMENTS = Set.of(
            "ver", "sco", "cha", "hbo", "dty", "did", "dco", "dte", "crd", "stc", "stt", "pri", "lco", "lva", "lte",
            "ico", "ite", "ame", "mreq", "ts", "try", "lat", "lon", "tim", "gga");

    private static final Set<String> STATE =
            Set.of("state", "boot", "fw", "cfg", "bearer", "rssi", "mains", "battery", "ts");

    private final List<String> faults;

    private ProfileFile(List<String> faults) {
        this.faults = faults;
    }

    /** Null, and at least one fault, where it is no profile. */
    static @Nullable TopicProfile read(byte[] bytes, List<String> faults) {
        try {
            JsonNode file = JSON.readTree(bytes);
            return new ProfileFile(faults).profile(file);
        } catch (JsonProcessingException e) {
            faults.add("is not JSON: line " + e.getLocation().getLineNr() + ", " + e.getOriginalMessage());
        } catch (IOException e) {
            faults.add("is not JSON");
        }
        return null;
    }

    private @Nullable TopicProfile profile(JsonNode file) {
        known("", file, Set.of("profile", "description", "user", "rules"));
        String name = text("", file, "profile");
        if (name != null && !NAME.matcher(name).matches()) {
            faults.add("profile: is lower-case letters, digits and hyphens, at most 64");
        }
        TopicPattern user = file.has("user") ? pattern("", file, "user") : null;
        List<Rule> rules = new ArrayList<>();
        JsonNode wanted = file.path("rules");
        if (!wanted.isArray() || wanted.isEmpty() || wanted.size() > MOST_RULES) {
            faults.add("rules: is a list of 1 to " + MOST_RULES);
        } else {
            for (int i = 0; i < wanted.size(); i++) {
                Rule rule = rule("rules[" + i + "]", wanted.get(i));
                if (rule != null) {
                    rules.add(rule);
                }
            }
        }
        return faults.isEmpty() && name != null ? new TopicProfile(name, user, rules) : null;
    }

    private @Nullable Rule rule(String at, JsonNode json) {
        known(at, json, Set.of("topic", "kind", "when", "ref", "fields", "ack", "note"));
        TopicPattern topic = pattern(at, json, "topic");
        if (topic != null && json.path("topic").asText().startsWith("tc/")) {
            faults.add(at + ".topic: tc/ is ours");
        }
        What kind = kind(at, json);
        List<Condition> when = conditions(at + ".when", json.path("when"));
        List<JsonPointer> ref = new ArrayList<>();
        JsonNode parts = json.path("ref");
        for (JsonNode part : parts.isArray() ? parts : List.of(parts)) {
            pointer(at + ".ref", part, ref);
        }
        if (parts.isArray() && parts.isEmpty()) {
            faults.add(at + ".ref: is a place in the payload (RFC 6901), or several");
        }
        Set<String> holes = topic == null ? Set.of() : topic.holes();
        List<Field> fields = fields(at + ".fields", json.path("fields"), kind, holes);
        Ack ack = json.has("ack") ? ack(at + ".ack", json.path("ack"), holes) : null;
        if (kind != null
                && kind != What.STATE
                && fields.stream().noneMatch(field -> field.name().equals("dty"))) {
            faults.add(at + ".fields: has no dty, without which no message is complete");
        }
        return topic == null || kind == null ? null : new Rule(topic, kind, when, ref, fields, ack);
    }

    private @Nullable What kind(String at, JsonNode json) {
        String kind = json.path("kind").asText();
        for (What what : KINDS) {
            if (what.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return what;
            }
        }
        faults.add(at + ".kind: is alarm, reset, info, heartbeat, test or state");
        return null;
    }

    private List<Condition> conditions(String at, JsonNode json) {
        List<Condition> conditions = new ArrayList<>();
        json.properties().forEach(member -> {
            List<JsonPointer> pointer = new ArrayList<>();
            pointer(at, JSON.getNodeFactory().textNode(member.getKey()), pointer);
            Set<String> values = new HashSet<>();
            JsonNode wanted = member.getValue();
            (wanted.isArray() ? wanted : List.of(wanted)).forEach(value -> values.add(value.asText()));
            pointer.forEach(place -> conditions.add(new Condition(place, Set.copyOf(values))));
        });
        return conditions;
    }

    private List<Field> fields(String at, JsonNode json, @Nullable What kind, Set<String> holes) {
        Set<String> names = kind == What.STATE ? STATE : ELEMENTS;
        List<Field> fields = new ArrayList<>();
        if (!json.isObject()) {
            faults.add(at + ": is an object");
        }
        json.properties().forEach(member -> {
            String place = at + "." + member.getKey();
            if (!names.contains(member.getKey())) {
                faults.add(place + ": is no element of such a message");
            }
            Field field = field(place, member.getKey(), member.getValue(), holes);
            if (field != null) {
                fields.add(field);
            }
        });
        return fields;
    }

    /** A text is a constant. */
    private @Nullable Field field(String at, String name, JsonNode json, Set<String> holes) {
        if (json.isValueNode() && !json.isNull()) {
            return new Field(name, json.asText(), null, null, Map.of(), null);
        }
        known(at, json, Set.of("from", "hole", "map", "else"));
        if (json.has("from") == json.has("hole")) {
            faults.add(at + ": is a constant, or comes either \"from\" a place in the payload or from a \"hole\"");
            return null;
        }
        List<JsonPointer> from = new ArrayList<>();
        if (json.has("from")) {
            pointer(at + ".from", json.path("from"), from);
        } else if (!holes.contains(json.path("hole").asText())) {
            faults.add(at + ".hole: is no hole of the topic");
        }
        Map<String, String> map = new HashMap<>();
        json.path("map")
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        String otherwise = json.has("else") ? json.path("else").asText() : null;
        String hole = json.has("hole") ? json.path("hole").asText() : null;
        return new Field(name, null, from.isEmpty() ? null : from.get(0), hole, Map.copyOf(map), otherwise);
    }

    private @Nullable Ack ack(String at, JsonNode json, Set<String> holes) {
        known(at, json, Set.of("topic", "payload"));
        TopicPattern topic = pattern(at, json, "topic");
        if (topic != null && !holes.containsAll(topic.holes())) {
            faults.add(at + ".topic: has a hole that the rule's topic has not");
        }
        if (!(json.path("payload") instanceof ObjectNode payload)) {
            faults.add(at + ".payload: is an object");
            return null;
        }
        templates(at + ".payload", payload, holes);
        return topic == null ? null : new Ack(topic, payload);
    }

    private void templates(String at, JsonNode json, Set<String> holes) {
        if (json.isContainerNode()) {
            json.forEach(member -> templates(at, member, holes));
        } else if (json.isTextual()) {
            for (String name : Translation.holes(json.asText())) {
                if (name.startsWith("/")) {
                    pointer(at, JSON.getNodeFactory().textNode(name), new ArrayList<>());
                } else if (!Translation.ANSWER_HOLES.contains(name) && !holes.contains(name)) {
                    faults.add(at + ": {" + name + "} is nothing that can be put in");
                }
            }
        }
    }

    private void pointer(String at, JsonNode json, List<JsonPointer> into) {
        try {
            if (json.isTextual() && json.asText().startsWith("/")) {
                into.add(JsonPointer.compile(json.asText()));
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        faults.add(at + ": is a place in the payload (RFC 6901), such as /event/id");
    }

    private @Nullable TopicPattern pattern(String at, JsonNode json, String key) {
        String text = text(at, json, key);
        try {
            return text == null ? null : TopicPattern.parse(text);
        } catch (IllegalArgumentException e) {
            faults.add(place(at, key) + ": " + e.getMessage());
            return null;
        }
    }

    private @Nullable String text(String at, JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isTextual() || value.asText().isBlank()) {
            faults.add(place(at, key) + ": is a text");
            return null;
        }
        return value.asText();
    }

    /** What is misspelt must not be silently without effect. */
    private void known(String at, JsonNode json, Set<String> keys) {
        json.properties().forEach(member -> {
            if (!keys.contains(member.getKey())) {
                faults.add(place(at, member.getKey()) + ": nothing of this name belongs here");
            }
        });
    }

    private static String place(String at, String key) {
        return at.isEmpty() ? key : at + "." + key;
    }
}
