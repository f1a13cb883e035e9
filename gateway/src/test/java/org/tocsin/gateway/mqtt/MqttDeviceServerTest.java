package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.TestGateway.OnFile;
import org.tocsin.gateway.mqtt.PahoUnit.Said;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Foreign MQTT clients of both versions against the real server and a real PostgreSQL. */
class MqttDeviceServerTest {
    static final int NOT_AUTHORIZED = 0x87;
    static final int TOPIC_NAME_INVALID = 0x90;
    static final int NOT_YOURS_TO_HEAR_IN_3 = 0x80;
    static final int PAYLOAD_FORMAT_INVALID = 0x99;

    static TestGateway gateway;
    static int next = 10_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_press_is_acknowledged_once_it_is_on_file(int version) throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(version, cid)) {
            assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
            assertThat(unit.publish(up(cid, "alarm"), press(cid, "A1"))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(gateway.signals(cid)).singleElement().satisfies(signal -> {
                assertThat(signal.ref()).isEqualTo("A1");
                assertThat(signal.kind()).isEqualTo("ALARM");
                assertThat(signal.doubts()).isEmpty();
                assertThat(signal.inAlarm()).isTrue();
                assertThat(signal.body()).contains("Pendant hall");
            });
            Said ack = hears(unit);
            assertThat(ack.topic()).isEqualTo("tc/1/demo/" + cid + "/down/ack");
            assertThat(ack.payload()).contains("\"ref\":\"A1\"", "\"snu\":0", "\"mre\":1", "\"cre\":61");
            assertThat(ack.correlation()).isEqualTo(version == 5 ? "A1" : null);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_repeat_is_acknowledged_again_and_adds_nothing(int version) throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(version, cid)) {
            unit.subscribe("tc/1/demo/" + cid + "/down/ack");
            for (int attempt = 0; attempt < 3; attempt++) {
                String press = press(cid, "A1").replace("\"try\":0", "\"try\":" + attempt);
                assertThat(unit.publish(up(cid, "alarm"), press)).isEqualTo(PahoUnit.ACCEPTED);
                assertThat(hears(unit).payload()).contains("\"snu\":0");
            }
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .extracting(OnFile::repeats)
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_that_restarts_is_known_again_and_its_repeat_is_recognised(int version) throws Exception {
        String cid = cid();
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        for (int life = 0; life < 2; life++) {
            try (PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid)) {
                assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
                assertThat(unit.publish(up(cid, "alarm"), press(cid, "A1"))).isEqualTo(PahoUnit.ACCEPTED);
            }
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .extracting(OnFile::repeats)
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "3, alarm, ALARM", "3, reset, RESET", "3, info, INFORMATION", "3, test, TEST",
        "5, alarm, ALARM", "5, reset, RESET", "5, info, INFORMATION", "5, test, TEST",
    })
    void the_topic_decides_what_a_message_is(int version, String what, String kind) throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(version, cid)) {
            String body = "{\"ref\":\"A1\",\"cid\":\"" + cid + "\",\"dty\":\"0003\"}";
            assertThat(unit.publish(up(cid, what), body)).isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .extracting(OnFile::kind)
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_heartbeat_is_a_sign_of_life_and_no_signal(int version) throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(version, cid)) {
            unit.subscribe("tc/1/demo/" + cid + "/down/#");
            assertThat(unit.publish(up(cid, "heartbeat"), press(cid, "H1"))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(hears(unit).payload()).contains("\"ref\":\"H1\"", "\"snu\":0", "\"mre\":0", "\"cre\":0");
            assertThat(unit.publish(up(cid, "state"), "{\"v\":1,\"state\":\"ready\"}"))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(up(cid, "result"), "{\"v\":1,\"id\":\"c-1\",\"ok\":true,\"code\":0}"))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        await().untilAsserted(() -> assertThat(gateway.signsOfLife(cid)).isEqualTo(1));
        assertThat(gateway.signals(cid)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 2", "5, 0", "5, 2"})
    void every_quality_of_service_gets_its_signal_on_file(int version, int qos) throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(version, cid)) {
            unit.subscribe("tc/1/demo/" + cid + "/down/#");
            byte[] press = press(cid, "A1").getBytes(UTF_8);
            assertThat(unit.publish(up(cid, "alarm"), press, qos)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(hears(unit).payload()).contains("\"snu\":0");
            assertThat(gateway.signals(cid)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, not-json, 0, '', ''",
        "5, not-json, 153, '', ''",
        "3, array, 0, '', ''",
        "5, array, 153, '', ''",
        "5, truncated, 153, A9, 2",
        "3, truncated, 0, A9, 2",
        "5, too-long, 153, A13, 1",
        "3, too-long, 0, A13, 1",
        "5, no-dty, 0, A6, 7",
        "3, no-dty, 0, A6, 7",
        "5, no-ref, 0, '', ''",
    })
    void what_cannot_be_read_is_kept_for_a_person_and_the_unit_is_told(
            int version, String frame, int reason, String ref, String snu) throws Exception {
        String cid = cid();
        byte[] payload = new String(MqttCodecTest.frame(frame), UTF_8)
                .replace("12345678", cid)
                .getBytes(UTF_8);
        try (PahoUnit unit = connected(version, cid)) {
            unit.subscribe("tc/1/demo/" + cid + "/down/#");
            assertThat(unit.publish(up(cid, "alarm"), payload)).isEqualTo(reason);
            if (!ref.isEmpty()) {
                assertThat(hears(unit).payload()).contains("\"ref\":\"" + ref + "\"", "\"snu\":" + snu);
            }
            assertThat(unit.publish(up(cid, "alarm"), press(cid, "Z1")))
                    .as("serves on")
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid)).hasSize(2).first().satisfies(signal -> {
            assertThat(signal.kind()).isEqualTo("UNREADABLE");
            assertThat(signal.doubts()).containsExactly("UNREADABLE");
            assertThat(signal.inAlarm()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_nul_inside_a_text_is_kept_and_its_neighbours_too(int version) throws Exception {
        String cid = cid();
        byte[] payload = new String(MqttCodecTest.frame("nul-in-string"), UTF_8)
                .replace("12345678", cid)
                .getBytes(UTF_8);
        try (PahoUnit unit = connected(version, cid)) {
            assertThat(unit.publish(up(cid, "alarm"), payload)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(up(cid, "alarm"), press(cid, "Z1"))).isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid)).extracting(OnFile::inAlarm).containsExactly(true, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void another_units_topic_is_refused_and_nothing_is_stored_under_it(int version) throws Exception {
        String cid = cid();
        String other = cid();
        gateway.enrol(other, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit unit = connected(version, cid)) {
            int answer = unit.publish(up(other, "alarm"), press(other, "A1"));
            assertThat(answer).isEqualTo(version == 5 ? NOT_AUTHORIZED : PahoUnit.NO_ANSWER);
            if (version == 3) {
                await().until(() -> unit.lost);
            }
        }
        assertThat(gateway.signals(other)).isEmpty();
        assertThat(gateway.signals(cid)).singleElement().satisfies(shown -> {
            assertThat(shown.kind()).isEqualTo("UNREADABLE");
            assertThat(shown.inAlarm()).isTrue();
            assertThat(shown.body()).contains(up(other, "alarm"));
        });
        assertThat(gateway.count("tocsin_device_refusals_total", "reason", "not_yours"))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_slip_of_the_pen_in_the_topic_silences_no_press(int version) throws Exception {
        String cid = cid();
        for (String press : List.of(press(cid, "A1"), press(cid, "A2"), "{\"beat\":1}", "{\"beat\":2}")) {
            String secret =
                    gateway.signals(cid).isEmpty() ? gateway.enrol(cid, Protocol.MQTT, Authentication.NONE) : "";
            try (PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid)) {
                assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
                assertThat(unit.publish("tc/1/demo/" + cid + "/up/alram", press))
                        .isEqualTo(version == 5 ? TOPIC_NAME_INVALID : PahoUnit.NO_ANSWER);
            }
        }
        // what reads like a press each time, anything else once a day
        assertThat(gateway.signals(cid)).hasSize(3).allSatisfy(shown -> {
            assertThat(shown.kind()).isEqualTo("UNREADABLE");
            assertThat(shown.body()).contains("/up/alram");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_payload_that_names_another_unit_is_shown_under_the_one_that_sent_it(int version) throws Exception {
        String cid = cid();
        String other = cid();
        gateway.enrol(other, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit unit = connected(version, cid)) {
            int answer = unit.publish(up(cid, "alarm"), press(other, "A1"));
            assertThat(answer).isEqualTo(version == 5 ? NOT_AUTHORIZED : PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(other)).isEmpty();
        assertThat(gateway.signals(cid)).singleElement().satisfies(signal -> {
            assertThat(signal.kind()).isEqualTo("UNREADABLE");
            assertThat(signal.doubts()).contains("SENDER_MISMATCH");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_hears_only_what_is_said_to_it(int version) throws Exception {
        String cid = cid();
        String other = cid();
        try (PahoUnit unit = connected(version, cid);
                PahoUnit nosy = connected(version, other)) {
            int refused = version == 5 ? NOT_AUTHORIZED : NOT_YOURS_TO_HEAR_IN_3;
            for (String filter : List.of("#", "tc/1/demo/" + cid + "/down/#", "tc/1/demo/+/down/ack")) {
                assertThat(nosy.subscribe(filter)).as(filter).isEqualTo(refused);
            }
            nosy.subscribe("tc/1/demo/" + other + "/down/#");
            unit.subscribe("tc/1/demo/" + cid + "/down/#");
            unit.publish(up(cid, "alarm"), press(cid, "A1"));
            hears(unit);
            nosy.publish(up(other, "alarm"), press(other, "B1"));
            assertThat(hears(nosy).payload()).contains("\"ref\":\"B1\"");
            assertThat(nosy.heardNothing()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_may_listen_on_one_connection_and_speak_on_another(int version) throws Exception {
        String cid = cid();
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        int port = gateway.gateway().mqttPort();
        try (PahoUnit ears = PahoUnit.of(version, port, "ears");
                PahoUnit mouth = PahoUnit.of(version, port, "mouth")) {
            assertThat(ears.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(mouth.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            ears.subscribe("tc/1/demo/" + cid + "/down/#");
            assertThat(mouth.publish(up(cid, "alarm"), press(cid, "A1"))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(hears(ears).payload()).contains("\"ref\":\"A1\"");
        }
    }

    @Test
    void the_answer_goes_where_the_unit_asks_below_its_own_down() throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(5, cid)) {
            unit.subscribe("tc/1/demo/" + cid + "/down/#");
            byte[] press = press(cid, "A1").getBytes(UTF_8);
            unit.publishFor(up(cid, "alarm"), press, "tc/1/demo/" + cid + "/down/reply/7");
            assertThat(hears(unit).topic()).isEqualTo("tc/1/demo/" + cid + "/down/reply/7");
            unit.publishFor(up(cid, "alarm"), press, "tc/1/demo/99/down/reply");
            assertThat(hears(unit).topic()).isEqualTo("tc/1/demo/" + cid + "/down/ack");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void the_same_unit_again_ends_its_old_connection(int version) throws Exception {
        String cid = cid();
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        int port = gateway.gateway().mqttPort();
        try (PahoUnit before = PahoUnit.of(version, port, cid);
                PahoUnit after = PahoUnit.of(version, port, cid)) {
            assertThat(before.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(after.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            await().until(() -> before.lost);
            assertThat(before.lostReason).isEqualTo(version == 5 ? 0x8E : PahoUnit.NO_ANSWER);
            assertThat(after.publish(up(cid, "alarm"), press(cid, "A1"))).isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid)).hasSize(1);
    }

    static PahoUnit connected(int version, String cid) throws Exception {
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid);
        assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
        return unit;
    }

    static Said hears(PahoUnit unit) throws InterruptedException {
        return Objects.requireNonNull(unit.hears(), "nothing was said");
    }

    static synchronized String cid() {
        return Integer.toString(next++);
    }

    static String up(String cid, String what) {
        return "tc/1/demo/" + cid + "/up/" + what;
    }

    static String press(String cid, String ref) {
        return "{\"v\":1,\"ref\":\"" + ref + "\",\"cid\":\"" + cid + "\",\"dty\":\"0003\",\"dte\":\"Pendant hall\","
                + "\"stc\":\"0010\",\"ts\":\"2026-03-15T09:30:00.120Z\",\"try\":0}";
    }
}
