package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** While nothing can be stored nothing positive is said; the unit repeats, and then it is on file once. */
class MqttStoreDownTest {
    static final int SERVER_BUSY = 0x89;
    static final int SERVER_SHUTTING_DOWN = 0x8B;

    TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"3, cut", "5, cut", "3, frozen", "5, frozen"})
    void no_press_is_acknowledged_until_the_store_is_back(int version, String how) throws Exception {
        String secret = gateway.enrol("1", Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit unit = unit(version)) {
            assertThat(unit.connect("1", secret)).isEqualTo(PahoUnit.ACCEPTED);
            if (how.equals("cut")) {
                gateway.line().cut();
            } else {
                gateway.line().freeze();
            }
            assertThat(publish(unit, "alarm", "A1")).isEqualTo(PahoUnit.NO_ANSWER);
            await().until(() -> unit.lost);
            assertThat(unit.lostReason).isEqualTo(version == 5 ? SERVER_BUSY : PahoUnit.NO_ANSWER);
        }
        gateway.line().mend();
        await().until(() -> repeatIsTaken(version, secret));
        assertThat(gateway.signals("1"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.ref()).isEqualTo("A1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void no_heartbeat_is_acknowledged_while_nothing_can_be_written(int version) throws Exception {
        String secret = gateway.enrol("1", Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit unit = unit(version)) {
            assertThat(unit.connect("1", secret)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(publish(unit, "heartbeat", "H1")).isEqualTo(PahoUnit.ACCEPTED);
            gateway.line().cut();
            await().until(() -> publish(unit, "heartbeat", "H2") == PahoUnit.NO_ANSWER);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "5, 136"})
    void a_unit_that_cannot_be_looked_up_is_told_to_come_again(int version, int code) throws Exception {
        gateway.enrol("1", Protocol.MQTT, Authentication.PASSWORD);
        gateway.line().cut();
        try (PahoUnit unit = unit(version)) {
            assertThat(unit.connect("1", "wrong, but who could tell")).isEqualTo(code);
        }
        gateway.line().mend();
        assertThat(gateway.signals("1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void at_the_end_what_is_in_flight_is_answered_and_nothing_new_is_taken(int version) throws Exception {
        String secret = gateway.enrol("1", Protocol.MQTT, Authentication.PASSWORD);
        warmUp(version, secret);
        try (RawUnit unit = new RawUnit(gateway.gateway().mqttPort())) {
            unit.connect(version, "1", secret);
            assertThat(unit.read().type()).isEqualTo(RawUnit.CONNACK);
            gateway.line().freeze();
            unit.send(RawUnit.publish(
                    version, 1, MqttDeviceServerTest.up("1", "alarm"), MqttDeviceServerTest.press("1", "A1")));
            await().until(() -> gateway.value("tocsin_intake_waiting", "lane", "life") > 0);
            Future<Void> stopping = gateway.gateway().stop();
            unit.send(RawUnit.publish(
                    version, 2, MqttDeviceServerTest.up("1", "alarm"), MqttDeviceServerTest.press("1", "A2")));
            gateway.line().mend();
            assertThat(unit.read().type()).isEqualTo(RawUnit.PUBACK);
            if (version == 5) {
                RawUnit.Packet last = unit.read();
                assertThat(last.type()).isEqualTo(RawUnit.DISCONNECT);
                assertThat(last.body()[0] & 255).isEqualTo(SERVER_SHUTTING_DOWN);
            }
            assertThat(unit.read()).isEqualTo(RawUnit.END);
            TestGateway.await(stopping);
        }
        assertThat(gateway.signals("1")).extracting(TestGateway.OnFile::ref).containsExactly("W1", "A1");
    }

    private void warmUp(int version, String secret) {
        await().until(() -> {
            try (PahoUnit unit = unit(version)) {
                return unit.connect("1", secret) == PahoUnit.ACCEPTED
                        && publish(unit, "alarm", "W1") == PahoUnit.ACCEPTED;
            }
        });
    }

    private boolean repeatIsTaken(int version, String secret) throws Exception {
        try (PahoUnit again = unit(version)) {
            return again.connect("1", secret) == PahoUnit.ACCEPTED
                    && publish(again, "alarm", "A1") == PahoUnit.ACCEPTED;
        }
    }

    private static int publish(PahoUnit unit, String what, String ref) throws Exception {
        return unit.publish(MqttDeviceServerTest.up("1", what), MqttDeviceServerTest.press("1", ref));
    }

    private PahoUnit unit(int version) throws Exception {
        return PahoUnit.of(version, gateway.gateway().mqttPort(), "1");
    }
}
