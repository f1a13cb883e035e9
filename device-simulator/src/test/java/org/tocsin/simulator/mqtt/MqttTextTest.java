package org.tocsin.simulator.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.unit.Condition;

/** The payloads against texts written by hand. */
class MqttTextTest {
    private static final Instant AT = Instant.parse("2026-03-15T09:30:00.120Z");

    @Test
    void aPendantSaysWhoWhereAndHowToSpeak() {
        assertThat(MqttText.alarm("r1", "12345678", Trigger.PENDANT, Room.BEDROOM, AT, new MqttText.Count(4711, 2)))
                .isEqualTo("{\"v\":1,\"ref\":\"r1\",\"ver\":\"01.00\",\"mty\":\"ME\",\"cid\":\"12345678\","
                        + "\"dty\":\"0003\",\"did\":\"00A1\",\"dte\":\"Pendant\","
                        + "\"crd\":[\"sip:12345678@units.example.net\"],\"stc\":\"0010\",\"lco\":\"012\","
                        + "\"lte\":\"Bedroom\",\"ame\":false,"
                        + "\"ts\":\"2026-03-15T09:30:00.120Z\",\"boot\":1,\"seq\":4711,\"try\":2}");
    }

    @Test
    void aSignOfLifeAndAState() {
        assertThat(MqttText.heartbeat("h1", "12345678", AT, new MqttText.Count(1, 0)))
                .isEqualTo("{\"v\":1,\"ref\":\"h1\",\"mty\":\"PI\",\"cid\":\"12345678\",\"dty\":\"0002\","
                        + "\"ts\":\"2026-03-15T09:30:00.120Z\",\"boot\":1,\"seq\":1,\"try\":0}");
        assertThat(MqttText.state("lost", Condition.NEW, AT)).startsWith("{\"v\":1,\"state\":\"lost\",");
    }

    @Test
    void readsAReply() {
        assertThat(reply("{\"v\":1,\"ref\":\"20260315093000a1\",\"snu\":0,\"ste\":null,\"cve\":\"01.00\",\"mre\":1,"
                        + "\"cre\":62,\"tnu\":[\"sip:speech-7f3a@arc.example.net\"],\"hbi\":null,\"interval_s\":300}"))
                .contains(new MqttText.Reply("20260315093000a1", 0));
        assertThat(reply("{\"snu\":5,\"extra\":{\"ref\":\"no\",\"snu\":9},\"ref\":\"a1\"}"))
                .contains(new MqttText.Reply("a1", 5));
    }

    @Test
    void takesNothingElseForAReply() {
        assertThat(reply("")).isEmpty();
        assertThat(reply("[]")).isEmpty();
        assertThat(reply("{\"ref\":\"a1\"}")).isEmpty();
        assertThat(reply("{\"ref\":\"a1\",\"snu\":\"0\"}")).isEmpty();
        assertThat(reply("{\"ref\":\"a1\",\"snu\":0")).isEmpty();
    }

    private static Optional<MqttText.Reply> reply(String text) {
        return MqttText.reply(text.getBytes(UTF_8));
    }
}
