package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Settings;

class BridgeConfigTest {
    @Test
    void without_a_broker_there_is_no_bridge() {
        assertThat(BridgeConfig.from(new Settings(Map.of()))).isEmpty();
    }

    @Test
    void nobody_behind_a_broker_is_believed_unless_its_rules_are_said_to_be_good() {
        BridgeConfig config = read(Map.of("TOCSIN_BRIDGE_URL", "mqtt://broker.example.net"));
        assertThat(config.trusted()).isFalse();
        assertThat(config.broker().uri()).isEqualTo("tcp://broker.example.net:1883");
        assertThat(config.broker().tls()).isNull();
        assertThat(config.group()).isEqualTo("tocsin");
        assertThat(config.keepSession()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void tls_has_its_own_port_and_the_broker_s_password_is_not_printed() {
        BridgeConfig config = read(Map.of(
                "TOCSIN_BRIDGE_URL", "mqtts://broker.example.net",
                "TOCSIN_BRIDGE_USER", "tocsin",
                "TOCSIN_BRIDGE_PASSWORD", "not to be read",
                "TOCSIN_BRIDGE_ACL", "trusted"));
        assertThat(config.broker().uri()).isEqualTo("ssl://broker.example.net:8883");
        assertThat(config.broker().tls()).isNotNull();
        assertThat(config.trusted()).isTrue();
        assertThat(config.toString()).doesNotContain("not to be read");
    }

    @Test
    void every_fault_is_named() {
        Map<String, String> wrong = Map.of(
                "TOCSIN_BRIDGE_URL", "http://broker.example.net",
                "TOCSIN_BRIDGE_GROUP", "all/of/them",
                "TOCSIN_BRIDGE_ACL", "perhaps",
                "TOCSIN_BRIDGE_IN_FLIGHT", "0",
                "TOCSIN_BRIDGE_SESSION_SECONDS", "604800",
                "TOCSIN_BRIDGE_AUTHORITY", "/no/such/file.pem");
        Settings settings = new Settings(wrong);
        BridgeConfig.from(settings);
        assertThatThrownBy(settings::check)
                .message()
                .contains(wrong.keySet())
                .contains("TOCSIN_GATEWAY_ID must be set")
                .hasLineCount(wrong.size() + 1);
    }

    private static BridgeConfig read(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TOCSIN_GATEWAY_ID", "one");
        Settings settings = new Settings(all);
        BridgeConfig config = BridgeConfig.from(settings).orElseThrow();
        settings.check();
        return config;
    }
}
