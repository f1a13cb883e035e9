package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.console.Console;
import org.tocsin.console.ConsoleConfig;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Settings;
import org.tocsin.platform.Times;
import org.tocsin.readiness.ProofKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon the readiness of a large estate is worked out, and how soon its page is there. */
@Command(
        name = "bench-readiness",
        mixinStandardHelpOptions = true,
        description = "How soon the readiness page of a large estate is there.")
public final class ReadinessBenchCommand implements Callable<Integer> {
    private static final String PASSWORD = "correct horse battery";
    private static final int AT_ONCE = 10_000;
    /** Of the first paint, which begins with the first of the answer. */
    private static final int LIMIT_MS = 1_000;

    @Option(names = "--homes", defaultValue = "100000", description = "Homes (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(
            names = "--loads",
            defaultValue = "50",
            description = "Times each page is asked (default: ${DEFAULT-VALUE}).")
    private int loads;

    private final Verdicts verdicts = new Verdicts();

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            run(stage);
            return verdicts.exitCode();
        });
    }

    private void run(BenchGround.Stage stage) throws Exception {
        Database owner = Database.open(stage.vertx(), stage.postgres().ownerUrl(), 2);
        BenchGround.enrol(owner, 60_000_000L, homes, "SCAIP");
        furnish(owner);
        BenchGround.await(owner.pool().query("analyze").execute());
        try (Passwords passwords = new Passwords(stage.vertx())) {
            BenchGround.await(owner.pool()
                    .query("select id from service")
                    .execute()
                    .compose(rows -> new OperatorStore(owner, passwords, InstantSource.system())
                            .ensure(rows.iterator().next().getUUID(0), "mary", "Mary", Role.MANAGER, PASSWORD)));
        }
        ConsoleConfig config = ConsoleConfig.from(new Settings(Map.of(
                "TOCSIN_DATABASE_URL", stage.postgres().runtimeUrl().uri(),
                "TOCSIN_SECRET_KEY", HexFormat.of().formatHex(Ids.randomBytes(32)),
                "TOCSIN_PROOF_KEY", ProofKey.generate().pem(),
                "TOCSIN_HTTP_PORT", "0")));
        Instant began = Instant.now();
        Console console = BenchGround.await(Console.start(stage.vertx(), config, new SimpleMeterRegistry()));
        try {
            workedOut(owner);
            say(
                    "%,d homes worked out in %.1f s",
                    homes, Duration.between(began, Instant.now()).toMillis() / 1e3);
            HttpClient browser = signedIn(console.httpPort());
            for (String path : List.of(
                    "/readiness",
                    "/readiness?state=PROVEN",
                    "/readiness?risk=1&area=Ward+3&proof=NEVER",
                    "/readiness?provider=P1&exception=any")) {
                load(browser, console.httpPort(), path, 5);
                Latencies answers = load(browser, console.httpPort(), path, loads);
                say("  %-45s %s", path, answers);
                verdicts.atMost("p99 of the whole answer", answers.millis(0.99), LIMIT_MS, "ms");
            }
        } finally {
            BenchGround.await(console.stop());
            BenchGround.await(owner.close());
        }
    }

    /** Areas, risks, providers, two triggers each; three homes of five are proved. */
    private void furnish(Database owner) throws Exception {
        for (int done = 0; done < homes; done += AT_ONCE) {
            Tuple range =
                    Tuple.of(done, done + AT_ONCE, Times.toRow(Instant.now().minus(Duration.ofDays(30))));
            String some =
                    "(select h.*, u.id as unit, u.cid::bigint - 60000000 as n from home_unit u join home h on h.id ="
                            + " u.home_id where u.cid::bigint - 60000000 >= $1 and u.cid::bigint - 60000000 < $2) s";
            BenchGround.await(owner.pool()
                    .preparedQuery(
                            "update home set area = 'Ward ' || s.n % 40, line_provider = 'P' || s.n % 7, equipment ="
                                    + " (array['ANALOGUE','CONVERTER','DIGITAL'])[1 + s.n % 3], risk_tier ="
                                    + " (array['CRITICAL','HIGH','STANDARD','STANDARD'])[1 + s.n % 4] from " + some
                                    + " where home.id = s.id and $3::timestamptz is not null")
                    .execute(range));
            BenchGround.await(owner.pool()
                    .preparedQuery("insert into peripheral (id, service_id, home_id, unit_id, dty, name, since)"
                            + " select gen_random_uuid(), service_id, id, unit, t.dty, t.name, $3 from " + some
                            + ", (values ('0001', 'Unit'), ('0003', 'Pendant')) t(dty, name)")
                    .execute(range));
            BenchGround.await(owner.pool()
                    .preparedQuery(
                            "insert into proof (id, service_id, home_id, unit_id, peripheral_id, signal_id, kind,"
                                    + " asked_by, asked_at, received_at, recorded_at) select gen_random_uuid(), s.service_id, s.id,"
                                    + " s.unit, p.id, gen_random_uuid(), 'VISIT', 'operator:ian', $3, $3, $3 from "
                                    + some
                                    + " join peripheral p on p.home_id = s.id where s.n % 5 < 3")
                    .execute(range));
        }
    }

    private static void workedOut(Database owner) throws Exception {
        long left = 1;
        while (left > 0) {
            TimeUnit.MILLISECONDS.sleep(200);
            left = BenchGround.await(owner.pool()
                    .query("select count(*) from readiness_due")
                    .execute()
                    .map(rows -> rows.iterator().next().getLong(0)));
        }
    }

    private static HttpClient signedIn(int port) throws Exception {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        HttpRequest form = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("username=mary&password=" + PASSWORD.replace(" ", "+")))
                .build();
        browser.send(form, HttpResponse.BodyHandlers.ofString());
        return browser;
    }

    private static Latencies load(HttpClient browser, int port, String path, int times) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        Latencies latencies = new Latencies(times);
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            HttpResponse<String> page = browser.send(request, HttpResponse.BodyHandlers.ofString());
            latencies.add(System.nanoTime() - begin);
            if (page.statusCode() != 200 || !page.body().contains("Readiness for the analogue shutdown")) {
                throw new IllegalStateException(path + " answers " + page.statusCode());
            }
        }
        return latencies;
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
