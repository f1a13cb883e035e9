package org.tocsin.gateway.mqtt;

/**
 * Where home units reach us over MQTT, and how many of them.
 *
 * @param port 0 for any free one
 * @param gatewayId kept beside every signal taken here
 * @param defaultService code of the service of whoever names none
 * @param connections most connections at a time; one more is refused
 * @param connectsPerSecond most connections admitted in a second; one more is told to come again, because a storm of
 *     returning units that are all let in at once ends with none of them served
 */
public record MqttConfig(
        String bind, int port, String gatewayId, String defaultService, int connections, int connectsPerSecond) {}
