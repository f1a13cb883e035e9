package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipFramingTest {
    private final Heard heard = new Heard();
    private final SipFraming framing = new SipFraming(64 * 1024);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 599, 600, 601, 5000})
    void findsTheMessagesWhereverTheStreamWasCut(int segment) {
        String first = Frames.text("full-alarm");
        String second = Frames.text("lf-only");
        byte[] stream = (first + "\r\n\r\n" + second + first).getBytes(ISO_8859_1);

        for (int at = 0; at < stream.length; at += segment) {
            framing.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + segment)), heard);
        }

        assertThat(heard.messages).containsExactly(first, second, first);
        assertThat(framing.underWay()).isFalse();
    }

    @Test
    void aDoubleEmptyLineIsAPing() {
        framing.feed("\r\n\r\n".getBytes(ISO_8859_1), heard);

        assertThat(heard.pings).isEqualTo(1);
        assertThat(framing.underWay()).isFalse();
    }

    @Test
    void aMessageThatIsTooLongIsSkippedAndTheNextIsRead() {
        int tooLong = 1024 * 1024;
        String head = Frames.text("full-alarm").split("Content-Length")[0] + "Content-Length: " + tooLong + "\r\n\r\n";
        framing.feed(head.getBytes(ISO_8859_1), heard);
        framing.feed(new byte[tooLong / 2], heard);
        framing.feed(new byte[tooLong / 2], heard);
        framing.feed(Frames.bytes("full-alarm"), heard);

        assertThat(heard.tooLong).containsExactly(head);
        assertThat(heard.messages).containsExactly(Frames.text("full-alarm"));
    }

    @Test
    void withoutContentLengthTheStreamIsBroken() {
        framing.feed(Frames.bytes("length-missing"), heard);

        assertThat(heard.broken).hasSize(1);
    }

    @Test
    void aHeadWithoutEndIsBroken() {
        byte[] endless = new byte[SipCodec.MAX_HEAD + 1];
        Arrays.fill(endless, (byte) 'a');
        framing.feed(endless, heard);

        assertThat(heard.broken).hasSize(1);
    }

    private static final class Heard implements SipFraming.Sink {
        private final List<String> messages = new ArrayList<>();
        private final List<String> tooLong = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();
        private int pings;

        @Override
        public void message(byte[] bytes, int from, int to) {
            messages.add(new String(bytes, from, to - from, ISO_8859_1));
        }

        @Override
        public void ping() {
            pings++;
        }

        @Override
        public void tooLong(byte[] bytes, int from, int to) {
            tooLong.add(new String(bytes, from, to - from, ISO_8859_1));
        }

        @Override
        public void broken(byte[] bytes, int from, int to) {
            broken.add(new String(bytes, from, to - from, ISO_8859_1));
        }
    }
}
