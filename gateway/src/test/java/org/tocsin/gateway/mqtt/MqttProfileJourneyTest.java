package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** A vendor's unit that has never heard of our topics: its press is an alarm, and it hears so in its own words. */
class MqttProfileJourneyTest {
    static TestGateway gateway;
    static int next = 80_000_000;
    static String secret = "";

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
    void a_vendor_s_press_is_an_alarm_and_is_answered_in_its_own_words(int version) throws Exception {
        String cid = vendors();
        try (PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), "hub-" + cid)) {
            assertThat(unit.connect("hub-" + cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.subscribe("hubs/hub-" + cid + "/#")).isEqualTo(1);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(unit.publish(topic(cid, "event/bathroom"), event("SOS", 7)))
                        .isEqualTo(PahoUnit.ACCEPTED);
                PahoUnit.Said reply = MqttDeviceServerTest.hears(unit);
                assertThat(reply.topic()).isEqualTo(topic(cid, "reply"));
                assertThat(reply.payload()).contains("\"re\":7", "\"boot\":3", "\"accepted\":true", "\"status\":0");
            }
            assertThat(gateway.signals(cid)).singleElement().satisfies(signal -> {
                assertThat(signal.kind()).isEqualTo("ALARM");
                assertThat(signal.ref()).isEqualTo("3-7");
                assertThat(signal.repeats()).isEqualTo(1);
                assertThat(signal.doubts()).isEmpty();
                assertThat(signal.inAlarm()).isTrue();
                assertThat(signal.body()).contains("Neck", "bathroom", "0003");
            });
            assertThat(unit.publish(topic(cid, "event/hall"), event("LOW_BATTERY", 8)))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(topic(cid, "alive"), "{\"n\":1}")).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.publish(topic(cid, "status"), "{\"n\":2,\"online\":true,\"power\":{\"percent\":80}}"))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(gateway.state(cid)).isEqualTo("READY");
        }
        assertThat(gateway.signals(cid)).extracting(TestGateway.OnFile::kind).containsExactly("ALARM", "TECHNICAL");
        await().untilAsserted(() -> assertThat(gateway.signsOfLife(cid)).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"event\":{\"type\":\"PARTY\"}}", "no json", "[]", "{\"boot\":1,\"event\":{\"type\":\"SOS\"}}"
            })
    void what_its_profile_does_not_know_is_shown_to_a_person(String payload) throws Exception {
        String cid = vendors();
        try (PahoUnit unit = PahoUnit.of(5, gateway.gateway().mqttPort(), cid)) {
            assertThat(unit.connect("hub-" + cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            unit.publish(topic(cid, "event/hall"), payload);
        }
        assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(signal -> assertThat(signal.kind()).isEqualTo("UNREADABLE"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void it_may_neither_say_nor_hear_what_belongs_to_another(int version) throws Exception {
        String cid = vendors();
        String mine = secret;
        String other = vendors();
        try (PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid)) {
            assertThat(unit.connect("hub-" + cid, mine)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.subscribe("hubs/+/reply")).isEqualTo(version == 5 ? 0x87 : 0x80);
            assertThat(unit.subscribe("hubs/hub-" + other + "/#")).isEqualTo(version == 5 ? 0x87 : 0x80);
            assertThat(unit.publish(topic(other, "event/hall"), event("SOS", 1)))
                    .isEqualTo(version == 5 ? 0x90 : PahoUnit.NO_ANSWER);
        }
        assertThat(gateway.signals(other)).isEmpty();
        assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(shown -> assertThat(shown.kind()).isEqualTo("UNREADABLE"));
    }

    /** A unit on file whose model is read by the example profile; leaves its password in {@link #secret}. */
    private static String vendors() {
        String cid = Integer.toString(next++);
        secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        gateway.rows(
                "with m as (insert into unit_model (id, service_id, make, name, topic_profile, created_at) select '"
                        + Ids.next() + "', service_id, 'Example', 'Hub ' || cid, 'example-pendant', created_at"
                        + " from home_unit where cid = $1 returning id)"
                        + " update home_unit set model_id = m.id from m where cid = $1 returning cid",
                cid);
        return cid;
    }

    private static String topic(String cid, String what) {
        return "hubs/hub-" + cid + "/" + what;
    }

    private static String event(String type, int number) {
        return "{\"boot\":3,\"event\":{\"no\":" + number + ",\"type\":\"" + type + "\",\"at\":1767225600,"
                + "\"sensor\":{\"serial\":\"A1\",\"name\":\"Neck\"}}}";
    }
}
