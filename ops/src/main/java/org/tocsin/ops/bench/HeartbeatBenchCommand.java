package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tocsin.gateway.Gateway;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether a life alarm waits behind heartbeats: how soon a press is acknowledged while an estate offers many more
 * heartbeats than can be served, beside the same presses in peace. Only ratios within a run mean anything.
 */
@Command(
        name = "bench-heartbeats",
        mixinStandardHelpOptions = true,
        description = "How soon a press is acknowledged while a flood of heartbeats is offered.")
public final class HeartbeatBenchCommand implements Callable<Integer> {
    private static final long BEATING = 40_000_000L;
    private static final long PRESSING = 50_000_000L;
    private static final int LIMIT_MS = 50;
    private static final int SPARE_SECONDS = 3;

    @Option(names = "--units", defaultValue = "20000", description = "Units that beat (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(
            names = "--offered",
            defaultValue = "20000",
            description = "Heartbeats a second (default: ${DEFAULT-VALUE}).")
    private int offered;

    @Option(names = "--presses", defaultValue = "50", description = "Presses a second (default: ${DEFAULT-VALUE}).")
    private int presses;

    @Option(names = "--seconds", defaultValue = "10", description = "Length of each part (default: ${DEFAULT-VALUE}).")
    private int seconds;

    private final Verdicts verdicts = new Verdicts();
    private long nextPress = PRESSING;

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            run(stage.vertx(), stage.postgres());
            return verdicts.exitCode();
        });
    }

    private void run(Vertx vertx, EmbeddedPostgresServer postgres) throws Exception {
        Database owner = Database.open(vertx, postgres.ownerUrl(), 2);
        BenchGround.enrol(owner, BEATING, units, "SCAIP");
        BenchGround.enrol(owner, PRESSING, presses * seconds * 5, "SCAIP");
        BenchGround.await(owner.pool().query("analyze").execute());
        Gateway gateway =
                BenchGround.await(Gateway.start(vertx, BenchGround.config(postgres), new SimpleMeterRegistry()));
        try {
            InetSocketAddress receiver = new InetSocketAddress("127.0.0.1", gateway.sipPort());
            try (SipLoad pressing = new SipLoad(receiver)) {
                // The first part is the compiler's, not the product's.
                press(pressing, "w");
                say("  in peace:  %s", press(pressing, "p").to200());
                say("with a gateway that has just started, its compiler at work:");
                flooded(pressing, gateway.sipPort(), "c");
                say("with one that has seen it:");
                SipLoad.Result pressed = flooded(pressing, gateway.sipPort(), "f");
                verdicts.atMost("a press beside them, p99", pressed.to200().millis(0.99), LIMIT_MS, "ms");
                verdicts.atMost(
                        "presses without a 200",
                        pressed.sent() - pressed.to200().count(),
                        0,
                        "presses");
                say("  in peace:  %s", press(pressing, "q").to200());
            }
        } finally {
            BenchGround.await(gateway.stop());
        }
    }

    /** It lasts longer than the presses: the units write their messages before they send the first. */
    private SipLoad.Result flooded(SipLoad pressing, int port, String name) throws IOException {
        try (BeatingUnitsCommand.Sender beating = BeatingUnitsCommand.start(
                new BeatingUnitsCommand.Flood(port, BEATING, units, offered, seconds + SPARE_SECONDS))) {
            beating.awaitFlood();
            SipLoad.Result pressed = press(pressing, name);
            say(
                    "  in a flood: %s, %d repeated, %d refused",
                    pressed.to200(), pressed.retransmissions(), pressed.refused());
            say("  heartbeats: %s", beating.result());
            return pressed;
        }
    }

    private SipLoad.Result press(SipLoad load, String name) throws IOException {
        int count = presses * seconds;
        SipLoad.Result result = load.run(name, nextPress, count, count, presses, true);
        nextPress += count;
        return result;
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
