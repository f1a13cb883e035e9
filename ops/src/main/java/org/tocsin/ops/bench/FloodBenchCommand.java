package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tocsin.access.ApiTokens;
import org.tocsin.console.Console;
import org.tocsin.console.ConsoleConfig;
import org.tocsin.gateway.Gateway;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A whole area loses its mains while people press their pendants: how soon a press is in front of an operator, before,
 * during and after, and how soon the flood is one card. Everything on this one machine.
 */
@Command(
        name = "bench-flood",
        mixinStandardHelpOptions = true,
        description = "From press to the operator's WebSocket while a whole area loses its mains.")
public final class FloodBenchCommand implements Callable<Integer> {
    private static final long DARK = 40_000_000L;
    private static final long PRESSING = 50_000_000L;
    private static final int SETTLE_SECONDS = 60;
    /** A second more is nothing to somebody on a floor; a board that stutters would show far more. */
    private static final int PRESS_LIMIT_MS = 1_000;

    @Option(names = "--homes", defaultValue = "7000", description = "Homes without mains (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(names = "--within", defaultValue = "20", description = "Seconds of the outage (default: ${DEFAULT-VALUE}).")
    private int within;

    @Option(names = "--presses", defaultValue = "10", description = "Presses a second (default: ${DEFAULT-VALUE}).")
    private int presses;

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
        Database owner = Database.open(vertx, postgres.ownerUrl(), 4);
        BenchGround.enrol(owner, DARK, homes, "SCAIP");
        BenchGround.enrol(owner, PRESSING, presses * (within * 4 + SETTLE_SECONDS), "SCAIP");
        BenchGround.await(owner.pool().query("analyze").execute());
        String token = ApiTokens.random();
        UUID service = BenchGround.await(
                        owner.pool().query("select id from service").execute())
                .iterator()
                .next()
                .getUUID(0);
        BenchGround.await(new ApiTokens(owner, InstantSource.system()).ensure(service, "bench", token));
        Gateway gateway =
                BenchGround.await(Gateway.start(vertx, BenchGround.config(postgres), new SimpleMeterRegistry()));
        ConsoleConfig config = ConsoleConfig.from(new Settings(Map.of(
                "TOCSIN_DATABASE_URL", postgres.runtimeUrl().uri(),
                "TOCSIN_SECRET_KEY", HexFormat.of().formatHex(Ids.randomBytes(32)),
                "TOCSIN_HTTP_PORT", "0")));
        Console console = BenchGround.await(Console.start(vertx, config, new SimpleMeterRegistry()));
        try {
            measure(owner, gateway.sipPort(), console.httpPort(), token);
        } finally {
            BenchGround.await(console.stop());
            BenchGround.await(gateway.stop());
        }
    }

    private void measure(Database owner, int sipPort, int httpPort, String token) throws Exception {
        BoardEar ear = new BoardEar(priority -> priority == 1);
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + httpPort + "/live"), ear)
                .get(10, TimeUnit.SECONDS);
        InetSocketAddress receiver = new InetSocketAddress("127.0.0.1", sipPort);
        try (SipLoad pressing = new SipLoad(receiver);
                SipLoad dark = new SipLoad(receiver)) {
            // The first part is the compiler's, not the product's.
            press(pressing, "w");
            ear.begin();
            press(pressing, "p");
            say("  in peace:    %s", ear.result());
            ear.begin();
            long begun = System.nanoTime();
            CompletableFuture<SipLoad.Result> outage = CompletableFuture.supplyAsync(() -> outage(dark));
            int pressed = press(pressing, "f");
            SipLoad.Result lost = outage.get(5, TimeUnit.MINUTES);
            verdicts.atMost("presses that no operator saw", ear.missing(pressed), 0, "presses");
            verdicts.atMost("without a 200", homes - lost.to200().count(), 0, "homes");
            say("  in the dark: %s; %s", ear.result(), ear.traffic());
            verdicts.atMost("a press to the operator in the dark, p99", ear.millis(0.99), PRESS_LIMIT_MS, "ms");
            say("  the outage:  %d homes, %.0f/s, to the 200 %s", lost.sent(), lost.perSecond(), lost.to200());
            settle(owner, begun);
            ear.begin();
            press(pressing, "q");
            say("  in peace:    %s", ear.result());
        }
        socket.abort();
    }

    private SipLoad.Result outage(SipLoad dark) {
        try {
            return dark.mains("d", DARK, homes, Math.max(1, homes / within));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until every home is behind a card. */
    private void settle(Database owner, long begun) throws Exception {
        int alone = homes;
        for (int i = 0; i < SETTLE_SECONDS * 5 && alone > 0; i++) {
            Row row = BenchGround.await(owner.pool()
                            .preparedQuery(
                                    "select count(*)::int from alarm where joining_class = $1 and home_id is not null"
                                            + " and incident_id is null and state <> 'CLOSED'")
                            .execute(Tuple.of("TECHNICAL")))
                    .iterator()
                    .next();
            alone = row.getInteger(0);
            if (alone > 0) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        say(
                "  one card:    %.1f s after the first home went dark; %d homes left alone",
                (System.nanoTime() - begun) / 1e9, alone);
        verdicts.atMost("alone", alone, 0, "homes");
        int behind = BenchGround.await(owner.pool()
                        .query("select count(distinct home_id)::int from alarm where joining_class = 'TECHNICAL'"
                                + " and incident_id is not null")
                        .execute())
                .iterator()
                .next()
                .getInteger(0);
        verdicts.atMost("not behind a card", homes - behind, 0, "homes");
    }

    /** How many. */
    private int press(SipLoad load, String name) throws IOException {
        int count = presses * within;
        load.run(name, nextPress, count, count, presses, true);
        nextPress += count;
        return count;
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
