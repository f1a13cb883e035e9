package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests and answers against texts written by hand. */
class SipTextTest {
    private static final SipText.Dialogue DIALOGUE = new SipText.Dialogue(
            "sip:alarm@arc.example.net",
            "<sip:12345678@arc.example.net>;tag=u81",
            "<sip:alarm@arc.example.net>",
            "9d2e1b@192.0.2.10");

    @Test
    void aMessageToTheReceiver() {
        SipText.Hop hop = new SipText.Hop("UDP", "192.0.2.10:5060", "z9hG4bK7c1f0a", 1);

        assertThat(SipText.message(DIALOGUE, hop, null, "<mrq/>"))
                .isEqualTo("MESSAGE sip:alarm@arc.example.net SIP/2.0\r\n"
                        + "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK7c1f0a;rport\r\n"
                        + "Max-Forwards: 70\r\n"
                        + "From: <sip:12345678@arc.example.net>;tag=u81\r\n"
                        + "To: <sip:alarm@arc.example.net>\r\n"
                        + "Call-ID: 9d2e1b@192.0.2.10\r\n"
                        + "CSeq: 1 MESSAGE\r\n"
                        + "Content-Type: application/scaip+xml\r\n"
                        + "Content-Length: 6\r\n"
                        + "\r\n"
                        + "<mrq/>");
    }

    @Test
    void theLengthCountsBytesAndTheProofStandsInItsHeader() {
        SipText.Hop hop = new SipText.Hop("TCP", "192.0.2.10:5060", "z9hG4bK2", 2);

        assertThat(SipText.message(DIALOGUE, hop, "Authorization: Digest x", "å€"))
                .contains("\r\nVia: SIP/2.0/TCP ")
                .contains("\r\nAuthorization: Digest x\r\n")
                .contains("\r\nCSeq: 2 MESSAGE\r\n")
                .contains("\r\nContent-Length: 5\r\n");
    }

    @Test
    void anAnswerCopiesWhatTheAskerNeeds() {
        SipMessage request = SipMessage.read("MESSAGE sip:12345678@203.0.113.7:40112 SIP/2.0\r\n"
                        + "Via: SIP/2.0/UDP 198.51.100.5:5060;branch=z9hG4bKm3301;rport\r\n"
                        + "v: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKinner\r\n"
                        + "Max-Forwards: 70\r\n"
                        + "f: <sip:alarm@arc.example.net>;tag=m44\r\n"
                        + "To: <sip:12345678@units.example.net>\r\n"
                        + "Call-ID: mrs-3301@198.51.100.5\r\n"
                        + "CSeq: 1 MESSAGE\r\n"
                        + "Content-Length: 2\r\n\r\nhi")
                .orElseThrow();

        assertThat(request.method()).isEqualTo("MESSAGE");
        assertThat(request.body()).isEqualTo("hi");
        assertThat(SipText.answer(request, 200, "OK", "u5"))
                .isEqualTo("SIP/2.0 200 OK\r\n"
                        + "Via: SIP/2.0/UDP 198.51.100.5:5060;branch=z9hG4bKm3301;rport\r\n"
                        + "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKinner\r\n"
                        + "From: <sip:alarm@arc.example.net>;tag=m44\r\n"
                        + "To: <sip:12345678@units.example.net>;tag=u5\r\n"
                        + "Call-ID: mrs-3301@198.51.100.5\r\n"
                        + "CSeq: 1 MESSAGE\r\n"
                        + "Content-Length: 0\r\n\r\n");
    }

    @Test
    void readsAResponse() {
        SipMessage response = SipMessage.read("SIP/2.0 503 Service Unavailable\r\n"
                        + "Via: SIP/2.0/UDP 192.0.2.10:5060;rport=40112;branch=z9hG4bK7c1f0a;received=203.0.113.7\r\n"
                        + "Retry-After: 5 (busy)\r\n\r\n")
                .orElseThrow();

        assertThat(response.isResponse()).isTrue();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.branch()).isEqualTo("z9hG4bK7c1f0a");
        assertThat(response.retryAfterSeconds()).isEqualTo(5);
    }

    @Test
    void whatIsNoSipIsNone() {
        assertThat(SipMessage.read("")).isEmpty();
        assertThat(SipMessage.read("\r\n\r\n")).isEmpty();
        assertThat(SipMessage.read("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
        assertThat(SipMessage.read("SIP/2.0 200 OK\r\nno colon\r\n\r\n")).isEmpty();
    }

    @Test
    void provesWhoItIsAsComputedByHand() {
        Digest.Challenge asked = Digest.Challenge.read("Digest realm=\"arc.example.net\", nonce=\"5f1c9a7e0b6d4c3a\","
                        + " qop=\"auth,auth-int\", algorithm=MD5, opaque=\"o1\"")
                .orElseThrow();

        assertThat(asked)
                .isEqualTo(new Digest.Challenge("arc.example.net", "5f1c9a7e0b6d4c3a", true, "o1", "MD5", false));
        assertThat(Digest.authorization(asked, proof("0a4f113b")))
                .isEqualTo("Digest username=\"12345678\", realm=\"arc.example.net\", nonce=\"5f1c9a7e0b6d4c3a\","
                        + " uri=\"sip:alarm@arc.example.net\", response=\"6990123e904ed14e548f9bcb8acf1252\","
                        + " qop=auth, nc=00000001, cnonce=\"0a4f113b\", algorithm=MD5, opaque=\"o1\"");
    }

    @Test
    void provesWhoItIsWithoutQop() {
        Digest.Challenge asked = new Digest.Challenge("arc.example.net", "5f1c9a7e0b6d4c3a", false, "", "MD5", false);

        assertThat(Digest.authorization(asked, proof("x")))
                .isEqualTo("Digest username=\"12345678\", realm=\"arc.example.net\", nonce=\"5f1c9a7e0b6d4c3a\","
                        + " uri=\"sip:alarm@arc.example.net\", response=\"5616335494a299b0f4c11f3775844fc0\","
                        + " algorithm=MD5");
        assertThat(Digest.Challenge.read("Basic realm=\"x\"")).isEqualTo(Optional.empty());
    }

    @Test
    void provesWhoItIsWithSha256AndTakesTheFirstChallengeItKnows() {
        // RFC 7616 §3.9.1, its values in a SIP header.
        Digest.Challenge asked = Digest.Challenge.first(List.of(
                        "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256",
                        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256,"
                                + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", stale=TRUE",
                        "Digest realm=\"y\", nonce=\"n\", algorithm=MD5"))
                .orElseThrow();

        assertThat(asked.stale()).isTrue();
        assertThat(Digest.authorization(
                        asked,
                        new Digest.Proof(
                                "Mufasa",
                                "Circle of Life",
                                "GET",
                                "/dir/index.html",
                                1,
                                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")))
                .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
    }

    private static Digest.Proof proof(String clientNonce) {
        return new Digest.Proof("12345678", "s3cret-unit", "MESSAGE", "sip:alarm@arc.example.net", 1, clientNonce);
    }
}
