package org.tocsin.gateway.mqtt;

import java.util.Optional;
import org.tocsin.gateway.DeviceTls;

/**
 * Where home units reach us over MQTT, and how many of them.
 *
 * @param port without TLS; 0 for any free one
 * @param gatewayId kept beside every signal taken here
 * @param defaultService code of the service of whoever names none
 * @param secure empty where nothing listens for TLS
 */
public record MqttConfig(
        String bind, int port, String gatewayId, String defaultService, Limits limits, Optional<Secure> secure) {
    /**
     * @param connections most connections at a time; one more is refused
     * @param connectsPerSecond most connections admitted in a second; the others wait at the door for a while, because a
     *     storm of returning units that are all let in at once ends with none of them served
     */
    public record Limits(int connections, int connectsPerSecond) {}

    /** @param port with TLS; 0 for any free one */
    public record Secure(int port, DeviceTls tls) {}
}
