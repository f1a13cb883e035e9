package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.mqtt.MqttTopic.What;

class MqttTopicTest {
    @Test
    void a_topic_of_a_unit_names_service_unit_and_kind() {
        assertThat(MqttTopic.parse("tc/1/demo/12345678/up/alarm"))
                .isEqualTo(new MqttTopic("demo", "12345678", What.ALARM));
        assertThat(MqttTopic.parse("tc/1/north-east/1/up/heartbeat"))
                .isEqualTo(new MqttTopic("north-east", "1", What.HEARTBEAT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tc/1/demo/12345678/up",
                "tc/1/demo/12345678/up/",
                "tc/1/demo/12345678/up/alarms",
                "tc/1/demo/12345678/up/ALARM",
                "tc/1/demo/12345678/up/alarm/x",
                "tc/1/demo/12345678/down/ack",
                "tc/2/demo/12345678/up/alarm",
                "/tc/1/demo/12345678/up/alarm",
                "tc/1/DEMO/12345678/up/alarm",
                "tc/1/demo/1234567x/up/alarm",
                "tc/1/demo//up/alarm",
                "tc/1/demo/123456789012345678901234567890123/up/alarm",
            })
    void everything_else_is_no_topic_to_publish_to(String topic) {
        assertThat(MqttTopic.parse(topic)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "tc/1/demo/12345678/down/#, true",
        "tc/1/demo/12345678/down/+, true",
        "tc/1/demo/12345678/down/ack, true",
        "tc/1/demo/12345678/down/ack/x, true",
        "tc/1/demo/12345678/down, false",
        "tc/1/demo/12345678/#, false",
        "tc/1/demo/+/down/#, false",
        "tc/1/+/12345678/down/#, false",
        "tc/1/demo/87654321/down/#, false",
        "tc/1/demo/12345678/up/#, false",
        "'#', false",
        "'+/+/+/+/down/#', false",
        "$share/g/tc/1/demo/12345678/down/#, false",
    })
    void a_unit_may_hear_only_what_is_said_to_it(String filter, boolean allowed) {
        assertThat(MqttTopic.maySubscribe(filter, "12345678")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "tc/1/demo/1/down/#, tc/1/demo/1/down/ack, true",
        "tc/1/demo/1/down/+, tc/1/demo/1/down/ack, true",
        "tc/1/demo/1/down/ack, tc/1/demo/1/down/ack, true",
        "tc/1/demo/1/down/ack/#, tc/1/demo/1/down/ack, true",
        "tc/1/demo/1/down/cmd, tc/1/demo/1/down/ack, false",
        "tc/1/demo/1/down/+, tc/1/demo/1/down/ack/x, false",
        "tc/1/demo/1/down/ack/+, tc/1/demo/1/down/ack, false",
    })
    void filters_match_as_mqtt_says(String filter, String topic, boolean matches) {
        assertThat(MqttTopic.matches(filter, topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "tc/1/demo/1/down/reply, true",
        "tc/1/demo/1/down/reply/7, true",
        "tc/1/demo/1/down/, false",
        "tc/1/demo/1/down/#, false",
        "tc/1/demo/2/down/reply, false",
        "tc/1/demo/1/up/alarm, false",
    })
    void an_answer_goes_only_below_the_units_own_down(String responseTopic, boolean allowed) {
        assertThat(new MqttTopic("demo", "1", What.ALARM).mayAnswerAt(responseTopic))
                .isEqualTo(allowed);
    }
}
