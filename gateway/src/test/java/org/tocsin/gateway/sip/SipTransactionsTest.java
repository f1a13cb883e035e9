package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SipTransactionsTest {
    private static final SipLimits THREE =
            new SipLimits(1, 1, Duration.ZERO, new SipLimits.Handshakes(1, 1, Duration.ZERO), 3, 3);

    private final SipTransactions transactions = new SipTransactions(SipTimers.STANDARD, THREE);

    @Test
    void aRetransmissionFindsItsAnswerUntilTimerJ() {
        String key = key(Frames.text("full-alarm"));
        SipTransactions.Transaction opened = transactions.open(key, 0);

        assertThat(transactions.find(key)).isSameAs(opened);
        assertThat(opened.reply()).isNull();
        opened.answered(SipReply.OK);
        assertThat(opened.reply()).isEqualTo(SipReply.OK);

        transactions.forgetOld(Duration.ofSeconds(32).toNanos());
        assertThat(transactions.find(key)).isNotNull();
        transactions.forgetOld(Duration.ofSeconds(36).toNanos());
        assertThat(transactions.find(key)).isNull();
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i < 5; i++) {
            transactions.open("key" + i, i);
        }

        assertThat(transactions.size()).isEqualTo(3);
        assertThat(transactions.find("key1")).isNull();
        assertThat(transactions.find("key4")).isNotNull();
    }

    @Test
    void oneConstantBranchDoesNotMakeTwoAlarmsOne() {
        String frame = Frames.text("climax-no-from-tag");

        assertThat(key(frame.replace("9d2e1b@", "9d2e1c@"))).isNotEqualTo(key(frame));
        assertThat(key(frame.replace("CSeq: 1", "CSeq: 2"))).isNotEqualTo(key(frame));
        assertThat(key(frame.replace("00020486", "00020487"))).isNotEqualTo(key(frame));
        assertThat(key(frame)).isEqualTo(key(frame));
    }

    private static String key(String frame) {
        byte[] bytes = frame.getBytes(ISO_8859_1);
        return SipTransactions.key((SipRequest) SipCodec.parse(bytes, 0, bytes.length), FakeFlow.udp());
    }
}
