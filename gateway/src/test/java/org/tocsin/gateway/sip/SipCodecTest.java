package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.sip.SipFrame.Malformed;

class SipCodecTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "full-alarm",
                "compact-names",
                "lf-only",
                "folded",
                "reversed-order",
                "length-too-long",
                "length-too-short",
                "length-missing",
                "line-break-behind-body"
            })
    void readsTheSameMessageHoweverItIsWritten(String frame) {
        SipRequest request = request(frame);

        assertThat(request.method()).isEqualTo("MESSAGE");
        assertThat(request.uri()).isEqualTo("sip:alarm@arc.example.net");
        assertThat(request.fromUser()).isEqualTo("12345678");
        assertThat(request.callId()).isEqualTo("9d2e1b@192.0.2.10");
        assertThat(request.headers().text(HeaderName.CSEQ)).isEqualTo("1 MESSAGE");
        assertThat(request.mediaType()).isEqualTo("application/scaip+xml");
        assertThat(new String(request.body(), ISO_8859_1).strip())
                .startsWith("<mrq><ref>20260315093000a1</ref>")
                .endsWith("</mrq>");
        Via via = Via.top(request.headers().text(HeaderName.VIA));
        assertThat(via.branch()).isEqualTo("z9hG4bK7c1f0a");
        assertThat(via.sentBy()).isEqualTo("192.0.2.10:5060");
        assertThat(via.rport()).isTrue();
    }

    @Test
    void readsAUnitThatSendsNoFromTagAndAConstantBranch() {
        SipRequest request = request("climax-no-from-tag");

        assertThat(request.fromUser()).isEqualTo("panel");
        assertThat(Via.top(request.headers().text(HeaderName.VIA)).branch()).isEqualTo("z9hG4bK-0001");
    }

    @Test
    void readsTheMediaTypeInAnyCaseAndItsCharset() {
        assertThat(request("media-type-shouted").mediaType()).isEqualTo("application/scaip+xml");
        assertThat(request("media-type-shouted").charset()).isEqualTo("UTF-8");
        assertThat(request("no-media-type").mediaType()).isEmpty();
    }

    @Test
    void readsAnAnswerOfAUnit() {
        assertThat(parse(Frames.bytes("ok-of-unit"))).isInstanceOfSatisfying(SipResponse.class, response -> {
            assertThat(response.status()).isEqualTo(200);
            assertThat(Via.top(response.headers().text(HeaderName.VIA)).branch())
                    .isEqualTo("z9hG4bKm3301");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-call-id",
                "no-via",
                "wrong-version",
                "nul-in-header",
                "headers-without-end",
                "noise",
                "keep-alive"
            })
    void tellsWhatIsNoMessage(String frame) {
        assertThat(parse(Frames.bytes(frame))).isInstanceOf(Malformed.class);
    }

    @Test
    void whatHasAFirstLineIsAnsweredAndNoiseIsNot() {
        assertThat(((Malformed) parse(Frames.bytes("no-via"))).answerable()).isTrue();
        assertThat(((Malformed) parse(Frames.bytes("nul-in-header"))).answerable())
                .isTrue();
        assertThat(((Malformed) parse(Frames.bytes("noise"))).answerable()).isFalse();
        assertThat(((Malformed) parse(Frames.bytes("wrong-version"))).answerable())
                .isFalse();
    }

    @Test
    void survivesEveryCutAndManyMutations() {
        byte[] whole = Frames.bytes("full-alarm");
        for (int length = 0; length < whole.length; length++) {
            assertThat(SipCodec.parse(whole, 0, length)).isNotNull();
        }
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = whole.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                mutated[random.nextInt(400)] = (byte) random.nextInt(256);
            }
            SipFrame frame = parse(mutated);
            if (frame instanceof SipRequest request) {
                byte[] reply = SipWriter.reply(request.headers(), SipReply.OK, FakeFlow.udp());
                assertThat(new String(reply, ISO_8859_1)).startsWith("SIP/2.0 200 OK\r\n");
            }
        }
    }

    private static SipRequest request(String frame) {
        SipFrame parsed = parse(Frames.bytes(frame));
        assertThat(parsed).isInstanceOf(SipRequest.class);
        return (SipRequest) parsed;
    }

    private static SipFrame parse(byte[] bytes) {
        return SipCodec.parse(bytes, 0, bytes.length);
    }
}
