package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** What is written down of a unit's comings and goings, and that none of it alarms anybody. */
class MqttStateTest {
    static TestGateway gateway;
    static int next = 60_000_000;

    @BeforeAll
    static void start() {
        gateway =
                TestGateway.start(Map.of("TOCSIN_MQTT_LOST_AFTER_SECONDS", "1", "TOCSIN_MQTT_LOOK_AGAIN_SECONDS", "1"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void what_a_unit_reports_of_itself_is_on_file_before_it_is_acknowledged(int version) throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(version, cid)) {
            String state =
                    "{\"v\":1,\"state\":\"ready\",\"boot\":17,\"fw\":\"3.2.1\",\"cfg\":\"9f2c01aa\",\"bearer\":\"lte\",\"rssi\":-87,"
                            + "\"mains\":true,\"battery\":96,\"ts\":\"2026-03-15T09:30:00Z\"}";
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "state"), state))
                    .isEqualTo(PahoUnit.ACCEPTED);
            Row row = gateway.rows(
                            "select s.* from unit_state s join home_unit u on u.id = s.unit_id where u.cid = $1", cid)
                    .get(0);
            assertThat(row.getString("state")).isEqualTo("READY");
            assertThat(row.getLong("boot")).isEqualTo(17);
            assertThat(row.getString("firmware")).isEqualTo("3.2.1");
            assertThat(row.getString("settings")).isEqualTo("9f2c01aa");
            assertThat(row.getString("bearer")).isEqualTo("lte");
            assertThat(row.getInteger("rssi")).isEqualTo(-87);
            assertThat(row.getBoolean("mains")).isTrue();
            assertThat(row.getInteger("battery")).isEqualTo(96);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "state"), "{\"state\":\"sleeping\",\"battery\":300}"))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(gateway.state(cid)).isEqualTo("SLEEPING");
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "state"), "{\"state\":\"dancing\"}"))
                    .isEqualTo(version == 5 ? 0x99 : PahoUnit.ACCEPTED);
        }
        await().untilAsserted(() -> assertThat(gateway.state(cid)).isEqualTo("DISCONNECTED"));
        assertThat(gateway.signals(cid)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "5, 1", "5, 0"})
    void a_broken_connection_is_written_down_once_the_wills_delay_has_passed(int version, int delay) throws Exception {
        String cid = cid();
        broken(version, cid, delay);
        await().untilAsserted(() -> assertThat(gateway.state(cid)).isEqualTo("LOST"));
        assertThat(gateway.signals(cid)).as("nobody is alarmed").isEmpty();
        try (RawUnit back = raw()) {
            back.connect(version, cid, "any");
            await().untilAsserted(() -> assertThat(gateway.state(cid)).isEqualTo("CONNECTED"));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "5, 2"})
    void who_comes_back_within_the_delay_was_never_lost(int version, int delay) throws Exception {
        String cid = cid();
        broken(version, cid, delay);
        try (RawUnit back = raw()) {
            back.connect(version, cid, "any");
            assertThat(back.read().type()).isEqualTo(RawUnit.CONNACK);
            await().during(Duration.ofMillis(2_500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !gateway.state(cid).equals("LOST"));
        }
    }

    @Test
    void a_will_that_would_be_an_alarm_raises_none() throws Exception {
        String cid = cid();
        gateway.enrol(cid, Protocol.MQTT, Authentication.NONE);
        try (RawUnit unit = raw()) {
            unit.connect(5, cid, "any", MqttDeviceServerTest.up(cid, "alarm"), 0);
            assertThat(unit.read().type()).isEqualTo(RawUnit.CONNACK);
        }
        await().untilAsserted(() -> assertThat(gateway.state(cid)).isEqualTo("LOST"));
        assertThat(gateway.signals(cid)).isEmpty();
    }

    @Test
    void a_new_password_ends_the_connection_that_was_opened_with_the_old_one() throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(5, cid)) {
            gateway.rows("update home_unit set secret_hmac = 'x' where cid = $1 returning cid", cid);
            await().until(() -> unit.lost);
            assertThat(unit.lostReason).isEqualTo(0x98);
        }
    }

    @Test
    void whose_enrolment_is_unchanged_stays_connected() throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(5, cid)) {
            await().during(Duration.ofMillis(2_500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !unit.lost);
        }
    }

    @Test
    void a_suspended_unit_stays_connected_and_is_marked() throws Exception {
        String cid = cid();
        try (PahoUnit unit = connected(5, cid)) {
            gateway.rows("update home_unit set status = 'SUSPENDED' where cid = $1 returning cid", cid);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(signal -> assertThat(signal.doubts()).containsExactly("SUSPENDED"));
    }

    /** Connects with a Will and is gone without a word. */
    private static void broken(int version, String cid, int delay) throws IOException {
        gateway.enrol(cid, Protocol.MQTT, Authentication.NONE);
        try (RawUnit unit = raw()) {
            unit.connect(version, cid, "any", MqttDeviceServerTest.up(cid, "state"), delay);
            assertThat(unit.read().type()).isEqualTo(RawUnit.CONNACK);
        }
    }

    private static PahoUnit connected(int version, String cid) throws Exception {
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid);
        assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
        return unit;
    }

    private static RawUnit raw() throws IOException {
        return new RawUnit(gateway.gateway().mqttPort());
    }

    private static synchronized String cid() {
        return Integer.toString(next++);
    }
}
