package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.simulator.scaip.HomeOnTheLine.millisBetween;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.scaip.StandInReceiver.Heard;
import org.tocsin.simulator.unit.Faults;

/** What a unit does with good answers, late ones, odd ones and none; every wait is ten times shorter than in a home. */
class ScaipUnitTest {
    @SuppressWarnings("NullAway.Init") // before each test
    private HomeOnTheLine home;

    @BeforeEach
    void aHome() throws IOException {
        home = new HomeOnTheLine();
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    @Test
    void aGoodReceiverHearsItOnce() throws Exception {
        try (StandInReceiver receiver = new StandInReceiver(StandInReceiver.good())) {
            home.openPatient(receiver);
            home.onLoop(home.unit()::start);
            await().untilAsserted(() -> assertThat(home.tally.connected).hasValue(1));
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(receiver.alarms()).hasSize(1);
            assertThat(receiver.beats()).hasSize(1);
            assertThat(home.line(0).attempts()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(receiver.answers())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(answer -> answer.text().startsWith("SIP/2.0 200 OK\r\n")));
            assertThat(home.tally.toTransportAnswer.count()).isEqualTo(1);
        }
    }

    @Test
    void aReplyToAnotherReferenceIsAnsweredAndChangesNothing() throws Exception {
        StandInReceiver.Behaviour foreign = (request, self) -> {
            self.answer(request, "200 OK");
            self.reply(request, "foreign1", 0, "x");
        };
        try (StandInReceiver receiver = new StandInReceiver(foreign)) {
            home.open(receiver);
            home.press();
            await().untilAsserted(() -> assertThat(receiver.answers()).isNotEmpty());

            assertThat(receiver.answers().get(0).text()).startsWith("SIP/2.0 200 ");
            assertThat(home.line(0).acknowledged()).isFalse();
        }
    }

    @Test
    void a200AloneIsNoReceipt() throws Exception {
        StandInReceiver.Behaviour third = (request, self) -> {
            self.answer(request, "200 OK");
            if (self.alarms().size() == 3) {
                self.reply(request, 0);
            }
        };
        try (StandInReceiver receiver = new StandInReceiver(third)) {
            home.open(receiver);
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            List<Heard> heard = receiver.alarms();
            assertThat(heard).hasSize(3);
            assertThat(heard).extracting(Heard::ref).containsOnly(home.line(0).ref());
            assertThat(heard).extracting(request -> request.header("Call-ID")).doesNotHaveDuplicates();
            assertThat(heard.get(0).text().substring(heard.get(0).text().indexOf("<mrq>")))
                    .isEqualTo(heard.get(2).text().substring(heard.get(2).text().indexOf("<mrq>")));
            assertThat(millisBetween(heard.get(0), heard.get(1))).isGreaterThanOrEqualTo(295);
            assertThat(millisBetween(heard.get(1), heard.get(2))).isGreaterThanOrEqualTo(345);
            assertThat(home.line(0).attempts()).isEqualTo(3);
            assertThat(home.tally.repeated.sum()).isEqualTo(2);
        }
    }

    @Test
    void silenceIsRetransmittedAndThenTheOtherReceiverIsTried() throws Exception {
        try (StandInReceiver deaf = new StandInReceiver((request, self) -> {});
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            home.open(deaf, good);
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(deaf.everyAlarm()).hasSizeBetween(9, 12);
            assertThat(deaf.alarms())
                    .extracting(Heard::text)
                    .containsOnly(deaf.alarms().get(0).text());
            assertThat(good.alarms()).hasSize(1);
            assertThat(good.alarms().get(0).ref())
                    .isEqualTo(deaf.alarms().get(0).ref());
        }
    }

    @Test
    void theReplyMayComeTwiceBeforeThe200AndOnOurOwnCallId() throws Exception {
        StandInReceiver.Behaviour odd = (request, self) -> {
            self.reply(request, request.ref(), 0, request.header("Call-ID"));
            self.reply(request, 0);
            self.answer(request, "200 OK");
        };
        try (StandInReceiver receiver = new StandInReceiver(odd)) {
            home.openPatient(receiver);
            home.press();
            await().untilAsserted(() -> assertThat(receiver.answers()).hasSizeGreaterThanOrEqualTo(2));
            await().untilAsserted(() ->
                    assertThat(home.tally.toTransportAnswer.count()).isEqualTo(1));

            assertThat(receiver.answers()).allMatch(answer -> answer.text().startsWith("SIP/2.0 200 "));
            assertThat(home.line(0).acknowledged()).isTrue();
            assertThat(home.tally.acknowledged.sum()).isEqualTo(1);
            assertThat(receiver.alarms()).hasSize(1);
        }
    }

    @Test
    void aBurstKeepsItsOrder() throws Exception {
        try (StandInReceiver receiver = new StandInReceiver(StandInReceiver.good())) {
            home.open(receiver);
            for (int i = 0; i < 20; i++) {
                home.press();
            }
            await().untilAsserted(
                            () -> assertThat(home.tally.acknowledged.sum()).isEqualTo(20));

            assertThat(receiver.alarms()).extracting(Heard::ref).isSorted().hasSize(20);
        }
    }

    @Test
    void lostAnswersAndDuplicatesDelayAReceiptButNeverInventOne() throws Exception {
        try (StandInReceiver receiver = new StandInReceiver(StandInReceiver.good())) {
            home.openFaulty(new Faults(new Faults.Shares(0.3, 0.3, 0), 7), receiver);
            for (int i = 0; i < 20; i++) {
                home.press();
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(home.tally.acknowledged.sum()).isEqualTo(20));

            assertThat(receiver.alarms()).hasSizeGreaterThan(20);
            assertThat(home.ledger.lines()).allMatch(Line::acknowledged);
        }
    }
}
