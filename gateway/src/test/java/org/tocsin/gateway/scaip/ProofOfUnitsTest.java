package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.AllowedAddresses;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.NewUnit;

/** Units that prove themselves by their address or their certificate, and what becomes of those that do not. */
class ProofOfUnitsTest {
    static final TestAuthority AUTHORITY = TestAuthority.create("makers of units");
    static final TestAuthority STRANGER = TestAuthority.create("somebody else");

    static TestGateway centre;

    @BeforeAll
    static void open() {
        centre = TestGateway.start(AUTHORITY.settings("optional"));
    }

    @AfterAll
    static void close() {
        centre.close();
    }

    @Test
    void a_unit_without_a_secret_is_believed_at_its_own_address_and_marked_at_another() throws Exception {
        String cid = "62000001";
        enrol(cid, new NewUnit.Proof(Authentication.NONE, AllowedAddresses.of(List.of("127.0.0.8/30")), null));
        try (HandUnit home = HandUnit.udpFrom("127.0.0.9", port());
                HandUnit elsewhere = HandUnit.udpFrom("127.0.0.12", port())) {
            home.send(HandUnit.message(cid, HandUnit.press(cid, "A1")));
            assertThat(home.receive()).startsWith("SIP/2.0 200 ");
            elsewhere.send(HandUnit.message(cid, HandUnit.press(cid, "A2")));
            assertThat(elsewhere.receive()).startsWith("SIP/2.0 200 ");
            assertThat(elsewhere.receiveAndAnswer()).contains("<ref>A2</ref><snu>0</snu>");
            elsewhere.send(HandUnit.message(cid, heartbeat(cid)));
            assertThat(elsewhere.receive()).startsWith("SIP/2.0 403 ");
        }
        assertThat(doubts(cid)).containsExactly(List.of(), List.of("OTHER_ADDRESS"));
        assertThat(centre.signals(cid)).allMatch(TestGateway.OnFile::inAlarm);
        assertThat(centre.signsOfLife(cid)).isZero();
    }

    @Test
    void a_certificate_that_names_the_unit_proves_it() throws Exception {
        String cid = "62000002";
        enrol(cid, NewUnit.Proof.by(Authentication.CERTIFICATE));
        pressOverTls(AUTHORITY.unit(cid), cid, "B1", "200");

        String named = "62000003";
        enrol(named, new NewUnit.Proof(Authentication.CERTIFICATE, AllowedAddresses.ANY, "unit-3.maker.example"));
        pressOverTls(AUTHORITY.unit("Unit-3.maker.example"), named, "B2", "200");

        assertThat(doubts(cid)).containsExactly(List.of());
        assertThat(doubts(named)).containsExactly(List.of());
    }

    @Test
    void whoever_shows_another_one_or_none_is_heard_marked_and_refused() throws Exception {
        String cid = "62000004";
        enrol(cid, NewUnit.Proof.by(Authentication.CERTIFICATE));
        pressOverTls(AUTHORITY.unit("62000002"), cid, "C1", "403");
        pressOverTls(STRANGER.unit(cid), cid, "C2", "403");
        pressOverTls(AUTHORITY.expiredUnit(cid), cid, "C3", "403");
        pressOverTls(null, cid, "C4", "403");
        try (HandUnit unit = HandUnit.udp(port())) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "C5")));
            assertThat(unit.receive()).startsWith("SIP/2.0 403 ").contains("client certificate is wanted");
            unit.send(HandUnit.message(cid, heartbeat(cid)));
            assertThat(unit.receive()).startsWith("SIP/2.0 403 ");
            assertThat(unit.receive(200)).isEmpty();
        }
        assertThat(doubts(cid)).hasSize(5).containsOnly(List.of("FAILED_CERTIFICATE"));
        assertThat(centre.signals(cid)).allMatch(TestGateway.OnFile::inAlarm);
        assertThat(centre.signsOfLife(cid)).isZero();
    }

    @Test
    void a_certificate_says_who_it_is_where_the_message_does_not() throws Exception {
        String cid = "62000005";
        enrol(cid, NewUnit.Proof.by(Authentication.CERTIFICATE));
        try (HandUnit unit = HandUnit.tls(tlsPort(), AUTHORITY.client(AUTHORITY.unit(cid)))) {
            unit.send(HandUnit.message("alarm", "<mrq><ref>D1</ref><dty>3</dty></mrq>"));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>D1</ref><snu>7</snu>");
        }
        assertThat(centre.signals(cid)).singleElement().matches(TestGateway.OnFile::inAlarm);
    }

    @Test
    void a_unit_that_needs_no_proof_is_marked_when_the_certificate_is_another_one_s() throws Exception {
        String cid = "62000006";
        enrol(cid, NewUnit.Proof.by(Authentication.NONE));
        pressOverTls(AUTHORITY.unit("62000002"), cid, "E1", "200");
        pressOverTls(AUTHORITY.unit("an edge"), cid, "E2", "200");
        assertThat(doubts(cid)).containsExactly(List.of("SENDER_MISMATCH"), List.of());
    }

    private static void pressOverTls(@Nullable X509Bundle own, String cid, String ref, String answer) throws Exception {
        try (HandUnit unit = HandUnit.tls(tlsPort(), AUTHORITY.client(own))) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, ref)));
            assertThat(unit.receive()).startsWith("SIP/2.0 " + answer + " ");
            if (answer.equals("200")) {
                assertThat(unit.receiveAndAnswer()).contains("<ref>" + ref + "</ref><snu>0</snu>");
            }
        }
    }

    private static List<List<String>> doubts(String cid) {
        return centre.signals(cid).stream().map(TestGateway.OnFile::doubts).toList();
    }

    private static String heartbeat(String cid) {
        return "<mrq><ref>H1</ref><mty>PI</mty><cid>" + cid + "</cid><dty>2</dty></mrq>";
    }

    private static void enrol(String cid, NewUnit.Proof proof) {
        centre.enrol(new NewUnit.Equipment(cid, Protocol.SCAIP, null), proof);
    }

    private static int port() {
        return centre.gateway().sipPort();
    }

    private static int tlsPort() {
        return centre.gateway().sipTlsPort();
    }
}
