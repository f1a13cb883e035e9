package org.tocsin.gateway.mqtt.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.gateway.scaip.Mrs;
import org.tocsin.platform.Settings;

/** Profiles as files: what they make of a vendor's words, and what is said about one that is wrong. */
class TopicProfilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "{\"boot\":3,\"gps\":[52.4,-1.9],\"event\":{\"no\":7,\"type\":\"FALL\","
            + "\"at\":1767225600000,\"sensor\":{\"serial\":\"A1\",\"name\":\"Neck\"}}}";

    @TempDir
    Path directory;

    @Test
    void a_vendor_s_message_becomes_ours_and_our_answer_the_vendor_s() throws IOException {
        TopicProfile profile = example();
        TopicProfile.Hit hit = Objects.requireNonNull(profile.hit("hubs/hub-77/event/hall", "77"));
        Translation said = Objects.requireNonNull(Translation.of(hit, (ObjectNode) JSON.readTree(EVENT), "77"));
        assertThat(said.words().toString())
                .isEqualTo("{\"v\":1,\"ref\":\"3-7\",\"cid\":\"77\",\"dty\":\"0005\",\"stc\":\"0010\",\"did\":\"A1\","
                        + "\"dte\":\"Neck\",\"lco\":\"042\",\"lte\":\"hall\",\"ts\":\"2026-01-01T00:00:00Z\","
                        + "\"lge\":{\"lat\":\"52.4\",\"lon\":\"-1.9\"}}");
        Mrs.Speech speech = new Mrs.Speech(1, 62, List.of("tel:+441"));
        Translation.Answer answer =
                Objects.requireNonNull(said.answer("77", new Mrs("3-7", 0, null, speech), Instant.EPOCH));
        assertThat(answer.topic()).isEqualTo("hubs/hub-77/reply");
        assertThat(answer.payload().toString())
                .isEqualTo("{\"re\":7,\"boot\":3,\"accepted\":true,\"status\":0,\"call\":\"tel:+441\",\"text\":\"\"}");
    }

    @Test
    void what_no_rule_knows_is_nothing_and_another_unit_s_topic_is_no_topic() throws IOException {
        TopicProfile profile = example();
        TopicProfile.Hit hit = Objects.requireNonNull(profile.hit("hubs/hub-77/event/hall", "77"));
        assertThat(Translation.of(hit, (ObjectNode) JSON.readTree("{\"event\":{\"type\":\"PARTY\"}}"), "77"))
                .isNull();
        assertThat(profile.hit("hubs/hub-78/event/hall", "77")).isNull();
        assertThat(profile.hit("hubs/hub-77/event", "77")).isNull();
        assertThat(profile.hit("hubs/77/event/hall", "77")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "hubs/hub-77/reply, true",
        "hubs/hub-77/#, true",
        "hubs/hub-77/+, true",
        "hubs/+/reply, false",
        "hubs/#, false",
        "#, false",
        "hubs/hub-78/reply, false",
        "hubs/hub-7, false",
        "hubs, false",
    })
    void a_unit_hears_only_what_is_said_to_it(String filter, boolean may) {
        assertThat(example().maySubscribe(filter, "77")).isEqualTo(may);
    }

    @Test
    void the_unit_s_id_is_found_in_its_user_name() {
        assertThat(TopicProfiles.OURS.cid("hub-77")).isEqualTo("77");
        assertThat(TopicProfiles.OURS.cid("77")).isEqualTo("77");
        assertThat(TopicProfiles.OURS.cid("alice")).isEqualTo("alice");
    }

    @Test
    void a_directory_adds_profiles_and_may_replace_ours() throws IOException {
        write("a.json", "{\"profile\":\"acme\",\"rules\":[" + rule("acme/{cid}/sos") + "]}");
        write("b.json", "{\"profile\":\"example-pendant\",\"rules\":[" + rule("other/{cid}") + "]}");
        Settings settings = new Settings(Map.of("TOCSIN_MQTT_PROFILES", directory.toString()));
        TopicProfiles profiles = TopicProfiles.from(settings);
        settings.check();
        assertThat(profiles.find("acme")).isNotNull();
        assertThat(Objects.requireNonNull(profiles.find("example-pendant")).hit("other/77", "77"))
                .isNotNull();
        assertThat(profiles.find("nobody")).isNull();
        assertThat(profiles.find(null)).isNull();
    }

    @Test
    void every_fault_of_every_file_is_said_at_once_with_its_place() throws IOException {
        write("broken.json", "{\"profile\":");
        write("wrong.json", """
                {"profile": "Wrong!", "colour": "red", "rules": [
                  {"topic": "acme/+/sos", "kind": "party", "ref": "id", "fields": {"xyz": "1"}},
                  {"topic": "tc/1/demo/{cid}/up", "kind": "alarm", "ref": [], "fields": {
                     "dty": {"from": "/a", "hole": "b"}, "lco": {"hole": "room"}},
                   "ack": {"topic": "acme/{cid}/{zone}", "payload": {"id": "{nothing}"}}}]}""");
        write("one.json", "{\"profile\":\"same\",\"rules\":[" + rule("acme/{cid}") + "]}");
        write("two.json", "{\"profile\":\"same\",\"rules\":[" + rule("acme/{cid}") + "]}");
        Settings settings = new Settings(Map.of("TOCSIN_MQTT_PROFILES", directory.toString()));
        TopicProfiles.from(settings);
        assertThatThrownBy(settings::check)
                .hasMessageContainingAll(
                        "broken.json: is not JSON",
                        "wrong.json: colour: nothing of this name",
                        "wrong.json: profile: is lower-case",
                        "rules[0].topic: \"+\" is neither",
                        "rules[0].kind: is alarm",
                        "rules[0].ref: is a place",
                        "rules[0].fields.xyz: is no element",
                        "rules[1].topic: tc/ is ours",
                        "rules[1].ref: is a place",
                        "rules[1].fields.dty: is a constant, or comes either",
                        "rules[1].fields.lco.hole: is no hole",
                        "rules[1].ack.topic: has a hole",
                        "rules[1].ack.payload: {nothing}",
                        "two.json: one.json has the same name");
    }

    private static TopicProfile example() {
        return Objects.requireNonNull(TopicProfiles.OURS.find("example-pendant"));
    }

    private static String rule(String topic) {
        return "{\"topic\":\"" + topic + "\",\"kind\":\"alarm\",\"ref\":\"/id\",\"fields\":{\"dty\":\"0003\"}}";
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
