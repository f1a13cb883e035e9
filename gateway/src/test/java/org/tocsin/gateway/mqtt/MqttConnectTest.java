package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.TestGateway.OnFile;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Who is let in, who is not, and what a person learns of it. */
class MqttConnectTest {
    static TestGateway gateway;
    static int next = 20_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "5, 134"})
    void a_wrong_password_is_refused_and_a_person_sees_that_the_unit_may_be_calling(int version, int code)
            throws Exception {
        String cid = cid();
        gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(connect(version, cid, cid, "wrong")).isEqualTo(code);
        }
        assertThat(gateway.signals(cid)).isNotEmpty().first().satisfies(signal -> {
            assertThat(signal.kind()).isEqualTo("UNREADABLE");
            assertThat(signal.doubts()).containsExactly("FAILED_PASSWORD");
            assertThat(signal.inAlarm()).isTrue();
            assertThat(signal.body()).contains("wrong password");
        });
        // one signal for ten minutes of trying; two where the ten minutes ended in between
        assertThat(gateway.signals(cid).stream().mapToInt(OnFile::repeats).sum()
                        + gateway.signals(cid).size())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "5, 134"})
    void no_password_is_a_wrong_password(int version, int code) throws Exception {
        String cid = cid();
        gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        assertThat(connect(version, cid, null, null)).isEqualTo(code);
        assertThat(gateway.signals(cid)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"3, 4, alice", "5, 134, alice", "3, 4, ''", "5, 134, 12+34"})
    void who_is_no_unit_is_refused(int version, int code, String username) throws Exception {
        assertThat(connect(version, "any", username, "any")).isEqualTo(code);
        assertThat(connect(version, "any", null, null)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_that_needs_no_password_comes_in_by_its_client_id(int version) throws Exception {
        String cid = cid();
        gateway.enrol(cid, Protocol.MQTT, Authentication.NONE);
        try (PahoUnit unit = PahoUnit.of(version, port(), cid)) {
            assertThat(unit.connect(null, null)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(signal -> assertThat(signal.doubts()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_stranger_is_heard_and_marked(int version) throws Exception {
        String cid = cid();
        try (PahoUnit unit = PahoUnit.of(version, port(), cid)) {
            assertThat(unit.connect(cid, "whatever")).isEqualTo(PahoUnit.ACCEPTED);
            unit.subscribe("tc/1/demo/" + cid + "/down/#");
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(MqttDeviceServerTest.hears(unit).payload()).contains("\"snu\":0", "\"cre\":61");
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "heartbeat"), "{}"))
                    .as("a stranger's heartbeat")
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid)).singleElement().satisfies(signal -> {
            assertThat(signal.doubts()).containsExactly("NOT_ON_FILE");
            assertThat(signal.inAlarm()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_stranger_who_misspells_its_service_is_heard_by_the_one_for_strangers(int version) throws Exception {
        String cid = cid();
        try (PahoUnit unit = PahoUnit.of(version, port(), cid)) {
            assertThat(unit.connect(cid, "whatever")).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish("tc/1/dmeo/" + cid + "/up/alarm", MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid)).singleElement().satisfies(signal -> {
            assertThat(signal.doubts()).containsExactlyInAnyOrder("NOT_ON_FILE", "SENDER_MISMATCH");
            assertThat(signal.inAlarm()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "5, 134"})
    void a_secret_enc_under_another_key_is_shown_to_a_person(int version, int code) throws Exception {
        String cid = cid();
        String secret = gateway.enrol(cid, Protocol.SCAIP, Authentication.DIGEST);
        gateway.rows(
                "update home_unit set secret_enc = decode(repeat('00', 64), 'hex') where cid = $1 returning id", cid);
        assertThat(connect(version, cid, cid, secret)).isEqualTo(code);
        assertThat(gateway.signals(cid)).singleElement().satisfies(signal -> {
            assertThat(signal.doubts()).containsExactly("FAILED_PASSWORD");
            assertThat(signal.inAlarm()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "5, 151"})
    void one_connection_too_many_is_told_so(int version, int code) throws Exception {
        try (TestGateway small = TestGateway.start(Map.of("TOCSIN_MQTT_CONNECTIONS", "1"))) {
            int port = small.gateway().mqttPort();
            try (PahoUnit first = PahoUnit.of(version, port, "1");
                    PahoUnit second = PahoUnit.of(version, port, "2")) {
                assertThat(first.connect("1", "x")).isEqualTo(PahoUnit.ACCEPTED);
                assertThat(second.connect("2", "x")).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "5"})
    void who_was_refused_takes_up_nobodys_place(int version) throws Exception {
        try (TestGateway small = TestGateway.start(Map.of("TOCSIN_MQTT_CONNECTIONS", "1"))) {
            int port = small.gateway().mqttPort();
            String secret = small.enrol("7", Protocol.MQTT, Authentication.PASSWORD);
            for (int i = 0; i < 3; i++) {
                try (PahoUnit wrong = PahoUnit.of(version, port, "w" + i)) {
                    assertThat(wrong.connect("7", "wrong")).isNotEqualTo(PahoUnit.ACCEPTED);
                }
            }
            await().untilAsserted(() -> {
                try (PahoUnit unit = PahoUnit.of(version, port, "7")) {
                    assertThat(unit.connect("7", secret)).isEqualTo(PahoUnit.ACCEPTED);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "5, 159"})
    void who_comes_too_fast_waits_at_the_door_and_after_a_while_is_told_so(int version, int code) throws Exception {
        try (TestGateway slow = TestGateway.start(Map.of("TOCSIN_MQTT_CONNECTS_PER_SECOND", "1"))) {
            List<RawUnit> crowd = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                RawUnit unit = new RawUnit(slow.gateway().mqttPort());
                unit.connect(version, Integer.toString(i), "x");
                crowd.add(unit);
            }
            List<Integer> answers = new ArrayList<>();
            for (RawUnit unit : crowd) {
                answers.add(unit.read().body()[1] & 255);
                unit.close();
            }
            assertThat(answers).contains(0, code).containsOnly(0, code);
        }
    }

    private static int connect(int version, String clientId, @Nullable String username, @Nullable String password)
            throws Exception {
        try (PahoUnit unit = PahoUnit.of(version, port(), clientId)) {
            return unit.connect(username, password);
        }
    }

    private static int port() {
        return gateway.gateway().mqttPort();
    }

    private static synchronized String cid() {
        return Integer.toString(next++);
    }
}
