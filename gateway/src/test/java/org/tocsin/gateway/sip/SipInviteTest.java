package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Metrics;

/** The transaction of a call that is sent elsewhere (RFC 3261 §17.2.1). */
class SipInviteTest {
    private static final SipTimers QUICK =
            new SipTimers(Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofMillis(3_000));

    private final OpenEndpoint endpoint = new OpenEndpoint(QUICK, SipLimits.STANDARD);
    private final DatagramSocket unit;

    SipInviteTest() throws IOException {
        unit = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() {
        unit.close();
        endpoint.close();
    }

    @Test
    void the_final_answer_comes_again_until_its_ack_which_is_absorbed() throws IOException {
        send("INVITE", "INVITE");
        String trying = receive(20_000);
        assertThat(trying).startsWith("SIP/2.0 100 Trying\r\n").contains("To: <sip:queue@arc.example.net>\r\n");
        send("INVITE", "INVITE");
        assertThat(receive(20_000)).isEqualTo(trying);
        await().until(() -> endpoint.calls().size() == 1);

        endpoint.calls().get(0).accept(SipReply.movedTo("sip:operator7@pbx.example.net"));
        endpoint.calls().get(0).accept(SipReply.FORBIDDEN);
        String moved = receive(20_000);
        assertThat(moved)
                .startsWith("SIP/2.0 302 Moved Temporarily\r\n")
                .contains("Contact: <sip:operator7@pbx.example.net>\r\n", ";tag=", "CSeq: 1 INVITE\r\n");
        assertThat(receive(20_000)).isEqualTo(moved);
        assertThat(receive(20_000)).isEqualTo(moved);

        send("ACK", "ACK");
        send("ACK", "ACK");
        while (!receive(600).isEmpty()) {
            // what was on its way before the ACK
        }
        send("INVITE", "INVITE");
        assertThat(receive(300)).isEmpty();
        assertThat(endpoint.calls()).hasSize(1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> endpoint.gauge(Metrics.SIP_TRANSACTIONS, "side", "invite") == 0);
    }

    @Test
    void a_call_that_is_cancelled_ends() throws IOException {
        send("INVITE", "INVITE");
        assertThat(receive(20_000)).startsWith("SIP/2.0 100 ");
        send("CANCEL", "CANCEL");
        String first = receive(20_000);
        String second = receive(20_000);
        assertThat(first + second)
                .contains("SIP/2.0 200 OK\r\n", "CSeq: 1 CANCEL\r\n")
                .contains("SIP/2.0 487 Request Terminated\r\n", "CSeq: 1 INVITE\r\n");
        send("ACK", "ACK");
        endpoint.calls().get(0).accept(SipReply.movedTo("sip:late@pbx.example.net"));
        String further = receive(600);
        while (!further.isEmpty()) {
            assertThat(further).doesNotContain("302");
            further = receive(600);
        }
    }

    @Test
    void what_belongs_to_no_call_is_said_so_and_an_ack_of_nothing_is_passed_over() throws IOException {
        send("CANCEL", "CANCEL");
        assertThat(receive(20_000)).startsWith("SIP/2.0 481 ");
        send("BYE", "BYE");
        assertThat(receive(20_000)).startsWith("SIP/2.0 481 ");
        send("ACK", "ACK");
        assertThat(receive(300)).isEmpty();
    }

    @Test
    void an_answer_nobody_acknowledges_is_given_up() throws IOException {
        send("INVITE", "INVITE");
        assertThat(receive(20_000)).startsWith("SIP/2.0 100 ");
        await().until(() -> endpoint.calls().size() == 1);
        endpoint.calls().get(0).accept(SipReply.UNAVAILABLE);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> endpoint.gauge(Metrics.SIP_TRANSACTIONS, "side", "invite") == 0);
    }

    private void send(String method, String inSequence) throws IOException {
        String frame = method + " sip:queue@arc.example.net SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKcall;rport\r\nMax-Forwards: 70\r\n"
                + "From: <sip:12345678@units.example.net>;tag=u1\r\nTo: <sip:queue@arc.example.net>\r\n"
                + "Call-ID: call@192.0.2.10\r\nCSeq: 1 " + inSequence + "\r\nContent-Length: 0\r\n\r\n";
        byte[] bytes = frame.getBytes(ISO_8859_1);
        unit.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), endpoint.port()));
    }

    /** Empty when nothing comes. */
    private String receive(int patienceMs) throws IOException {
        unit.setSoTimeout(patienceMs);
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        try {
            unit.receive(packet);
        } catch (SocketTimeoutException e) {
            return "";
        }
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
    }
}
