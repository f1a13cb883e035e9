package org.tocsin.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.mqtt.StandInBroker.Heard;
import org.tocsin.simulator.unit.Condition;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

/** What an MQTT unit does when the platform behaves in each of these ways; waits are shorter than in a home. */
class MqttUnitTest {
    /** Longer than a busy machine keeps a good platform from its answer. */
    private static final Timing PATIENT = waits(20_000);
    /** Where the answer stays away, and is waited for in vain. */
    private static final Timing FAST = waits(1_000);

    private static final String PREFIX = "tc/1/demo/10000000";

    private final Vertx vertx = Vertx.vertx();
    private final Tally tally = new Tally();
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private Ledger ledger;

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private MqttUnit unit;

    private Timing timing = PATIENT;

    private static Timing waits(long answer) {
        return new Timing(20, 160, answer, List.of(0L, 50L, 100L), 100, 100);
    }

    @BeforeEach
    void aLedgerInMemory() throws IOException {
        ledger = new Ledger(null);
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> unit.stop());
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        ledger.close();
    }

    @Test
    void aGoodPlatformHearsItOnce() throws Exception {
        try (StandInBroker broker = new StandInBroker(vertx, StandInBroker.good())) {
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());
            onLoop(unit::beat);
            await().untilAsserted(() -> assertThat(tally.beatsAnswered.sum()).isEqualTo(1));

            assertThat(broker.alarms()).hasSize(1);
            Heard heard = broker.alarms().get(0);
            assertThat(heard.topic()).isEqualTo(PREFIX + "/up/alarm");
            assertThat(heard.body().getString("cid")).isEqualTo("10000000");
            assertThat(heard.body().getInteger("try")).isZero();
            assertThat(broker.on(PREFIX + "/up/heartbeat")).hasSize(1);
            assertThat(broker.on(PREFIX + "/up/state"))
                    .extracting(state -> state.body().getString("state"))
                    .containsExactly("ready");
            assertThat(tally.toPuback.count()).isEqualTo(1);
            assertThat(tally.toMqttAck.count()).isEqualTo(1);
        }
    }

    @Test
    void newFirmwareIsSaidWhenItIsBack() throws Exception {
        try (StandInBroker broker = new StandInBroker(vertx, StandInBroker.good())) {
            open(Faults.Shares.NONE, broker);
            await().untilAsserted(
                            () -> assertThat(broker.on(PREFIX + "/up/state")).hasSize(1));
            onLoop(() -> unit.becomes(Condition.NEW.withFirmware("2.0")));
            await().untilAsserted(
                            () -> assertThat(broker.on(PREFIX + "/up/state")).hasSize(2));
            assertThat(broker.on(PREFIX + "/up/state"))
                    .extracting(state -> state.body().getString("fw"))
                    .containsExactly("1.0.0", "2.0");
        }
    }

    @Test
    void newSettingsAreSaidAtOnce() throws Exception {
        StandInBroker.Behaviour asks = (heard, from) -> {
            StandInBroker.good().heard(heard, from);
            for (int volume : List.of(7, 7, 8)) {
                String command = "{\"v\":1,\"id\":\"c1\",\"op\":\"config.set\",\"args\":{\"values\":{\"volume\":"
                        + volume + "}}}";
                from.publish(PREFIX + "/down/cmd", Buffer.buffer(command), MqttQoS.AT_LEAST_ONCE, false, false);
            }
        };
        try (StandInBroker broker = new StandInBroker(vertx, asks)) {
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(
                            () -> assertThat(broker.on(PREFIX + "/up/state")).hasSize(4));
            List<String> marks = broker.on(PREFIX + "/up/state").stream()
                    .map(state -> state.body().getString("cfg"))
                    .toList();
            assertThat(marks.get(0)).isEqualTo("factory");
            assertThat(marks.get(1)).isNotEqualTo("factory").isEqualTo(marks.get(2));
            assertThat(marks.get(3)).isNotEqualTo(marks.get(1));
            assertThat(broker.on(PREFIX + "/up/result")).hasSize(3);
            assertThat(broker.connects()).isEqualTo(1);
        }
    }

    @Test
    void aPubackAloneIsNoReceipt() throws Exception {
        StandInBroker.Behaviour second = (heard, from) -> {
            from.publishAcknowledge(heard.packet());
            if (heard.body().getInteger("try") > 0) {
                StandInBroker.reply(heard, from, 0);
            }
        };
        try (StandInBroker broker = new StandInBroker(vertx, second)) {
            timing = FAST;
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(broker.alarms()).extracting(Heard::ref).hasSize(2).containsOnly(line(0).ref());
            assertThat(broker.connects()).isEqualTo(1);
            assertThat(line(0).attempts()).isEqualTo(2);
        }
    }

    @Test
    void aReplyAloneIsNoReceiptEither() throws Exception {
        StandInBroker.Behaviour second = (heard, from) -> {
            StandInBroker.reply(heard, from, 0);
            if (heard.body().getInteger("try") > 0) {
                from.publishAcknowledge(heard.packet());
            }
        };
        try (StandInBroker broker = new StandInBroker(vertx, second)) {
            timing = FAST;
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(line(0).attempts()).isEqualTo(2);
        }
    }

    @Test
    void aBrokenConnectionIsMadeAnewAndTheAlarmGoesOutAgain() throws Exception {
        StandInBroker.Behaviour breaks = (heard, from) -> {
            if (heard.body().getInteger("try") == 0) {
                from.close();
            } else {
                StandInBroker.good().heard(heard, from);
            }
        };
        try (StandInBroker broker = new StandInBroker(vertx, breaks)) {
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(broker.alarms()).extracting(Heard::ref).hasSize(2).containsOnly(line(0).ref());
            assertThat(broker.connects()).isEqualTo(2);
            assertThat(tally.connected).hasValue(1);
        }
    }

    @Test
    void silenceIsRepeatedAndThenTheOtherPlatformIsTried() throws Exception {
        try (StandInBroker deaf = new StandInBroker(vertx, (heard, from) -> {});
                StandInBroker good = new StandInBroker(vertx, StandInBroker.good())) {
            timing = FAST;
            open(Faults.Shares.NONE, deaf, good);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(deaf.alarms()).hasSize(2);
            assertThat(good.alarms()).hasSize(1);
            assertThat(line(0).attempts()).isEqualTo(3);
        }
    }

    @Test
    void notLetInItComesBack() throws Exception {
        try (StandInBroker broker = new StandInBroker(vertx, StandInBroker.good())) {
            broker.accepting(number -> number > 2);
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(broker.connects()).isEqualTo(3);
        }
    }

    @Test
    void anythingButZeroIsNoReceipt() throws Exception {
        StandInBroker.Behaviour later = (heard, from) -> {
            from.publishAcknowledge(heard.packet());
            StandInBroker.reply(heard, from, heard.body().getInteger("try") < 2 ? 7 : 0);
        };
        try (StandInBroker broker = new StandInBroker(vertx, later)) {
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(broker.alarms()).hasSize(3);
            assertThat(broker.alarms().get(2).body().containsKey("dte")).isFalse();
            assertThat(tally.refused.sum()).isEqualTo(2);
        }
    }

    @Test
    void faultsDelayAReceiptButNeverInventOne() throws Exception {
        try (StandInBroker broker = new StandInBroker(vertx, StandInBroker.good())) {
            timing = waits(300);
            open(new Faults.Shares(0.3, 0.2, 0.2), broker);
            for (int i = 0; i < 10; i++) {
                press();
            }
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(tally.acknowledged.sum()).isEqualTo(10));

            assertThat(broker.alarms()).hasSizeGreaterThan(10);
            assertThat(broker.alarms()).extracting(Heard::ref).isSorted();
        }
    }

    @Test
    void askedForATestItSendsOneAndSaysSoAndTheSameCommandTwiceIsOneTest() throws Exception {
        try (StandInBroker broker = new StandInBroker(vertx, asksTwice())) {
            open(Faults.Shares.NONE, broker);
            press();
            await().untilAsserted(
                            () -> assertThat(broker.on(PREFIX + "/up/result")).hasSize(2));
            await().untilAsserted(() -> assertThat(ledger.lines())
                    .filteredOn(Line::acknowledged)
                    .extracting(Line::kind)
                    .contains("TEST"));
            assertThat(broker.on(PREFIX + "/up/test")).hasSize(1);
            assertThat(broker.on(PREFIX + "/up/test").get(0).body().getString("stc"))
                    .isEqualTo("0102");
            assertThat(broker.on(PREFIX + "/up/result").get(0).body().getBoolean("ok"))
                    .isTrue();
        }
    }

    @Test
    void oneThatDoesNotKnowTheCommandSaysSoAndSendsNothing() throws Exception {
        try (StandInBroker broker = new StandInBroker(vertx, asksTwice())) {
            open(new Faults.Shares(0, 0, 0, new Faults.Tests(0, 0, 1, 0)), broker);
            press();
            await().untilAsserted(
                            () -> assertThat(broker.on(PREFIX + "/up/result")).hasSize(2));
            assertThat(broker.on(PREFIX + "/up/result").get(0).body().getInteger("code"))
                    .isEqualTo(501);
            assertThat(broker.on(PREFIX + "/up/test")).isEmpty();
        }
    }

    /** Whoever presses is asked for a test, twice by the same command. */
    private static StandInBroker.Behaviour asksTwice() {
        return (heard, from) -> {
            StandInBroker.good().heard(heard, from);
            Buffer command = Buffer.buffer("{\"v\":1,\"id\":\"0198c1f0-1\",\"op\":\"test\",\"args\":{}}");
            from.publish(PREFIX + "/down/cmd", command, MqttQoS.AT_LEAST_ONCE, false, false);
            from.publish(PREFIX + "/down/cmd", command, MqttQoS.AT_LEAST_ONCE, false, false);
        };
    }

    private void open(Faults.Shares faults, StandInBroker... brokers) throws Exception {
        Surroundings around = new Surroundings(
                Scheduler.of(context.nettyEventLoop()),
                timing,
                new Faults(faults, 3),
                new Refs(1_773_567_000_120L, 0),
                ledger,
                tally);
        List<InetSocketAddress> targets =
                Stream.of(brokers).map(StandInBroker::address).toList();
        Credentials credentials = new Credentials(0, "10000000", "s3cret", null, "10000000", PREFIX);
        unit = new MqttUnit(credentials, context, targets, around, Duration.ofMinutes(15));
        onLoop(unit::start);
    }

    private void press() throws Exception {
        onLoop(() -> unit.raise(Trigger.PENDANT, Room.BEDROOM, () -> {}));
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        context.runOnContext(v -> {
            task.run();
            ran.complete(null);
        });
        ran.get(20, TimeUnit.SECONDS);
    }

    private Line line(int index) {
        return ledger.lines().get(index);
    }
}
