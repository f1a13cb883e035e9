package org.tocsin.gateway.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandQueue;
import org.tocsin.unit.UnitState;
import org.tocsin.unit.UnitState.Word;

/** What a unit says that is no signal: its state, and what became of a command. Pure; never throws for any payload. */
public final class MqttReports {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_ID = 64;
    private static final Map<String, Word> WORDS = Map.of(
            "init", Word.INIT,
            "ready", Word.READY,
            "sleeping", Word.SLEEPING,
            "disconnected", Word.DISCONNECTED,
            "lost", Word.LOST);

    private MqttReports() {}

    /** What {@code up/state} says. */
    public record State(Word word, UnitState.Report report) {}

    /** What {@code up/result} says. */
    record Result(String commandId, UnitCommandQueue.Said said) {}

    /** Null where it cannot be read. */
    public static @Nullable State state(byte[] payload, Instant receivedAt) {
        ObjectNode json = MqttJson.object(payload);
        String text = json == null ? null : MqttJson.text(json.path("state"), LONGEST_NAME);
        Word word = text == null ? null : WORDS.get(text.toLowerCase(Locale.ROOT));
        if (json == null || word == null) {
            return null;
        }
        JsonNode mains = json.path("mains");
        return new State(
                word,
                new UnitState.Report(
                        MqttJson.number(json.path("boot"), 0, Long.MAX_VALUE),
                        printable(MqttJson.text(json.path("fw"), LONGEST_NAME)),
                        printable(MqttJson.text(json.path("cfg"), LONGEST_NAME)),
                        printable(MqttJson.text(json.path("bearer"), LONGEST_NAME)),
                        small(MqttJson.number(json.path("rssi"), -200, 100)),
                        mains.isBoolean() ? mains.asBoolean() : null,
                        small(MqttJson.number(json.path("battery"), 0, 100)),
                        receivedAt));
    }

    /** Null where it cannot be read. */
    static @Nullable Result result(byte[] payload) {
        ObjectNode json = MqttJson.object(payload);
        String id = json == null ? null : MqttJson.text(json.path("id"), LONGEST_ID);
        if (json == null || id == null || !json.path("ok").isBoolean()) {
            return null;
        }
        Long code = MqttJson.number(json.path("code"), Integer.MIN_VALUE, Integer.MAX_VALUE);
        JsonNode said = json.path("text");
        String text = said.isContainerNode() ? said.toString() : MqttJson.text(said, UnitCommand.Answer.LONGEST_TEXT);
        return new Result(
                id,
                new UnitCommandQueue.Said(
                        json.path("ok").asBoolean(), code == null ? 0 : code.intValue(), printable(text)));
    }

    private static @Nullable Integer small(@Nullable Long number) {
        return number == null ? null : number.intValue();
    }

    /** PostgreSQL holds no NUL. */
    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : text.replace("\0", "");
    }
}
