package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.gateway.mqtt.MqttCodec.Decoded;
import org.tocsin.gateway.mqtt.MqttCodec.Fault;
import org.tocsin.gateway.mqtt.MqttCodec.Read;
import org.tocsin.gateway.mqtt.MqttCodec.Unreadable;
import org.tocsin.gateway.mqtt.MqttTopic.What;
import org.tocsin.signal.SignalBody;

class MqttCodecTest {
    @Test
    void the_three_mandatory_elements_are_enough() {
        Read read = read(What.ALARM, "minimal");
        assertThat(read.ref()).isEqualTo("A000000000000001");
        assertThat(read.body().values())
                .containsOnly(entry("cid", "12345678"), entry("dty", "0003"), entry("mty", "ME"));
        assertThat(read.body().statusCode()).isEqualTo("0010");
    }

    @Test
    void every_element_is_read() {
        SignalBody body = read(What.ALARM, "full").body();
        assertThat(body.values())
                .containsEntry("ver", "01.00")
                .containsEntry("did", "00A1")
                .containsEntry("dco", "002")
                .containsEntry("dte", "Pendant hall")
                .containsEntry("crd", "sip:12345678@units.example.net gsm:+447700900123")
                .containsEntry("geo", "52.4862,-1.8904")
                .containsEntry("tim", "2026-03-15T09:30:00Z")
                .containsEntry("lte", "Hallway, Åsa's café €")
                .containsEntry("ame", "0")
                .containsEntry("boot", "17")
                .containsEntry("seq", "4711")
                .doesNotContainKeys("gga", "stt", "lva", "try", "ts", "v");
        assertThat(body.unitTime()).isEqualTo(Instant.parse("2026-03-15T09:30:00.120Z"));
    }

    @Test
    void a_repeat_has_the_same_hash_and_another_body_another() {
        byte[] first = decode(What.ALARM, "full").bodyHash();
        assertThat(decode(What.ALARM, "full-repeated").bodyHash()).isEqualTo(first);
        assertThat(decode(What.ALARM, "full-same-ref-other-body").bodyHash()).isNotEqualTo(first);
    }

    @Test
    void codes_may_be_numbers_and_lose_their_zeros() {
        assertThat(read(What.ALARM, "codes-as-numbers").body().values())
                .containsEntry("cid", "12345678")
                .containsEntry("dty", "0003")
                .containsEntry("stc", "0010")
                .containsEntry("dco", "002")
                .containsEntry("lco", "000")
                .containsEntry("ame", "1");
        Read spaces = read(What.ALARM, "spaces");
        assertThat(spaces.ref()).isEqualTo("A2");
        assertThat(spaces.body().deviceType()).isEqualTo("0003");
    }

    @Test
    void what_is_unknown_never_blocks_an_alarm() {
        assertThat(read(What.ALARM, "unknown-codes-and-keys").body().values())
                .containsEntry("dty", "9999")
                .containsEntry("stc", "abcd")
                .containsEntry("lco", "9999")
                .doesNotContainKeys("vendor", "note");
    }

    @Test
    void the_topic_decides_the_message_type_whatever_the_payload_says() {
        assertThat(read(What.ALARM, "says-heartbeat").body().messageType()).isEqualTo("ME");
        assertThat(read(What.RESET, "full").body().messageType()).isEqualTo("RE");
        assertThat(read(What.INFO, "full").body().messageType()).isEqualTo("IN");
        assertThat(read(What.HEARTBEAT, "full").body().messageType()).isEqualTo("PI");
        assertThat(read(What.TEST, "test-without-status").body().statusCode()).isEqualTo("0102");
        assertThat(read(What.TEST, "full").body().statusCode()).isEqualTo("0010");
    }

    @ParameterizedTest
    @CsvSource({
        "no-dty, INCOMPLETE, A6, missing: dty",
        "no-cid, INCOMPLETE, A6, missing: cid",
        "no-ref, INCOMPLETE, '', missing: ref",
        "empty-mandatory, INCOMPLETE, '', missing: ref dty",
        "long-ref, INCOMPLETE, '', missing: ref",
        "other-unit, OTHER_UNIT, A7, cid differs from the topic",
        "array, NOT_JSON, '', not a JSON object",
        "string, NOT_JSON, '', not a JSON object",
        "empty, NOT_JSON, '', not a JSON object",
        "not-json, NOT_JSON, '', not a JSON object",
        "truncated, NOT_JSON, A9, not a JSON object",
        "trailing, NOT_JSON, A9, not a JSON object",
        "not-utf8, NOT_JSON, A10, not a JSON object",
        "nul-byte, NOT_JSON, A11b, not a JSON object",
        "nested-too-deep, NOT_JSON, A12, not a JSON object",
        "too-long, TOO_LONG, A13, longer than 8192 bytes",
    })
    void what_is_wrong_is_said_with_the_reference_where_it_can_be_read(
            String frame, Fault fault, String ref, String words) {
        assertThat(decode(What.ALARM, frame))
                .asInstanceOf(type(Unreadable.class))
                .satisfies(unreadable -> {
                    assertThat(unreadable.fault()).isEqualTo(fault);
                    assertThat(unreadable.ref()).isEqualTo(ref);
                    assertThat(unreadable.words()).isEqualTo(words);
                    assertThat(unreadable.bodyHash()).hasSize(32);
                });
    }

    @Test
    void odd_text_is_kept_as_text() {
        assertThat(read(What.ALARM, "nul-in-string").body().get("dte")).isEqualTo("a\0b");
        assertThat(read(What.ALARM, "script").body().get("dte")).isEqualTo("<script>alert(1)</script>");
        assertThat(read(What.ALARM, "long-text").body().get("dte")).isEqualTo("é".repeat(256));
    }

    @Test
    void of_a_key_that_comes_twice_the_first_counts() {
        Read read = read(What.ALARM, "twice");
        assertThat(read.ref()).isEqualTo("A15");
        assertThat(read.body().values()).containsEntry("cid", "12345678").containsEntry("dty", "0003");
    }

    @Test
    void no_payload_makes_it_throw() {
        byte[] full = frame("full");
        Random random = new Random(20261121);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = full.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertThat(MqttCodec.decode(topic(What.ALARM), damaged).bodyHash()).hasSize(32);
        }
    }

    private static java.util.Map.Entry<String, String> entry(String name, String value) {
        return java.util.Map.entry(name, value);
    }

    private static Read read(What what, String frame) {
        Decoded decoded = decode(what, frame);
        assertThat(decoded).as(frame).isInstanceOf(Read.class);
        return (Read) decoded;
    }

    private static Decoded decode(What what, String frame) {
        return MqttCodec.decode(topic(what), frame(frame));
    }

    private static MqttTopic topic(What what) {
        return new MqttTopic("demo", "12345678", what);
    }

    static byte[] frame(String name) {
        try (InputStream in = Objects.requireNonNull(
                MqttCodecTest.class.getResourceAsStream("/frames/mqtt/" + name + ".json"), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
