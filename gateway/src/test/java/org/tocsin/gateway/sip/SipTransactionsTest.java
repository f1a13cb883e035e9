package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.sip.SipTransactions.Key;

class SipTransactionsTest {
    private final SipTransactions transactions = transactions(4_000);

    @Test
    void aRetransmissionFindsItsAnswerUntilTimerJ() {
        Key key = key(Frames.text("full-alarm"));
        assertThat(transactions.knows(key)).isFalse();
        transactions.open(key, 0);

        assertThat(transactions.knows(key)).isTrue();
        assertThat(transactions.reply(key)).isNull();
        transactions.answered(key, SipReply.OK);
        assertThat(transactions.reply(key)).isEqualTo(SipReply.OK);

        transactions.forgetOld(Duration.ofSeconds(36).toNanos());
        assertThat(transactions.knows(key)).isTrue();
        transactions.forgetOld(Duration.ofSeconds(48).toNanos());
        assertThat(transactions.knows(key)).isFalse();
    }

    @Test
    void whatWasForgottenIsNewAgain() {
        Key key = new Key(1, 2);
        transactions.open(key, 0);
        transactions.answered(key, SipReply.FORBIDDEN);
        assertThat(transactions.reply(key)).isEqualTo(SipReply.FORBIDDEN);

        transactions.forget(key);
        assertThat(transactions.knows(key)).isFalse();
        transactions.open(key, Duration.ofSeconds(20).toNanos());
        assertThat(transactions.knows(key)).isTrue();
        assertThat(transactions.reply(key)).isNull();
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        for (int i = 0; i < 10_000; i++) {
            transactions.open(new Key(i, i % 100), i);
        }

        assertThat(transactions.size()).isBetween(3_000, 4_000);
        assertThat(transactions.knows(new Key(1, 1))).isFalse();
        assertThat(transactions.knows(new Key(7_500, 0))).isTrue();
        assertThat(transactions.knows(new Key(9_999, 99))).isTrue();
    }

    /** The same acts on a plain map that forgets by time: whatever must be known is known, with its answer. */
    @Test
    void inAnyOrderOfActsEachHasItsAnswerForItsTime() {
        SipTransactions many = transactions(1 << 20);
        Random acts = new Random(20261122);
        Map<Key, Long> opened = new HashMap<>();
        Map<Key, SipReply> replies = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 200_000; i++) {
            now += acts.nextInt(1_000_000);
            Key key = new Key(acts.nextInt(3), acts.nextInt(20_000));
            Long since = opened.get(key);
            boolean known =
                    since != null && now - since < Duration.ofSeconds(35).toNanos();
            if (known) {
                assertThat(many.knows(key)).isTrue();
                assertThat(many.reply(key)).isEqualTo(replies.get(key));
            }
            if (!many.knows(key)) {
                many.open(key, now);
                opened.put(key, now);
                replies.remove(key);
            } else if (acts.nextInt(3) == 0) {
                many.forget(key);
                opened.remove(key);
            } else if (known && !replies.containsKey(key)) {
                SipReply reply = acts.nextInt(10) == 0 ? SipReply.FORBIDDEN : SipReply.OK;
                many.answered(key, reply);
                replies.put(key, reply);
            }
        }
        assertThat(opened).hasSizeGreaterThan(10_000);
    }

    @Test
    void oneConstantBranchDoesNotMakeTwoAlarmsOne() {
        String frame = Frames.text("climax-no-from-tag");

        assertThat(key(frame.replace("9d2e1b@", "9d2e1c@"))).isNotEqualTo(key(frame));
        assertThat(key(frame.replace("CSeq: 1", "CSeq: 2"))).isNotEqualTo(key(frame));
        assertThat(key(frame.replace("00020486", "00020487"))).isNotEqualTo(key(frame));
        assertThat(key(frame)).isEqualTo(key(frame));
    }

    private Key key(String frame) {
        byte[] bytes = frame.getBytes(ISO_8859_1);
        return transactions.key((SipRequest) SipCodec.parse(bytes, 0, bytes.length), FakeFlow.udp());
    }

    private static SipTransactions transactions(int most) {
        return new SipTransactions(
                SipTimers.STANDARD,
                new SipLimits(1, 1, Duration.ZERO, new SipLimits.Handshakes(1, 1, Duration.ZERO), most, 3));
    }
}
