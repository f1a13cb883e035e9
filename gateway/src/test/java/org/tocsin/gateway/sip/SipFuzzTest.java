package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Metrics;

/** Cut and mutated messages from a seeded generator, over real sockets of every transport. */
class SipFuzzTest {
    private static final long SEED = 4475;
    private static final List<String> GOOD =
            List.of("full-alarm", "climax-no-from-tag", "folded", "register", "options", "ok-of-unit", "two-vias");
    private static final SipTimers QUICK =
            new SipTimers(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(500));

    private final Random random = new Random(SEED);
    private final OpenEndpoint endpoint = new OpenEndpoint(QUICK, SipLimits.STANDARD);
    private final ListAppender<ILoggingEvent> failures = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SipServer.class);

    @BeforeEach
    void listen() {
        failures.start();
        logger.addAppender(failures);
    }

    @AfterEach
    void close() {
        logger.detachAppender(failures);
        endpoint.close();
    }

    @Test
    void over_udp() throws IOException {
        try (DatagramSocket unit = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int round = 0; round < 3_000; round++) {
                byte[] frame = broken();
                unit.send(new DatagramPacket(frame, frame.length, InetAddress.getLoopbackAddress(), endpoint.port()));
            }
        }
        assertStillServed();
    }

    @Test
    void over_tcp() throws IOException {
        for (int round = 0; round < 200; round++) {
            spill(new Socket(InetAddress.getLoopbackAddress(), endpoint.port()));
        }
        assertStillServed();
    }

    @Test
    void over_tls() throws IOException {
        javax.net.ssl.SSLContext client = OpenEndpoint.AUTHORITY.client(null);
        for (int round = 0; round < 60; round++) {
            spill(client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), endpoint.tlsPort()));
        }
        assertStillServed();
    }

    @Test
    void bytes_that_are_no_tls_on_its_port() throws IOException {
        for (int round = 0; round < 60; round++) {
            try (Socket unit = new Socket(InetAddress.getLoopbackAddress(), endpoint.tlsPort())) {
                byte[] noise = new byte[1 + random.nextInt(600)];
                random.nextBytes(noise);
                noise[0] = random.nextBoolean() ? 22 : noise[0];
                unit.getOutputStream().write(noise);
            } catch (SocketException e) {
                // closed while we were writing, which is right
            }
        }
        assertStillServed();
    }

    /** Some broken messages one after the other over one connection, until it is closed. */
    private void spill(Socket opened) throws IOException {
        try (Socket unit = opened) {
            for (int i = 0; i < 5; i++) {
                unit.getOutputStream().write(broken());
            }
            unit.getOutputStream().flush();
        } catch (SocketException | javax.net.ssl.SSLException e) {
            // closed while we were writing, which is right
        }
    }

    private byte[] broken() {
        byte[] whole = Frames.bytes(GOOD.get(random.nextInt(GOOD.size())));
        byte[] cut = random.nextInt(3) == 0 ? Arrays.copyOf(whole, 1 + random.nextInt(whole.length)) : whole;
        for (int i = random.nextInt(10); i > 0; i--) {
            cut[random.nextInt(cut.length)] = (byte) random.nextInt(256);
        }
        return cut;
    }

    private void assertStillServed() throws IOException {
        try (DatagramSocket unit = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Socket stream = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
                Socket encrypted = OpenEndpoint.AUTHORITY
                        .client(null)
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), endpoint.tlsPort())) {
            byte[] good = Frames.text("full-alarm").replace("9d2e1b", "good").getBytes(ISO_8859_1);
            unit.setSoTimeout(20_000);
            unit.send(new DatagramPacket(good, good.length, InetAddress.getLoopbackAddress(), endpoint.port()));
            DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
            unit.receive(answer);
            assertThat(new String(answer.getData(), 0, answer.getLength(), ISO_8859_1))
                    .startsWith("SIP/2.0 200 ");
            for (Socket each : List.of(stream, encrypted)) {
                each.setSoTimeout(20_000);
                each.getOutputStream().write(good);
                assertThat(new String(each.getInputStream().readNBytes(11), ISO_8859_1))
                        .isEqualTo("SIP/2.0 200");
            }
        }
        assertThat(failures.list).as("seed " + SEED).isEmpty();
        // Nothing is left behind: neither connections nor transactions, whose life is over.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(endpoint.gauge(Metrics.CONNECTIONS, "protocol", "scaip"))
                        .isZero());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(endpoint.gauge(Metrics.SIP_TRANSACTIONS, "side", "server"))
                        .isZero());
        assertThat(endpoint.gauge(Metrics.SIP_TRANSACTIONS, "side", "invite")).isZero();
    }
}
