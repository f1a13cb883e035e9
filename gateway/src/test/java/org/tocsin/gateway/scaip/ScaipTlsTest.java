package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.Metrics;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** SCAIP over TLS, into a whole gateway that wants a certificate of every unit. */
class ScaipTlsTest {
    static final TestAuthority AUTHORITY = TestAuthority.create("makers of units");

    static TestGateway centre;

    @BeforeAll
    static void open() {
        centre = TestGateway.start(AUTHORITY.settings("required"));
    }

    @AfterAll
    static void close() {
        centre.close();
    }

    @Test
    @DisplayName("RX-30 an alarm over TLS, and the reply over the same connection")
    void an_alarm_and_its_reply_over_one_connection() throws Exception {
        String cid = "61000001";
        centre.enrol(cid, Protocol.SCAIP, Authentication.NONE);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            SSLContext own = AUTHORITY.client(AUTHORITY.unit(cid));
            try (HandUnit unit = HandUnit.tls(port(), own, version)) {
                String ref = "A" + version.charAt(version.length() - 1);
                unit.send(HandUnit.message(cid, HandUnit.press(cid, ref)).replace("SIP/2.0/UDP", "SIP/2.0/TLS"));

                String ok = unit.receive();
                assertThat(ok).startsWith("SIP/2.0 200 OK\r\n");
                assertThat(HandUnit.line(ok, "Via")).startsWith("Via: SIP/2.0/TLS ");
                String mrs = unit.receiveAndAnswer();
                assertThat(mrs)
                        .startsWith("MESSAGE sip:" + cid + "@127.0.0.1:" + unit.localPort() + ";transport=tls SIP/2.0")
                        .contains("<ref>" + ref + "</ref><snu>0</snu>");
                assertThat(HandUnit.line(mrs, "Via")).startsWith("Via: SIP/2.0/TLS 127.0.0.1:" + port());
            }
        }
        assertThat(centre.signals(cid)).hasSize(2);
        assertThat(centre.count(Metrics.SIP_RECEIVED, "transport", "tls")).isGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("RX-29 over TLS: two requests in one record, one request in three")
    void messages_are_cut_by_their_length() throws Exception {
        String cid = "61000002";
        centre.enrol(cid, Protocol.SCAIP, Authentication.NONE);
        try (HandUnit unit = HandUnit.tls(port(), AUTHORITY.client(AUTHORITY.unit(cid)))) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "B1"))
                    + HandUnit.message(cid, HandUnit.press(cid, "B2")));
            String third = HandUnit.message(cid, HandUnit.press(cid, "B3"));
            unit.send(third.substring(0, 90));
            unit.send(third.substring(90, 300));
            unit.send(third.substring(300));

            List<String> mrs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String message = unit.receiveAndAnswer();
                if (message.startsWith("MESSAGE ")) {
                    mrs.add(message);
                } else {
                    assertThat(message).startsWith("SIP/2.0 200 ");
                }
            }
            assertThat(mrs).hasSize(3);
            assertThat(centre.signals(cid))
                    .extracting(TestGateway.OnFile::ref)
                    .containsExactlyInAnyOrder("B1", "B2", "B3");
        }
    }

    @Test
    @DisplayName("RX-30 without a certificate, or with another authority's: no connection")
    void whoever_shows_no_certificate_of_a_known_authority_is_refused() {
        TestAuthority other = TestAuthority.create("somebody else");
        for (SSLContext wrong : List.of(
                AUTHORITY.client(null),
                AUTHORITY.client(other.unit("61000003")),
                AUTHORITY.client(AUTHORITY.expiredUnit("61000003")))) {
            assertThatThrownBy(() -> {
                        try (HandUnit unit = HandUnit.tls(port(), wrong)) {
                            unit.send(HandUnit.message("61000003", HandUnit.press("61000003", "C1")));
                            // TLS 1.3 tells a client of its certificate only after it believes to be connected.
                            if (unit.receive().isEmpty()) {
                                throw new IOException("closed");
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(centre.signals("61000003")).isEmpty();
        await().untilAsserted(() -> assertThat(
                        centre.count(Metrics.CONNECTS, "protocol", "scaip", "outcome", "handshake_failed"))
                .isGreaterThanOrEqualTo(3));
    }

    @Test
    void what_is_not_tls_gets_no_answer_and_is_closed() throws Exception {
        try (HandUnit unit = HandUnit.tcp(port())) {
            unit.send(HandUnit.message("61000004", HandUnit.press("61000004", "D1")));
            assertThat(unit.receive()).doesNotContain("SIP/2.0");
        }
    }

    @Test
    void a_taken_port_is_named() {
        Map<String, String> taken = new HashMap<>(AUTHORITY.settings("none"));
        taken.put("TOCSIN_SIP_TLS_PORT", Integer.toString(port()));
        assertThatThrownBy(() -> TestGateway.start(taken))
                .hasMessageContaining("(TOCSIN_SIP_TLS_PORT) cannot be opened");
    }

    private static int port() {
        return centre.gateway().sipTlsPort();
    }
}
