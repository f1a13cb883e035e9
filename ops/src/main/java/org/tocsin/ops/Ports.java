package org.tocsin.ops;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Optional;
import org.tocsin.platform.Settings;

/**
 * Where an all-in-one installation listens. Zero lets the system choose.
 *
 * @param secure empty without a certificate
 */
public record Ports(String bind, int http, int mqtt, int sip, int ops, Optional<Secure> secure) {
    /** The same over TLS. */
    public record Secure(int mqtt, int sip) {}

    static Ports from(Settings settings) {
        return new Ports(
                settings.text("TOCSIN_BIND", "127.0.0.1"),
                settings.port("TOCSIN_HTTP_PORT", 8080),
                settings.port("TOCSIN_MQTT_PORT", 1883),
                settings.port("TOCSIN_SIP_PORT", 5060),
                settings.port("TOCSIN_OPS_PORT", 9090),
                settings.optional("TOCSIN_TLS_CERTIFICATE")
                        .map(given -> new Secure(
                                settings.port("TOCSIN_MQTT_TLS_PORT", 8883),
                                settings.port("TOCSIN_SIP_TLS_PORT", 5061))));
    }

    /**
     * Looks before anything is started, so that a taken port costs a second and not a minute.
     *
     * @throws CannotStart naming the first port that is taken
     */
    void requireFree() {
        requireTcp("TOCSIN_HTTP_PORT", http);
        requireTcp("TOCSIN_MQTT_PORT", mqtt);
        requireTcp("TOCSIN_SIP_PORT", sip);
        requireUdp("TOCSIN_SIP_PORT", sip);
        requireTcp("TOCSIN_OPS_PORT", ops);
        secure.ifPresent(tls -> {
            requireTcp("TOCSIN_MQTT_TLS_PORT", tls.mqtt());
            requireTcp("TOCSIN_SIP_TLS_PORT", tls.sip());
        });
    }

    private void requireTcp(String name, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address(), port), 1);
        } catch (IOException e) {
            throw taken(name, "TCP", port, e);
        }
    }

    private void requireUdp(String name, int port) {
        if (port == 0) {
            return;
        }
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.bind(new InetSocketAddress(address(), port));
        } catch (SocketException e) {
            throw taken(name, "UDP", port, e);
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (IOException e) {
            throw new CannotStart("TOCSIN_BIND names no address of this machine: " + bind, e);
        }
    }

    private CannotStart taken(String name, String transport, int port, IOException cause) {
        return new CannotStart(
                "Port %d (%s) on %s cannot be used (%s): end the program that has it, or choose another with %s."
                        .formatted(port, transport, bind, cause.getMessage(), name),
                cause);
    }
}
