package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** What else the acknowledgement says: how often to be heard, and what shall come again later. */
class MqttAckTest {
    private static final int QUOTA_EXCEEDED = 0x97;
    /** More than the 600 a unit may say at once that are no alarm. */
    private static final int FLOOD = 1_200;

    static TestGateway gateway;
    static int next = 87_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3|alarm|'\"hbo\":\"001\"'|\"hbi\":15,\"interval_s\":930",
                "5|heartbeat|'\"hbo\":1'|\"hbi\":15,\"interval_s\":930",
                "5|alarm|'\"hbo\":0'|\"hbi\":null,\"interval_s\":null",
                "5|heartbeat|'\"pri\":0'|\"hbi\":null,\"interval_s\":null",
            })
    void a_heartbeat_is_asked_for_of_a_unit_that_says_it_may_be_asked(
            int version, String what, String said, String told) throws Exception {
        String cid = unit();
        gateway.model(cid, "heartbeat_s", 930);
        try (PahoUnit unit = listening(version, cid)) {
            String message = MqttDeviceServerTest.press(cid, "A1").replace("\"try\":0", said);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, what), message))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(MqttDeviceServerTest.hears(unit).payload()).contains("\"snu\":0", told);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_s_own_setting_comes_before_its_model_s(int version) throws Exception {
        String cid = unit();
        gateway.model(cid, "heartbeat_s", 930);
        gateway.execute("update home_unit set heartbeat_s = 300 where cid = '%s'".formatted(cid));
        try (PahoUnit unit = listening(version, cid)) {
            String message = MqttDeviceServerTest.press(cid, "A1").replace("\"try\":0", "\"hbo\":\"001\"");
            unit.publish(MqttDeviceServerTest.up(cid, "alarm"), message);
            assertThat(MqttDeviceServerTest.hears(unit).payload()).contains("\"hbi\":5,\"interval_s\":300");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void what_can_wait_is_put_off_when_too_much_of_it_comes_and_an_alarm_never(int version) throws Exception {
        String cid = unit();
        try (PahoUnit unit = listening(version, cid)) {
            say(unit, cid, FLOOD);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> unit.heard.stream()
                            .anyMatch(said -> said.payload().contains("\"snu\":6,\"ste\":\"too much at once\"")));
            if (version == 5) {
                // Ten a second are let through: the next one behind some more is not.
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    say(unit, cid, 50);
                    return beat(unit, cid, 1) == QUOTA_EXCEEDED;
                });
            }
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid)).singleElement().matches(TestGateway.OnFile::inAlarm);
    }

    private static void say(PahoUnit unit, String cid, int heartbeats) throws Exception {
        for (int i = 0; i < heartbeats; i++) {
            beat(unit, cid, 0);
        }
    }

    private static int beat(PahoUnit unit, String cid, int qos) throws Exception {
        byte[] heartbeat = MqttDeviceServerTest.press(cid, "H1").getBytes(UTF_8);
        return unit.publish(MqttDeviceServerTest.up(cid, "heartbeat"), heartbeat, qos);
    }

    private static String unit() {
        String cid = Integer.toString(next++);
        gateway.enrol(cid, Protocol.MQTT, Authentication.NONE);
        return cid;
    }

    private static PahoUnit listening(int version, String cid) throws Exception {
        PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid);
        assertThat(unit.connect(null, null)).isEqualTo(PahoUnit.ACCEPTED);
        assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
        return unit;
    }
}
