package org.tocsin.gateway.mqtt.profile;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.mqtt.MqttTopic.What;

/**
 * How one vendor's units speak.
 *
 * @param user how their user name contains the unit's id; null where it is the id
 * @param rules in order: of those whose topic fits, the first whose conditions hold says what a message is
 */
public record TopicProfile(String name, @Nullable TopicPattern user, List<Rule> rules) {
    public TopicProfile {
        rules = List.copyOf(rules);
    }

    /**
     * @param when all of them must hold
     * @param ref what makes the message's own number, joined; the same in every repeat of one message
     * @param ack null where the unit expects no answer
     */
    record Rule(
            TopicPattern topic,
            What kind,
            List<Condition> when,
            List<JsonPointer> ref,
            List<Field> fields,
            @Nullable Ack ack) {
        boolean holds(JsonNode payload) {
            return when.stream().allMatch(condition -> {
                JsonNode value = payload.at(condition.at);
                return value.isValueNode() && condition.values.contains(value.asText());
            });
        }
    }

    /** One of these values is there. */
    record Condition(JsonPointer at, Set<String> values) {}

    /**
     * One element in our words, from a constant, a place in the payload or a hole of the topic.
     *
     * @param map what a value means; empty where it is taken as it is
     * @param otherwise for a value that the map does not know, and where there is none; null to leave the element out
     */
    record Field(
            String name,
            @Nullable String constant,
            @Nullable JsonPointer from,
            @Nullable String hole,
            Map<String, String> map,
            @Nullable String otherwise) {
        @Nullable
        String value(JsonNode payload, Map<String, String> holes) {
            if (constant != null) {
                return constant;
            }
            String found = found(payload, holes);
            if (found == null) {
                return otherwise;
            }
            return map.isEmpty() ? found : map.getOrDefault(found, otherwise);
        }

        private @Nullable String found(JsonNode payload, Map<String, String> holes) {
            if (from != null) {
                JsonNode value = payload.at(from);
                return value.isValueNode() && !value.isNull() ? value.asText() : null;
            }
            return hole == null ? null : holes.get(hole);
        }
    }

    /** @param payload as it is sent, with {@code {…}} where something is to be put in */
    record Ack(TopicPattern topic, JsonNode payload) {}

    /** A topic of these units: which it is, and what fills its holes. */
    public record Hit(String topicName, List<Rule> rules, Map<String, String> holes) {}

    /** Null when it is none of their topics, or another unit's. */
    public @Nullable Hit hit(String topicName, String cid) {
        for (Rule rule : rules) {
            Map<String, String> holes = rule.topic.match(topicName);
            if (holes != null && cid.equals(holes.get(TopicPattern.CID))) {
                List<Rule> same = rules.stream()
                        .filter(other -> other.topic.match(topicName) != null)
                        .toList();
                return new Hit(topicName, same, new HashMap<>(holes));
            }
        }
        return null;
    }

    /** A unit may hear what is said to it, nothing else. */
    public boolean maySubscribe(String filter, String cid) {
        return rules.stream().anyMatch(rule -> rule.ack != null && rule.ack.topic.admits(filter, cid));
    }
}
