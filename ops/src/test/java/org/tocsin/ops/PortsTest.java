package org.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Settings;

class PortsTest {
    @Test
    @DisplayName(
            "A taken port for TLS is named before anything is started, and is nobody's business without a certificate")
    void tls() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String name : new String[] {"TOCSIN_SIP_TLS_PORT", "TOCSIN_MQTT_TLS_PORT"}) {
                Map<String, String> ports = Map.of(
                        "TOCSIN_HTTP_PORT", "0",
                        "TOCSIN_MQTT_PORT", "0",
                        "TOCSIN_SIP_PORT", "0",
                        "TOCSIN_OPS_PORT", "0",
                        "TOCSIN_SIP_TLS_PORT", "0",
                        "TOCSIN_MQTT_TLS_PORT", "0");
                Map<String, String> clash = new HashMap<>(ports);
                clash.put(name, Integer.toString(taken.getLocalPort()));
                assertThat(Ports.from(new Settings(clash)).secure()).isEmpty();
                assertThatCode(Ports.from(new Settings(clash))::requireFree).doesNotThrowAnyException();
                clash.put("TOCSIN_TLS_CERTIFICATE", "arc.pem");
                assertThatThrownBy(Ports.from(new Settings(clash))::requireFree)
                        .isInstanceOf(CannotStart.class)
                        .hasMessageContaining(name);
            }
        }
    }
}
