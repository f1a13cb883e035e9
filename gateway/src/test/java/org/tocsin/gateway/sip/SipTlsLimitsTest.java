package org.tocsin.gateway.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Metrics;

/** What a peer of the TLS port cannot do to the others. */
class SipTlsLimitsTest {
    private static final SipLimits FEW = new SipLimits(
            64 * 1024, 3, Duration.ofSeconds(1), new SipLimits.Handshakes(10, 2, Duration.ofMillis(1_500)), 100, 100);

    private final OpenEndpoint endpoint = new OpenEndpoint(SipTimers.STANDARD, FEW);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        endpoint.close();
    }

    @Test
    void whoever_begins_a_handshake_and_says_no_more_is_closed() throws IOException {
        Socket silent = silent(endpoint.tlsPort());
        assertThat(silent.getInputStream().read()).isNegative();
    }

    @Test
    void one_address_holds_only_so_many_handshakes_and_afterwards_as_many_again() throws IOException {
        silent(endpoint.tlsPort());
        silent(endpoint.tlsPort());
        assertThat(silent(endpoint.tlsPort()).getInputStream().read()).isNegative();
        await().ignoreExceptions().untilAsserted(() -> speaks(encrypted()));
    }

    @Test
    void connections_of_both_kinds_are_counted_together_and_idle_ones_end() throws IOException {
        SSLSocket first = encrypted();
        speaks(first);
        silent(endpoint.port());
        silent(endpoint.port());
        await().until(() -> endpoint.gauge(Metrics.CONNECTIONS, "protocol", "scaip") == 3);
        assertThat(silent(endpoint.port()).getInputStream().read()).isNegative();
        // The housekeeping looks every five seconds.
        assertThat(first.getInputStream().read()).isNegative();
        await().until(() -> endpoint.gauge(Metrics.CONNECTIONS, "protocol", "scaip") == 0);
    }

    private Socket silent(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private SSLSocket encrypted() throws IOException {
        SSLSocket socket = (SSLSocket) OpenEndpoint.AUTHORITY
                .client(null)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), endpoint.tlsPort());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        socket.startHandshake();
        return socket;
    }

    private static void speaks(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(Frames.text("options").getBytes(StandardCharsets.ISO_8859_1));
        byte[] start = socket.getInputStream().readNBytes(11);
        assertThat(new String(start, StandardCharsets.ISO_8859_1)).isEqualTo("SIP/2.0 200");
        while (socket.getInputStream().available() > 0) {
            socket.getInputStream().skipNBytes(1);
        }
    }
}
