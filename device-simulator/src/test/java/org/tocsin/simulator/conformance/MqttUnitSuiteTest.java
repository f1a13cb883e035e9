package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.tocsin.simulator.conformance.listen.MqttReceiver;
import org.tocsin.simulator.conformance.listen.MtBench;
import org.tocsin.simulator.conformance.listen.MtCases;
import org.tocsin.simulator.conformance.listen.Pace;
import org.tocsin.simulator.conformance.listen.Person;
import org.tocsin.simulator.conformance.mqtt.MqttPipe;
import org.tocsin.simulator.conformance.mqtt.Packet;
import org.tocsin.simulator.conformance.mqtt.PacketWriter;
import org.tocsin.simulator.conformance.sip.Connecting;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.mqtt.MqttUnit;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

@DisplayName("The suite for MQTT units: the simulator's own unit passes, one that says it once does not")
class MqttUnitSuiteTest {
    private static final String CID = "10000000";
    private static final Timing UNIT = new Timing(20, 160, 300, List.of(0L, 50L, 100L), 100, 100);
    private static final Pace PATIENT = pace(20_000);

    private static Pace pace(long repeatMillis) {
        return new Pace(
                Duration.ofMillis(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(repeatMillis),
                Duration.ofMillis(700),
                Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("MT-01 … MT-12, with a second receiver")
    void theSimulatorsUnit() throws Exception {
        Vertx vertx = Vertx.vertx();
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        try (Ledger ledger = new Ledger(null);
                MqttReceiver receiver = new MqttReceiver(InetAddress.getLoopbackAddress(), List.of(0, 0))) {
            Surroundings around = new Surroundings(
                    Scheduler.of(context.nettyEventLoop()),
                    UNIT,
                    new Faults(Faults.Shares.NONE, 1),
                    new Refs(1_773_567_000_120L, 0),
                    ledger,
                    new Tally());
            MqttUnit unit = new MqttUnit(
                    new Credentials(0, CID, "s3cret", null, CID, "tc/1/demo/" + CID),
                    context,
                    receiver.addresses(),
                    around,
                    Duration.ofMinutes(15));
            context.runOnContext(v -> unit.start());
            Person person = what -> {
                if (what.startsWith("Press")) {
                    context.runOnContext(v -> unit.raise(Trigger.PENDANT, Room.BEDROOM, () -> {}));
                }
            };
            Findings findings = ask(receiver, new MtBench.Setup(person, PATIENT, 20), List.of());
            context.runOnContext(v -> unit.stop());

            assertThat(findings.all()).hasSize(12).noneMatch(finding -> finding.outcome() == Outcome.FAIL);
            assertThat(findings.all())
                    .filteredOn(finding -> finding.outcome() == Outcome.SKIPPED)
                    .extracting(Finding::id)
                    .containsExactly("MT-05");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("a unit that says it once and hears nothing is noticed by each case that asks for a repeat")
    void aCarelessUnit() throws Exception {
        List<String> noticedBy = List.of("MT-01", "MT-03", "MT-04", "MT-05", "MT-06", "MT-09", "MT-12");
        try (MqttReceiver receiver = new MqttReceiver(InetAddress.getLoopbackAddress(), List.of(0, 0));
                MqttPipe unit =
                        new MqttPipe(Connecting.plain(receiver.addresses().get(0), Duration.ofSeconds(20)))) {
            unit.send(new PacketWriter()
                    .text("MQTT")
                    .u8(5)
                    .u8(2)
                    .u16(60)
                    .u8(0)
                    .text(CID)
                    .packet(Packet.CONNECT, 0));
            int[] presses = {0};
            Person person = what -> {
                String body = "{\"ref\":\"r" + ++presses[0] + "\",\"cid\":\"" + CID + "\",\"dty\":\"0003\"}";
                unit.send(new PacketWriter()
                        .text("tc/1/demo/" + CID + "/up/alarm")
                        .u16(presses[0])
                        .u8(0)
                        .raw(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .packet(Packet.PUBLISH, 2));
            };
            Findings findings = ask(receiver, new MtBench.Setup(person, pace(600), 2), noticedBy);

            assertThat(findings.all()).hasSize(noticedBy.size());
            assertThat(findings.all())
                    .allMatch(finding -> finding.outcome() == Outcome.FAIL)
                    .noneMatch(finding -> finding.seen().startsWith("no alarm came"))
                    .noneMatch(finding -> finding.seen().startsWith("the conversation broke off"));
        }
    }

    private static Findings ask(MqttReceiver receiver, MtBench.Setup setup, List<String> only) throws Exception {
        return MtCases.suite()
                .run(
                        new Suite.Run(only, false, 1, finding -> {}),
                        "an MQTT unit",
                        asked -> new MtBench(receiver, setup));
    }
}
