package org.tocsin.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.bridge.BridgeConfig;
import org.tocsin.gateway.mqtt.profile.TopicProfiles;
import org.tocsin.notify.ProviderReach;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Settings;

/**
 * Everything a gateway is told from outside.
 *
 * @param id names this gateway in logs and beside every signal it took
 * @param defaultService code of the service of whoever names none
 * @param bridge the broker of a fleet; empty without one
 * @param providers which servers messages may be handed to
 */
public record GatewayConfig(
        String id,
        DatabaseUrl database,
        Keyring keyring,
        Listen listen,
        String defaultService,
        Sip sip,
        Optional<BridgeConfig> bridge,
        ProviderReach providers) {
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /**
     * Where it listens. A port of 0 takes any free one; SIP takes the same for UDP and TCP.
     *
     * @param bind address for every port
     * @param secure for TLS as well; empty without a certificate
     */
    public record Listen(String bind, int mqttPort, int sipPort, int opsPort, Mqtt mqtt, Optional<Secure> secure) {}

    /**
     * @param connections most MQTT connections at a time
     * @param connectsPerSecond most MQTT connections admitted in a second; the others wait, then are told to come again
     * @param lookAgain how often it is looked up again whether who is connected may still be
     * @param lostAfter when a unit whose connection broke counts as lost, unless its Will says otherwise
     * @param profiles how vendors' units speak
     */
    public record Mqtt(
            int connections, int connectsPerSecond, Duration lookAgain, Duration lostAfter, TopicProfiles profiles) {}

    /**
     * @param realm the realm of the SIP digest
     * @param replyIn200 true for a site whose units hear the application's answer in the 200 and nowhere else
     */
    public record Sip(String realm, boolean replyIn200) {}

    /** The ports where nothing but TLS is spoken. */
    public record Secure(DeviceTls tls, int sipPort, int mqttPort) {}

    /**
     * Reads and validates all of it.
     *
     * @throws Settings.InvalidSettings naming every fault
     */
    public static GatewayConfig from(Settings settings) {
        @Nullable DatabaseUrl database = DatabaseUrl.from(settings);
        @Nullable Keyring keyring = Keyring.from(settings);
        Listen listen = new Listen(
                settings.text("TOCSIN_BIND", "127.0.0.1"),
                settings.port("TOCSIN_MQTT_PORT", 1883),
                settings.port("TOCSIN_SIP_PORT", 5060),
                settings.port("TOCSIN_OPS_PORT", 9090),
                new Mqtt(
                        settings.number("TOCSIN_MQTT_CONNECTIONS", 50_000, 1, 10_000_000),
                        settings.number("TOCSIN_MQTT_CONNECTS_PER_SECOND", 1_000, 1, 1_000_000),
                        Duration.ofSeconds(settings.number("TOCSIN_MQTT_LOOK_AGAIN_SECONDS", 30, 1, 3_600)),
                        Duration.ofSeconds(settings.number("TOCSIN_MQTT_LOST_AFTER_SECONDS", 30, 0, 3_600)),
                        TopicProfiles.from(settings)),
                secure(settings));
        String service = settings.text("TOCSIN_DEFAULT_SERVICE", "demo");
        if (!SERVICE.matcher(service).matches()) {
            settings.fault("TOCSIN_DEFAULT_SERVICE must be lower-case letters, digits and hyphens, at most 32");
        }
        String id = settings.text("TOCSIN_GATEWAY_ID", hostName());
        Optional<BridgeConfig> bridge = BridgeConfig.from(settings);
        Sip sip = new Sip(
                settings.text("TOCSIN_SIP_REALM", "tocsin.local"),
                settings.number("TOCSIN_SCAIP_REPLY_IN_200", 0, 0, 1) == 1);
        ProviderReach providers = ProviderReach.from(settings);
        settings.check();
        if (database == null || keyring == null) {
            throw new IllegalStateException("every missing setting is a fault");
        }
        return new GatewayConfig(id, database, keyring, listen, service, sip, bridge, providers);
    }

    private static Optional<Secure> secure(Settings settings) {
        int sipPort = settings.port("TOCSIN_SIP_TLS_PORT", 5061);
        int mqttPort = settings.port("TOCSIN_MQTT_TLS_PORT", 8883);
        return DeviceTls.from(settings).map(tls -> new Secure(tls, sipPort, mqttPort));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "gateway";
        }
    }
}
