package org.tocsin.simulator.conformance.mqtt;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.HostPort;

/** Where an MQTT receiver listens: {@code mqtt://host[:port]} or {@code mqtts://host[:port]}. */
public record MqttTarget(String host, InetSocketAddress address, boolean secure) {
    private static final Pattern SYNTAX = Pattern.compile("(?i)(mqtts?)://([^/]+?)(:[0-9]+)?/?");

    /** Looks the host up; blocks. */
    public static MqttTarget of(String text) throws UnknownHostException {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected mqtt://host:port or mqtts://host:port, not " + text);
        }
        boolean secure = matcher.group(1).equalsIgnoreCase("mqtts");
        String port = matcher.group(3) != null ? matcher.group(3) : secure ? ":8883" : ":1883";
        HostPort place = HostPort.of(matcher.group(2) + port);
        return new MqttTarget(
                place.host(), new InetSocketAddress(InetAddress.getByName(place.host()), place.port()), secure);
    }

    String hostPort() {
        return new HostPort(host, address.getPort()).toString();
    }
}
