package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages in the manner of RFC 4475, one file each. A file's name begins with the status it must be answered with; what
 * may be an alarm is forgiven more than that RFC would.
 */
class SipTortureTest {
    private static OpenEndpoint endpoint;
    private static DatagramSocket unit;

    @BeforeAll
    static void open() throws IOException {
        endpoint = new OpenEndpoint(SipTimers.STANDARD, SipLimits.STANDARD);
        unit = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void close() {
        unit.close();
        endpoint.close();
    }

    static Stream<Path> frames() throws IOException, URISyntaxException {
        Path directory = Path.of(Objects.requireNonNull(SipTortureTest.class.getResource("/frames/sip/torture"))
                .toURI());
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void each_is_answered_as_it_deserves_and_the_next_good_one_is_served(Path frame) throws IOException {
        String wanted = frame.getFileName().toString().split("-")[0];
        int unreadable = endpoint.unreadable();
        int taken = endpoint.taken().size();
        send(Files.readAllBytes(frame));
        if (!wanted.equals("none")) {
            assertThat(receive()).startsWith("SIP/2.0 " + wanted + " ").endsWith("\r\n\r\n");
        }
        send(Frames.text("options")
                .replace("9d2e1b", "after" + frame.hashCode())
                .getBytes(ISO_8859_1));
        assertThat(receive()).startsWith("SIP/2.0 200 ").contains("CSeq: 7 OPTIONS");
        if (wanted.equals("200")) {
            assertThat(endpoint.taken()).hasSize(taken + 1);
        } else if (wanted.equals("400") || wanted.equals("505")) {
            assertThat(endpoint.unreadable())
                    .as("a person sees what may have been a press")
                    .isEqualTo(unreadable + 1);
        }
    }

    private static void send(byte[] frame) throws IOException {
        unit.send(new DatagramPacket(frame, frame.length, InetAddress.getLoopbackAddress(), endpoint.port()));
    }

    private static String receive() throws IOException {
        unit.setSoTimeout(20_000);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            unit.receive(packet);
        } catch (SocketTimeoutException e) {
            return "silence";
        }
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
    }
}
