package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Packets and payloads gone wrong in every way a seeded dice throws: nothing escapes, nothing stays, others are served. */
class MqttFuzzTest {
    private static final int PACKETS = 250;
    private static final int PAYLOADS = 250;

    static TestGateway gateway;
    static ListAppender<ILoggingEvent> log;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void mutilated_packets_end_their_connection_at_worst(int version) throws Exception {
        Random dice = new Random(20261122L + version);
        gateway.enrol("9" + version, Protocol.MQTT, Authentication.NONE);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packets = mutilated(dice, conversation(version, "9" + version));
            try (RawUnit unit = new RawUnit(gateway.gateway().mqttPort())) {
                unit.send(packets);
                unit.endOutput();
                while (unit.readByte() >= 0) {
                    // whatever is said to it
                }
            } catch (IOException e) {
                // cut off while it still spoke
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void mutilated_payloads_are_kept_and_answered() throws Exception {
        Random dice = new Random(20261122L);
        gateway.enrol("97", Protocol.MQTT, Authentication.NONE);
        byte[] good =
                ("{\"v\":1,\"ref\":\"R%d\",\"cid\":\"97\",\"dty\":\"0003\",\"dte\":\"Pendant \\u00e9 \\ud83d\\ude00\","
                                + "\"crd\":[\"sip:a@b\",\"tel:1\"],\"lge\":{\"lat\":52.4862,\"lon\":-1.8904,\"tim\":null},"
                                + "\"ts\":\"2026-03-15T09:30:00Z\",\"x\":{\"y\":[1,2.5e9,true,null]},\"try\":0}")
                        .getBytes(UTF_8);
        try (PahoUnit unit = PahoUnit.of(5, gateway.gateway().mqttPort(), "97")) {
            assertThat(unit.connect(null, null)).isEqualTo(PahoUnit.ACCEPTED);
            for (int i = 0; i < PAYLOADS; i++) {
                String topic = i % 5 == 0 ? "state" : i % 7 == 0 ? "result" : "alarm";
                int answer = unit.publish(MqttDeviceServerTest.up("97", topic), mutilated(dice, good));
                assertThat(answer).as("payload " + i).isIn(0, 0x99, 0x87);
            }
            for (String cruel : new String[] {
                "[".repeat(8_000),
                "{\"a\":".repeat(1_300),
                "{\"ref\":\"" + "9".repeat(8_000) + "\"}",
                "{\"ref\":1e999999999,\"dty\":" + "9".repeat(5_000) + "}",
                "{\"ref\":\"\\u0000\",\"dte\":\"\\ud800\"}",
                "",
            }) {
                assertThat(unit.publish(MqttDeviceServerTest.up("97", "alarm"), cruel))
                        .isIn(0, 0x99);
            }
        }
        assertNothingIsLeft();
    }

    private static void assertNothingIsLeft() throws Exception {
        await().untilAsserted(() -> assertThat(gateway.value("tocsin_device_connections", "protocol", "mqtt"))
                .isZero());
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
        try (PahoUnit unit = PahoUnit.of(5, gateway.gateway().mqttPort(), "96")) {
            assertThat(unit.connect("96", "any")).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(MqttDeviceServerTest.up("96", "alarm"), MqttDeviceServerTest.press("96", "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);
        }
    }

    private static byte[] conversation(int version, String cid) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(RawUnit.connectPacket(version, cid, "any"));
        String filter = "tc/1/demo/" + cid + "/down/#";
        ByteArrayOutputStream subscribe = new ByteArrayOutputStream();
        subscribe.writeBytes(version == 5 ? new byte[] {0, 1, 0} : new byte[] {0, 1});
        subscribe.write(0);
        subscribe.write(filter.length());
        subscribe.writeBytes(filter.getBytes(UTF_8));
        subscribe.write(1);
        all.write(0x82);
        all.write(subscribe.size());
        all.writeBytes(subscribe.toByteArray());
        all.writeBytes(RawUnit.publish(version, 7, MqttDeviceServerTest.up(cid, "heartbeat"), "{\"ref\":\"1\"}"));
        all.writeBytes(new byte[] {(byte) 0xC0, 0, 0x62, 2, 0, 7, (byte) 0xE0, 0});
        return all.toByteArray();
    }

    /** One to four wounds: bytes changed, left out, doubled or put in, or the end cut off. */
    private static byte[] mutilated(Random dice, byte[] whole) {
        byte[] bytes = whole.clone();
        for (int wounds = 1 + dice.nextInt(4); wounds > 0; wounds--) {
            int at = dice.nextInt(Math.max(1, bytes.length));
            if (bytes.length < 2) {
                return bytes;
            }
            switch (dice.nextInt(5)) {
                case 0 -> bytes[at] = (byte) dice.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << dice.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 3 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + 1 + dice.nextInt(8)), new byte[0]);
                default -> {
                    byte[] more = new byte[1 + dice.nextInt(16)];
                    dice.nextBytes(more);
                    bytes = spliced(bytes, at, at, more);
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] instead) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(instead);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
