package org.tocsin.gateway.mqtt;

import java.time.Duration;
import java.util.Optional;
import org.tocsin.gateway.DeviceTls;
import org.tocsin.gateway.mqtt.profile.TopicProfiles;

/**
 * Where home units reach us over MQTT, and how many of them.
 *
 * @param port without TLS; 0 for any free one
 * @param gatewayId kept beside every signal taken here
 * @param defaultService code of the service of whoever names none
 * @param secure empty where nothing listens for TLS
 * @param profiles how vendors' units speak that know other topics than ours
 */
public record MqttConfig(
        String bind,
        int port,
        String gatewayId,
        String defaultService,
        Limits limits,
        Optional<Secure> secure,
        TopicProfiles profiles) {
    /**
     * @param connections most connections at a time; one more is refused
     * @param connectsPerSecond most connections admitted in a second; the others wait at the door for a while, because a
     *     storm of returning units that are all let in at once ends with none of them served
     * @param lookAgain after this time it is looked up again whether who is connected may still be
     * @param lostAfter a unit whose connection broke counts as lost after this time, unless its Will names another
     */
    public record Limits(int connections, int connectsPerSecond, Duration lookAgain, Duration lostAfter) {}

    /** @param port with TLS; 0 for any free one */
    public record Secure(int port, DeviceTls tls) {}
}
