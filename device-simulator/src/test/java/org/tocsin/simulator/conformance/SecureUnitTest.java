package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.tocsin.simulator.conformance.listen.MqttReceiver;
import org.tocsin.simulator.conformance.listen.MtBench;
import org.tocsin.simulator.conformance.listen.MtCases;
import org.tocsin.simulator.conformance.listen.Pace;
import org.tocsin.simulator.conformance.listen.SipReceiver;
import org.tocsin.simulator.conformance.listen.TxBench;
import org.tocsin.simulator.conformance.listen.TxCases;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.mqtt.MqttUnit;
import org.tocsin.simulator.scaip.HomeOnTheLine;
import org.tocsin.simulator.scaip.ScaipUnit;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;
import org.tocsin.simulator.unit.TlsFiles;

@DisplayName("The simulator's units over TLS")
class SecureUnitTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Timing UNIT = new Timing(50, 400, 1_000, List.of(0L, 50L, 100L), 100, 100);
    private static final Pace PACE = new Pace(
            Duration.ofMillis(50),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(600),
            Duration.ofSeconds(5));

    @TempDir
    @SuppressWarnings("NullAway.Init") // made by JUnit
    private Path directory;

    @SuppressWarnings("NullAway.Init") // before each test
    private TlsFiles server;

    @SuppressWarnings("NullAway.Init") // before each test
    private TlsFiles trusting;

    @BeforeEach
    void certificates() throws Exception {
        X509Bundle authority =
                fresh().subject("CN=Authority").setIsCertificateAuthority(true).buildSelfSigned();
        X509Bundle own =
                fresh().subject("CN=127.0.0.1").addSanIpAddress("127.0.0.1").buildIssuedBy(authority);
        server = new TlsFiles(
                null, pem("server.crt", own.getCertificatePathPEM()), pem("server.key", own.getPrivateKeyPEM()));
        trusting = new TlsFiles(pem("authority.crt", authority.getCertificatePEM()), null, null);
    }

    private static CertificateBuilder fresh() {
        return new CertificateBuilder().algorithm(CertificateBuilder.Algorithm.ecp256);
    }

    private Path pem(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    @DisplayName("TX-01, TX-03, TX-12 over SIP and TLS")
    void scaip() throws Exception {
        try (SipReceiver receiver = new SipReceiver(HERE, List.of(0));
                HomeOnTheLine home = new HomeOnTheLine()) {
            int port = receiver.listenSecurely(HERE, 0, server);
            home.secure(trusting);
            home.open(
                    null,
                    new Faults(Faults.Shares.NONE, 1),
                    UNIT,
                    ScaipUnit.Habits.TCP,
                    List.of(new InetSocketAddress("127.0.0.1", port)));
            TxBench.Setup setup = new TxBench.Setup(what -> home.press(), PACE, null, 2, false);
            Findings findings = TxCases.suite()
                    .run(run("TX-01", "TX-03", "TX-12"), "over TLS", asked -> new TxBench(receiver, setup));

            assertThat(findings.all()).hasSize(3).allMatch(finding -> finding.outcome() == Outcome.PASS);
        }
    }

    @Test
    @DisplayName("MT-02, MT-04 over MQTT and TLS")
    void mqtt() throws Exception {
        Vertx vertx = Vertx.vertx();
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        try (Ledger ledger = new Ledger(null);
                MqttReceiver receiver = new MqttReceiver(HERE, List.of(0))) {
            int port = receiver.listenSecurely(HERE, 0, server);
            Tally tally = new Tally();
            MqttUnit unit = unit(context, port, trusting, ledger, tally);
            MtBench.Setup setup = new MtBench.Setup(
                    what -> context.runOnContext(v -> unit.raise(Trigger.PENDANT, Room.BEDROOM, () -> {})), PACE, 2);
            Findings findings =
                    MtCases.suite().run(run("MT-02", "MT-04"), "over TLS", asked -> new MtBench(receiver, setup));
            context.runOnContext(v -> unit.stop());

            assertThat(findings.all()).hasSize(2).allMatch(finding -> finding.outcome() == Outcome.PASS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("a server whose certificate nobody trusted has signed hears nothing")
    void untrusted() throws Exception {
        X509Bundle stranger =
                fresh().subject("CN=Stranger").setIsCertificateAuthority(true).buildSelfSigned();
        TlsFiles misled = new TlsFiles(pem("stranger.crt", stranger.getCertificatePEM()), null, null);
        Vertx vertx = Vertx.vertx();
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        try (Ledger ledger = new Ledger(null);
                MqttReceiver receiver = new MqttReceiver(HERE, List.of(0))) {
            Tally tally = new Tally();
            MqttUnit wrong = unit(context, receiver.listenSecurely(HERE, 0, server), misled, ledger, tally);
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> tally.connected.get() == 0);
            context.runOnContext(v -> wrong.stop());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static MqttUnit unit(ContextInternal context, int port, TlsFiles tls, Ledger ledger, Tally tally) {
        Surroundings around = new Surroundings(
                Scheduler.of(context.nettyEventLoop()),
                UNIT,
                new Faults(Faults.Shares.NONE, 1),
                new Refs(1_773_567_000_120L, 0),
                ledger,
                tally);
        MqttUnit unit = new MqttUnit(
                new Credentials(0, "10000000", "s3cret", null, "10000000", "tc/1/demo/10000000"),
                context,
                new MqttUnit.Receivers(List.of(new InetSocketAddress("127.0.0.1", port)), tls),
                around,
                Duration.ofMinutes(15));
        context.runOnContext(v -> unit.start());
        return unit;
    }

    private static Suite.Run run(String... only) {
        return new Suite.Run(List.of(only), false, 1, finding -> {});
    }
}
