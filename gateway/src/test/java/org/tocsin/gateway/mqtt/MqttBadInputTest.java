package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.RawUnit.Packet;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** What only broken or hostile senders do: each ends in a clear answer or a closed connection, and others are served. */
class MqttBadInputTest {
    static final int PACKET_TOO_LARGE = 0x95;
    static final int FLOOD = 400;

    static TestGateway gateway;
    static int next = 30_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void others_are_served() throws Exception {
        String cid = cid();
        try (PahoUnit unit = PahoUnit.of(5, gateway.gateway().mqttPort(), cid)) {
            assertThat(unit.connect(cid, enrolled(cid))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
    }

    @Test
    void garbage_ends_its_connection() throws IOException {
        byte[] garbage = new byte[4_096];
        new Random(20261121).nextBytes(garbage);
        try (RawUnit unit = raw()) {
            unit.send(garbage);
            assertThat(unit.read()).isEqualTo(RawUnit.END);
        }
    }

    @Test
    void whoever_speaks_before_connect_is_cut_off() throws IOException {
        try (RawUnit unit = raw()) {
            unit.send(RawUnit.publish(3, 1, "tc/1/demo/1/up/alarm", "{}"));
            assertThat(unit.read()).isEqualTo(RawUnit.END);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_packet_over_the_hard_limit_ends_its_connection_and_a_person_is_told(int version) throws IOException {
        String cid = cid();
        try (RawUnit unit = connected(version, cid)) {
            unit.send(RawUnit.publish(version, 1, MqttDeviceServerTest.up(cid, "alarm"), "x".repeat(64 * 1024)));
            assertEnded(unit, version, PACKET_TOO_LARGE);
        }
        await().untilAsserted(() -> assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.kind()).isEqualTo("UNREADABLE");
                    assertThat(signal.body()).contains("over the limit");
                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void answers_come_in_the_order_of_the_messages_however_many_come_at_once(int version) throws IOException {
        String cid = cid();
        try (RawUnit unit = connected(version, cid)) {
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            for (int i = 1; i <= 200; i++) {
                String what = i % 3 == 0 ? "heartbeat" : i % 3 == 1 ? "alarm" : "test";
                burst.writeBytes(RawUnit.publish(
                        version, i, MqttDeviceServerTest.up(cid, what), MqttDeviceServerTest.press(cid, "A" + i)));
            }
            unit.send(burst.toByteArray());
            for (int i = 1; i <= 200; i++) {
                Packet answer = unit.read();
                assertThat(answer.type()).isEqualTo(RawUnit.PUBACK);
                assertThat((answer.body()[0] & 255) << 8 | answer.body()[1] & 255)
                        .isEqualTo(i);
            }
        }
        assertThat(gateway.signals(cid)).hasSize(134);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void whoever_never_waits_for_an_answer_is_read_no_faster_than_it_is_answered(int version) throws Exception {
        String cid = cid();
        try (RawUnit unit = connected(version, cid)) {
            byte[] padding = ",\"x\":\"%s\"}".formatted("x".repeat(7_000)).getBytes(UTF_8);
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(unit, version, cid, padding));
            for (int i = 1; i <= FLOOD; i++) {
                Packet answer = unit.read();
                assertThat(answer.type()).isEqualTo(RawUnit.PUBACK);
                assertThat((answer.body()[0] & 255) << 8 | answer.body()[1] & 255)
                        .isEqualTo(i);
            }
            flood.get(20, TimeUnit.SECONDS);
        }
        assertThat(gateway.signals(cid)).hasSize(FLOOD);
    }

    private static void flood(RawUnit unit, int version, String cid, byte[] padding) {
        try {
            for (int i = 1; i <= FLOOD; i++) {
                String press = MqttDeviceServerTest.press(cid, "A" + i);
                String padded = press.substring(0, press.length() - 1) + new String(padding, UTF_8);
                unit.send(RawUnit.publish(version, i, MqttDeviceServerTest.up(cid, "alarm"), padded));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_that_does_not_wait_to_be_let_in_is_heard(int version) throws IOException {
        String cid = cid();
        String secret = enrolled(cid);
        byte[] press = RawUnit.publish(
                version, 7, MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1"));
        try (RawUnit unit = raw()) {
            unit.connectAnd(version, cid, secret, press);
            assertThat(unit.read().type()).isEqualTo(RawUnit.CONNACK);
            assertThat(unit.read().type()).isEqualTo(RawUnit.PUBACK);
        }
        assertThat(gateway.signals(cid)).hasSize(1);
    }

    @Test
    void a_unit_that_connects_and_vanishes_leaves_nothing_behind() throws IOException {
        String cid = cid();
        String secret = enrolled(cid);
        for (int i = 0; i < 20; i++) {
            try (RawUnit unit = raw()) {
                unit.connect(3, cid, secret);
            }
        }
        await().untilAsserted(() -> assertThat(gateway.value("tocsin_device_connections", "protocol", "mqtt"))
                .isZero());
    }

    private static void assertEnded(RawUnit unit, int version, int reason) throws IOException {
        Packet last = unit.read();
        if (version == 5) {
            assertThat(last.type()).isEqualTo(RawUnit.DISCONNECT);
            assertThat(last.body()[0] & 255).isEqualTo(reason);
            last = unit.read();
        }
        assertThat(last).isEqualTo(RawUnit.END);
    }

    private static RawUnit connected(int version, String cid) throws IOException {
        RawUnit unit = raw();
        unit.connect(version, cid, enrolled(cid));
        Packet connack = unit.read();
        assertThat(connack.type()).isEqualTo(RawUnit.CONNACK);
        assertThat(connack.body()[1]).isZero();
        return unit;
    }

    private static String enrolled(String cid) {
        return gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
    }

    private static RawUnit raw() throws IOException {
        return new RawUnit(gateway.gateway().mqttPort());
    }

    private static synchronized String cid() {
        return Integer.toString(next++);
    }
}
