package org.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Settings;

class GatewayConfigTest {
    static final String KEY = "0f".repeat(32);

    @Test
    void what_is_not_set_has_a_value_that_suits_one_machine() {
        GatewayConfig config = GatewayConfig.from(new Settings(
                Map.of("TOCSIN_DATABASE_URL", "postgresql://a:b@localhost:5432/c", "TOCSIN_SECRET_KEY", KEY)));
        assertThat(config.listen().bind()).isEqualTo("127.0.0.1");
        assertThat(config.listen().mqttPort()).isEqualTo(1883);
        assertThat(config.listen().sipPort()).isEqualTo(5060);
        assertThat(config.listen().opsPort()).isEqualTo(9090);
        assertThat(config.sip().realm()).isEqualTo("tocsin.local");
        assertThat(config.sip().replyIn200()).isFalse();
        assertThat(config.defaultService()).isEqualTo("demo");
        assertThat(config.id()).isNotBlank();
    }

    @Test
    void every_fault_is_reported_at_once() {
        Map<String, String> wrong = Map.of(
                "TOCSIN_DATABASE_URL", "mysql://localhost/tocsin",
                "TOCSIN_SECRET_KEY", "secret",
                "TOCSIN_MQTT_PORT", "mqtt",
                "TOCSIN_SIP_PORT", "70000",
                "TOCSIN_MQTT_CONNECTIONS", "0",
                "TOCSIN_SCAIP_REPLY_IN_200", "yes",
                "TOCSIN_DEFAULT_SERVICE", "North East");
        assertThatThrownBy(() -> GatewayConfig.from(new Settings(wrong)))
                .isInstanceOf(Settings.InvalidSettings.class)
                .message()
                .contains(wrong.keySet())
                .hasLineCount(wrong.size());
    }

    @Test
    void what_must_be_set_is_asked_for_by_name() {
        assertThatThrownBy(() -> GatewayConfig.from(new Settings(Map.of())))
                .hasMessageContaining("TOCSIN_DATABASE_URL is not set")
                .hasMessageContaining("TOCSIN_SECRET_KEY is not set");
    }
}
