package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.simulator.scaip.HomeOnTheLine.millisBetween;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.scaip.StandInReceiver.Heard;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Timing;

/** What a unit does when it is refused: asked for a proof, sent away, rejected for what it says. */
class ScaipUnitRefusedTest {
    private static final long HOUR = 3_600_000;

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
    void askedForProofItProvesWhoItIsAndKeepsTheNonce() throws Exception {
        StandInReceiver.Behaviour strict = (request, self) -> {
            if (request.header("Authorization").isEmpty()) {
                self.answer(
                        request,
                        "401 Unauthorized",
                        "WWW-Authenticate: Digest realm=\"arc\", nonce=\"n1\", qop=\"auth\", algorithm=MD5");
            } else {
                self.answer(request, "200 OK");
                self.reply(request, 0);
            }
        };
        try (StandInReceiver receiver = new StandInReceiver(strict)) {
            home.openWithSecret("s3cret", receiver);
            home.press();
            home.press();
            await().untilAsserted(() -> assertThat(home.line(1).acknowledged()).isTrue());

            List<Heard> heard = receiver.alarms();
            assertThat(heard).hasSize(3);
            assertThat(heard)
                    .extracting(request -> request.header("CSeq"))
                    .containsExactly("1 MESSAGE", "2 MESSAGE", "1 MESSAGE");
            assertThat(heard.get(1).header("Call-ID")).isEqualTo(heard.get(0).header("Call-ID"));
            assertThat(heard.get(1).header("From")).isEqualTo(heard.get(0).header("From"));
            assertThat(heard.get(1).header("Authorization")).contains("nc=00000001");
            assertThat(heard.get(2).header("Authorization")).contains("nc=00000002");
        }
    }

    @Test
    void neverBelievedItTriesTheOtherReceiver() throws Exception {
        StandInReceiver.Behaviour never = (request, self) ->
                self.answer(request, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"arc\", nonce=\"n1\"");
        try (StandInReceiver strict = new StandInReceiver(never);
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            home.openWithSecret("s3cret", strict, good);
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(strict.alarms()).hasSize(3);
            assertThat(home.tally.refused.sum()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalSendsItToTheOtherReceiverAtOnce() throws Exception {
        try (StandInReceiver busy =
                        new StandInReceiver((request, self) -> self.answer(request, "503 Service Unavailable"));
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            // Whatever it would wait for before the next attempt takes longer than this test waits.
            home.open(
                    null,
                    new Faults(Faults.Shares.NONE, 1),
                    new Timing(50, 400, HOUR, List.of(HOUR), HOUR, HOUR),
                    ScaipUnit.Habits.UDP,
                    List.of(busy.address(), good.address()));
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(busy.alarms()).hasSize(1);
            assertThat(good.alarms()).hasSize(1);
        }
    }

    @Test
    void refusedByTheOnlyReceiverItPauses() throws Exception {
        StandInReceiver.Behaviour busyOnce = (request, self) -> {
            if (self.alarms().size() == 1) {
                self.answer(request, "503 Service Unavailable", "Retry-After: 1");
            } else {
                StandInReceiver.good().heard(request, self);
            }
        };
        try (StandInReceiver receiver = new StandInReceiver(busyOnce)) {
            home.openPatient(receiver);
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(receiver.alarms()).hasSize(2);
            assertThat(millisBetween(receiver.alarms().get(0), receiver.alarms().get(1)))
                    .as("a second, and not the tenth of one that it would wait by itself")
                    .isGreaterThanOrEqualTo(995L);
        }
    }

    @Test
    void anythingButZeroIsNoReceipt() throws Exception {
        try (StandInReceiver broken = new StandInReceiver((request, self) -> {
                    self.answer(request, "200 OK");
                    self.reply(request, 5);
                });
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            home.open(broken, good);
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(broken.alarms()).hasSize(1);
            assertThat(good.alarms()).hasSize(1);
        }
    }

    @Test
    void rejectedForGoodItSaysTheLeastThereIsToSay() throws Exception {
        StandInReceiver.Behaviour picky = (request, self) -> {
            self.answer(request, "200 OK");
            self.reply(request, request.element("dte").isEmpty() ? 0 : 3);
        };
        try (StandInReceiver receiver = new StandInReceiver(picky)) {
            home.open(receiver);
            home.press();
            await().untilAsserted(() -> assertThat(home.line(0).acknowledged()).isTrue());

            assertThat(receiver.alarms()).hasSize(3);
            assertThat(receiver.alarms().get(2).text()).endsWith("<cid>10000000</cid><dty>0003</dty></mrq>");
        }
    }

    @Test
    void aSignOfLifeIsDroppedAfterThreeAttempts() throws Exception {
        StandInReceiver.Behaviour refuses = (request, self) -> {
            self.answer(request, "200 OK");
            self.reply(request, 5);
        };
        try (StandInReceiver receiver = new StandInReceiver(refuses)) {
            home.open(receiver);
            home.onLoop(home.unit()::beat);
            await().untilAsserted(() -> assertThat(receiver.beats()).hasSize(3));

            assertThat(receiver.beats())
                    .extracting(Heard::ref)
                    .hasSize(3)
                    .containsOnly(receiver.beats().get(0).ref());
            assertThat(home.tally.connected).hasValue(0);
            assertThat(home.tally.beatsAnswered.sum()).isZero();
        }
    }
}
