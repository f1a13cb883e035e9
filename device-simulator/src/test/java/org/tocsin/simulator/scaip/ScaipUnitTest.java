package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.scaip.StandInReceiver.Heard;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

/** What a unit does when a receiver behaves in each of these ways; every wait is ten times shorter than in a home. */
class ScaipUnitTest {
    private static final Timing FAST = new Timing(50, 400, 300, List.of(0L, 50L, 100L), 100, 100);

    private final Vertx vertx = Vertx.vertx();
    private final Tally tally = new Tally();
    private Ledger ledger;

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private SipLine line;

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private ScaipUnit unit;

    @BeforeEach
    void aLedgerInMemory() throws IOException {
        ledger = new Ledger(null);
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> unit.stop());
        line.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        ledger.close();
    }

    @Test
    void aGoodReceiverHearsItOnce() throws Exception {
        try (StandInReceiver receiver = new StandInReceiver(StandInReceiver.good())) {
            open(receiver);
            onLoop(unit::start);
            await().untilAsserted(() -> assertThat(tally.connected).hasValue(1));
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(receiver.alarms()).hasSize(1);
            assertThat(receiver.beats()).hasSize(1);
            assertThat(line(0).attempts()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(receiver.answers())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(answer -> answer.text().startsWith("SIP/2.0 200 OK\r\n")));
            assertThat(tally.toTransportAnswer.count()).isEqualTo(1);
        }
    }

    @Test
    void aReplyToAnotherReferenceIsAnsweredAndChangesNothing() throws Exception {
        StandInReceiver.Behaviour foreign = (request, self) -> {
            self.answer(request, "200 OK");
            self.reply(request, "foreign1", 0, "x");
        };
        try (StandInReceiver receiver = new StandInReceiver(foreign)) {
            open(receiver);
            press();
            await().untilAsserted(() -> assertThat(receiver.answers()).isNotEmpty());

            assertThat(receiver.answers().get(0).text()).startsWith("SIP/2.0 200 ");
            assertThat(line(0).acknowledged()).isFalse();
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
            open(receiver);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            List<Heard> heard = receiver.alarms();
            assertThat(heard).hasSize(3);
            assertThat(heard).extracting(Heard::ref).containsOnly(line(0).ref());
            assertThat(heard).extracting(request -> request.header("Call-ID")).doesNotHaveDuplicates();
            assertThat(heard.get(0).text().substring(heard.get(0).text().indexOf("<mrq>")))
                    .isEqualTo(heard.get(2).text().substring(heard.get(2).text().indexOf("<mrq>")));
            assertThat(millisBetween(heard.get(0), heard.get(1))).isGreaterThanOrEqualTo(295);
            assertThat(millisBetween(heard.get(1), heard.get(2))).isGreaterThanOrEqualTo(345);
            assertThat(line(0).attempts()).isEqualTo(3);
            assertThat(tally.repeated.sum()).isEqualTo(2);
        }
    }

    @Test
    void silenceIsRetransmittedAndThenTheOtherReceiverIsTried() throws Exception {
        try (StandInReceiver deaf = new StandInReceiver((request, self) -> {});
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            open(deaf, good);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

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
            openWithSecret("s3cret", receiver);
            press();
            press();
            await().untilAsserted(() -> assertThat(line(1).acknowledged()).isTrue());

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
            openWithSecret("s3cret", strict, good);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(strict.alarms()).hasSize(3);
            assertThat(tally.refused.sum()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalSendsItToTheOtherReceiverAtOnce() throws Exception {
        try (StandInReceiver busy =
                        new StandInReceiver((request, self) -> self.answer(request, "503 Service Unavailable"));
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            open(busy, good);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(busy.alarms()).hasSize(1);
            assertThat(millisBetween(busy.alarms().get(0), good.alarms().get(0)))
                    .isLessThan(1_000);
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
            open(receiver);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(millisBetween(receiver.alarms().get(0), receiver.alarms().get(1)))
                    .isBetween(995L, 3_000L);
        }
    }

    @Test
    void anythingButZeroIsNoReceipt() throws Exception {
        try (StandInReceiver broken = new StandInReceiver((request, self) -> {
                    self.answer(request, "200 OK");
                    self.reply(request, 5);
                });
                StandInReceiver good = new StandInReceiver(StandInReceiver.good())) {
            open(broken, good);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

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
            open(receiver);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(receiver.alarms()).hasSize(3);
            assertThat(receiver.alarms().get(2).text()).endsWith("<cid>10000000</cid><dty>0003</dty></mrq>");
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
            open(receiver);
            press();
            await().untilAsserted(() -> assertThat(receiver.answers()).hasSizeGreaterThanOrEqualTo(2));
            await().untilAsserted(
                            () -> assertThat(tally.toTransportAnswer.count()).isEqualTo(1));

            assertThat(receiver.answers()).allMatch(answer -> answer.text().startsWith("SIP/2.0 200 "));
            assertThat(line(0).acknowledged()).isTrue();
            assertThat(tally.acknowledged.sum()).isEqualTo(1);
            assertThat(receiver.alarms()).hasSize(1);
        }
    }

    @Test
    void aBurstKeepsItsOrder() throws Exception {
        try (StandInReceiver receiver = new StandInReceiver(StandInReceiver.good())) {
            open(receiver);
            for (int i = 0; i < 20; i++) {
                press();
            }
            await().untilAsserted(() -> assertThat(tally.acknowledged.sum()).isEqualTo(20));

            assertThat(receiver.alarms()).extracting(Heard::ref).isSorted().hasSize(20);
        }
    }

    @Test
    void lostAnswersAndDuplicatesDelayAReceiptButNeverInventOne() throws Exception {
        try (StandInReceiver receiver = new StandInReceiver(StandInReceiver.good())) {
            openFaulty(new Faults(new Faults.Shares(0.3, 0.3, 0), 7), receiver);
            for (int i = 0; i < 20; i++) {
                press();
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(tally.acknowledged.sum()).isEqualTo(20));

            assertThat(receiver.alarms()).hasSizeGreaterThan(20);
            assertThat(ledger.lines()).allMatch(Line::acknowledged);
        }
    }

    @Test
    void aSignOfLifeIsDroppedAfterThreeAttempts() throws Exception {
        StandInReceiver.Behaviour refuses = (request, self) -> {
            self.answer(request, "200 OK");
            self.reply(request, 5);
        };
        try (StandInReceiver receiver = new StandInReceiver(refuses)) {
            open(receiver);
            onLoop(unit::beat);
            await().untilAsserted(() -> assertThat(receiver.beats()).hasSize(3));

            assertThat(receiver.beats())
                    .extracting(Heard::ref)
                    .hasSize(3)
                    .containsOnly(receiver.beats().get(0).ref());
            assertThat(tally.connected).hasValue(0);
            assertThat(tally.beatsAnswered.sum()).isZero();
        }
    }

    private void open(StandInReceiver... receivers) throws Exception {
        openAll(null, new Faults(Faults.Shares.NONE, 1), receivers);
    }

    private void openWithSecret(String secret, StandInReceiver... receivers) throws Exception {
        openAll(secret, new Faults(Faults.Shares.NONE, 1), receivers);
    }

    private void openFaulty(Faults faults, StandInReceiver... receivers) throws Exception {
        openAll(null, faults, receivers);
    }

    private void openAll(@Nullable String secret, Faults faults, StandInReceiver... receivers) throws Exception {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        Surroundings around = new Surroundings(
                Scheduler.of(context.nettyEventLoop()), FAST, faults, new Refs(1_773_567_000_120L, 0), ledger, tally);
        List<InetSocketAddress> targets =
                Stream.of(receivers).map(StandInReceiver::address).toList();
        line = SipLine.open(context, targets, around)
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        Credentials credentials = new Credentials(0, "10000000", secret, "sip:alarm@127.0.0.1", null, null);
        unit = new ScaipUnit(credentials, line, false, Duration.ofMinutes(15));
    }

    private void press() throws Exception {
        onLoop(() -> unit.raise(Trigger.PENDANT, Room.BEDROOM, () -> {}));
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        line.around().scheduler().after(0, () -> {
            task.run();
            ran.complete(null);
        });
        ran.get(5, TimeUnit.SECONDS);
    }

    private Line line(int index) {
        return ledger.lines().get(index);
    }

    private static long millisBetween(Heard earlier, Heard later) {
        return (later.nanos() - earlier.nanos()) / 1_000_000;
    }
}
