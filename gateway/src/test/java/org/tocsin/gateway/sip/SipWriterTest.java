package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipWriterTest {
    @Test
    void anAnswerCopiesTheRequestAndTellsWhereItCameFrom() {
        String reply = reply("full-alarm", SipReply.OK);

        assertThat(reply.lines().toList())
                .startsWith(
                        "SIP/2.0 200 OK",
                        "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK7c1f0a;rport=40112;received=203.0.113.7",
                        "From: <sip:12345678@units.example.net>;tag=u81")
                .endsWith("Call-ID: 9d2e1b@192.0.2.10", "CSeq: 1 MESSAGE", "Content-Length: 0", "")
                .anyMatch(line -> line.matches("To: <sip:alarm@arc\\.example\\.net>;tag=[0-9a-f]+"));
    }

    @Test
    void aRetransmissionGetsTheSameBytes() {
        assertThat(reply("full-alarm", SipReply.OK)).isEqualTo(reply("full-alarm", SipReply.OK));
    }

    @Test
    void everyViaIsCopiedAndOnlyTheTopOneChanged() {
        assertThat(reply("two-vias", SipReply.OK))
                .contains("Via: SIP/2.0/UDP proxy.example.net:5060;branch=z9hG4bKproxy;received=203.0.113.7, "
                        + "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK7c1f0a\r\n");
    }

    @Test
    void aRefusalSaysWhatWouldBeTaken() {
        assertThat(reply("subscribe", SipReply.METHOD_NOT_ALLOWED))
                .startsWith("SIP/2.0 405 Method Not Allowed\r\n")
                .contains("\r\nAllow: MESSAGE, OPTIONS, REGISTER, INVITE, ACK, CANCEL, BYE\r\n");
        assertThat(reply("text-plain", SipReply.UNSUPPORTED_MEDIA_TYPE))
                .startsWith("SIP/2.0 415 ")
                .contains("\r\nAccept: application/scaip+xml\r\n");
    }

    @Test
    void aMessageOfOurOwn() {
        byte[] body = "<mrs><ref>1</ref><snu>0</snu></mrs>".getBytes(UTF_8);
        SipMessageOut message = new SipMessageOut(
                "sip:12345678@203.0.113.7:40112", "<sip:alarm@arc>", "<sip:12345678@u>", "application/scaip+xml", body);

        String text = new String(SipWriter.message(message, FakeFlow.udp(), "z9hG4bKm3301"), ISO_8859_1);

        assertThat(text).isEqualTo("""
                        MESSAGE sip:12345678@203.0.113.7:40112 SIP/2.0
                        Via: SIP/2.0/UDP 198.51.100.5:5060;branch=z9hG4bKm3301;rport
                        Max-Forwards: 70
                        From: <sip:alarm@arc>;tag=m3301
                        To: <sip:12345678@u>
                        Call-ID: m3301@198.51.100.5
                        CSeq: 1 MESSAGE
                        Content-Type: application/scaip+xml
                        Content-Length: 35

                        <mrs><ref>1</ref><snu>0</snu></mrs>""".replace("\n", "\r\n"));
    }

    private static String reply(String frame, SipReply reply) {
        byte[] bytes = Frames.bytes(frame);
        SipRequest request = (SipRequest) SipCodec.parse(bytes, 0, bytes.length);
        return new String(SipWriter.reply(request.headers(), reply, FakeFlow.udp()), ISO_8859_1);
    }
}
