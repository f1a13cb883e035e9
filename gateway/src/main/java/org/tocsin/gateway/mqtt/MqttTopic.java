package org.tocsin.gateway.mqtt;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A topic a unit publishes to: {@code tc/1/{service}/{cid}/up/{what}}.
 *
 * @param service code of the service the topic names
 * @param cid the unit the topic belongs to
 * @param what which kind of message it carries
 */
public record MqttTopic(String service, String cid, What what) {
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern CID = Pattern.compile("[0-9]{1,32}");
    private static final Map<String, What> BY_NAME =
            Stream.of(What.values()).collect(Collectors.toUnmodifiableMap(What::topicName, Function.identity()));

    /** The last level of the topic; it decides the message type, whatever the payload says. */
    public enum What {
        ALARM("ME"),
        RESET("RE"),
        INFO("IN"),
        HEARTBEAT("PI"),
        TEST("ME"),
        /** The state of its connection, also its Will. */
        STATE(null),
        /** Its answer to a command. */
        RESULT(null);

        private final @Nullable String messageType;

        What(@Nullable String messageType) {
            this.messageType = messageType;
        }

        /** SCAIP's message type; null where the message is none of SCAIP's. */
        @Nullable
        String messageType() {
            return messageType;
        }

        /** Such a message is kept even where it cannot be read. */
        boolean kept() {
            return messageType != null && this != HEARTBEAT;
        }

        /** It never waits, and is never refused because there is too much of it. */
        public boolean urgent() {
            return this == ALARM || this == RESET || this == INFO;
        }

        private String topicName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The parts of a topic name; null when it is no topic of ours that a unit may publish to. */
    public static @Nullable MqttTopic parse(String topic) {
        String[] levels = topic.split("/", 7);
        if (levels.length != 6 || !ours(levels) || !levels[4].equals("up")) {
            return null;
        }
        What what = BY_NAME.get(levels[5]);
        return what == null ? null : new MqttTopic(levels[2], levels[3], what);
    }

    /** The unit a topic belongs to, whatever follows; null when it belongs to none. */
    static @Nullable String owner(String topic) {
        String[] levels = topic.split("/", 6);
        return levels.length >= 5 && ours(levels) ? levels[3] : null;
    }

    /** A unit may hear what is said to it, nothing else: filters strictly below its own {@code down/}. */
    static boolean maySubscribe(String filter, String cid) {
        String[] levels = filter.split("/", 6);
        return levels.length == 6 && ours(levels) && levels[3].equals(cid) && levels[4].equals("down");
    }

    public static boolean isCid(String text) {
        return CID.matcher(text).matches();
    }

    /** True when a message on this topic would reach a subscriber of this filter (MQTT 5 §4.7). */
    static boolean matches(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }

    /** Where its acknowledgement goes when it names no place of its own. */
    public String ackTopic() {
        return "tc/1/" + service + "/" + cid + "/down/ack";
    }

    /** Where a unit hears what it is asked to do. */
    public static String commandTopic(String service, String cid) {
        return "tc/1/" + service + "/" + cid + "/down/cmd";
    }

    /** A place for the answer is respected only below the unit's own {@code down/}. */
    public boolean mayAnswerAt(String responseTopic) {
        String prefix = "tc/1/" + service + "/" + cid + "/down/";
        return responseTopic.startsWith(prefix)
                && responseTopic.length() > prefix.length()
                && responseTopic.indexOf('#') < 0
                && responseTopic.indexOf('+') < 0;
    }

    private static boolean ours(String[] levels) {
        return levels[0].equals("tc")
                && levels[1].equals("1")
                && SERVICE.matcher(levels[2]).matches()
                && isCid(levels[3]);
    }
}
