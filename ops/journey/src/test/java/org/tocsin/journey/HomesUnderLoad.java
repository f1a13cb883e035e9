package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.tocsin.simulator.HostPort;
import org.tocsin.simulator.Progress;
import org.tocsin.simulator.Simulator;
import org.tocsin.simulator.SimulatorConfig;
import org.tocsin.simulator.SimulatorConfig.Targets;
import org.tocsin.simulator.SimulatorConfig.Traffic;
import org.tocsin.simulator.Verdict;
import org.tocsin.simulator.unit.Timing;

/** A small estate under load over both protocols, watched by the test, judged by its own ledger. */
final class HomesUnderLoad implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** Five times less patient than real units: a receiver that is gone is given up after 6.4 s, not after 32. */
    private static final Timing IMPATIENT =
            new Timing(100, 800, 4_000, List.of(0L, 1_000L, 2_000L, 4_000L), 500, 2_000);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Simulator simulator;

    /** In front of a demo. */
    HomesUnderLoad(DemoProcess demo, int homes, int alarmsPerSecond) {
        this(
                new Targets(
                        List.of(new HostPort("127.0.0.1", demo.sipPort())),
                        List.of(new HostPort("127.0.0.1", demo.mqttPort())),
                        URI.create("http://127.0.0.1:" + demo.httpPort()),
                        DemoProcess.TOKEN),
                homes,
                alarmsPerSecond);
    }

    /** Switches them on and returns when all are connected and raising. */
    HomesUnderLoad(Targets targets, int homes, int alarmsPerSecond) {
        SimulatorConfig config = SimulatorConfig.of(homes, targets)
                .withTraffic(Traffic.REALISTIC.atRate(alarmsPerSecond * 60.0).connectingWithin(CONNECT));
        this.simulator = Simulator.start(vertx, config.withTiming(IMPATIENT), Progress.NONE)
                .await();
        simulator.whenConnected().await();
        assertThat(simulator.snapshot().connected()).isEqualTo(homes);
    }

    long acknowledged() {
        return simulator.snapshot().acknowledged();
    }

    long raised() {
        return simulator.snapshot().raised();
    }

    /** How often the platform has said no in so many words. */
    long refused() {
        return simulator.tally().refused.sum();
    }

    /** Waits until this many more than now are acknowledged. */
    void acknowledgeMore(int more) {
        long enough = acknowledged() + more;
        await("acknowledgements").atMost(Duration.ofSeconds(40)).until(() -> acknowledged() >= enough);
    }

    /** Waits for a stretch of this length in which homes go on raising and nothing is acknowledged. */
    void hearNothingPositiveFor(Duration stretch) {
        long[] quiet = {acknowledged(), System.nanoTime(), raised()};
        await("no acknowledgement for " + stretch)
                .atMost(stretch.plusSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long now = acknowledged();
                    if (now != quiet[0]) {
                        quiet[0] = now;
                        quiet[1] = System.nanoTime();
                        quiet[2] = raised();
                    }
                    return System.nanoTime() - quiet[1] >= stretch.toNanos();
                });
        assertThat(raised()).as("the homes went on raising").isGreaterThan(quiet[2]);
    }

    /** Nothing more is raised; everything raised gets its receipt, and each is on file exactly once. */
    void allAreAcknowledgedAndOnFileOnce() {
        simulator.quiesce(Duration.ofSeconds(90)).await();
        Verdict verdict = simulator.verdict().await();
        assertThat(verdict.passed()).as(verdict::toText).isTrue();
        assertThat(verdict.unacknowledged()).as(verdict::toText).isEmpty();
    }

    @Override
    public void close() {
        simulator.stop().eventually(vertx::close).await();
    }
}
