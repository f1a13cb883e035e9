package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    private long nextPress = PRESSING;

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            run(stage.vertx(), stage.postgres());
            return 0;
        });
    }

    private void run(Vertx vertx, EmbeddedPostgresServer postgres) throws Exception {
        Database owner = Database.open(vertx, postgres.ownerUrl(), 2);
        BenchGround.enrol(owner, BEATING, units, "SCAIP");
        BenchGround.enrol(owner, PRESSING, presses * seconds * 4, "SCAIP");
        BenchGround.await(owner.pool().query("analyze").execute());
        Gateway gateway =
                BenchGround.await(Gateway.start(vertx, BenchGround.config(postgres), new SimpleMeterRegistry()));
        try {
            InetSocketAddress receiver = new InetSocketAddress("127.0.0.1", gateway.sipPort());
            try (SipLoad pressing = new SipLoad(receiver);
                    SipLoad beating = new SipLoad(receiver)) {
                // The first part is the compiler's, not the product's.
                press(pressing, "w");
                beating.heartbeats("v", BEATING, units, offered / 4, seconds / 2);
                say("  in peace:  %s", press(pressing, "p").to200());
                flooded(pressing, beating);
                say("  in peace:  %s", press(pressing, "q").to200());
            }
        } finally {
            BenchGround.await(gateway.stop());
        }
    }

    private void flooded(SipLoad pressing, SipLoad beating) throws IOException {
        CompletableFuture<SipLoad.Result> flood = CompletableFuture.supplyAsync(() -> {
            try {
                return beating.heartbeats("h", BEATING, units, offered, seconds + 2);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        SipLoad.Result pressed = press(pressing, "f");
        say("  in a flood: %s, %d repeated, %d refused", pressed.to200(), pressed.retransmissions(), pressed.refused());
        SipLoad.Result beats = flood.join();
        say(
                "  heartbeats: %,d sent in %.1f s, %,d answered (%s), %,d refused, %,d repeated",
                beats.sent(),
                beats.seconds(),
                beats.to200().count(),
                beats.to200(),
                beats.refused(),
                beats.retransmissions());
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
