package org.tocsin.ops;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.ApiTokens;
import org.tocsin.console.Console;
import org.tocsin.console.ConsoleConfig;
import org.tocsin.gateway.Gateway;
import org.tocsin.gateway.GatewayConfig;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.OpsEndpoint;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import org.tocsin.readiness.ProofKey;

/**
 * The whole alarm receiving centre in one process: PostgreSQL, gateway, console and, if wanted, an estate of
 * artificial homes. What is started last is stopped first; the database goes last of all.
 */
public final class AllInOne implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AllInOne.class);
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 10;
    private static final int ENROL_SECONDS = 900;

    private final AllInOneConfig config;
    private final Consumer<String> progress;
    private final InstantSource clock;
    private final Deque<Started> started = new ArrayDeque<>();
    /** Held while starting, so that an early end waits for the step in hand and then undoes it. */
    private final ReentrantLock starting = new ReentrantLock();

    private volatile boolean ending;
    private String demoPassword = "";
    private String apiToken = "";
    private List<String> addresses = List.of();
    private Ports ports;

    /**
     * Nothing is started yet.
     *
     * @param progress told in words what is being done
     */
    public AllInOne(AllInOneConfig config, Consumer<String> progress) {
        this(config, progress, InstantSource.system());
    }

    /**
     * As {@link #AllInOne(AllInOneConfig, Consumer)}.
     *
     * @param clock by which the business of gateway and console runs
     */
    public AllInOne(AllInOneConfig config, Consumer<String> progress, InstantSource clock) {
        this.config = config;
        this.progress = progress;
        this.clock = clock;
        this.ports = Ports.from(config.settings());
    }

    /**
     * Starts everything; returns as soon as an alarm can be received and shown. Blocks.
     *
     * @throws CannotStart with the reason in one sentence; nothing stays running then
     */
    public AllInOne start() {
        starting.lock();
        try {
            startParts();
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        } finally {
            starting.unlock();
        }
    }

    /** Where it listens: the ports asked for, or those the system chose. */
    public Ports ports() {
        return ports;
    }

    /** The password of every demo user. */
    public String demoPassword() {
        return demoPassword;
    }

    /** The token of the demo service, for programs. */
    public String apiToken() {
        return apiToken;
    }

    /** What a browser can open: the console's addresses as they are written in its routes, {@code /alarms/:id}. */
    public List<String> addresses() {
        return addresses;
    }

    private void startParts() {
        Settings settings = config.settings();
        ports = Ports.from(settings);
        settings.check();
        ports.requireFree();
        DataDirectory directory = DataDirectory.open(config.dataDirectory());
        onStop("data directory", directory::close);
        if (config.fresh()) {
            EmbeddedPostgresServer.endLeftOver(directory);
            directory.wipe();
        }
        demoPassword = secret(settings, directory, "TOCSIN_DEMO_PASSWORD", "demo.password");
        apiToken = secret(settings, directory, "TOCSIN_API_TOKEN", "api.token");

        Addresses addresses = database(settings, directory);
        progress.accept("Bringing the database to this release …");
        Schema.migrate(
                addresses.owner(),
                PgConnectOptions.fromUri(addresses.runtime().uri()).getUser());

        Vertx vertx = Vertx.vertx();
        onStop("event loops", () -> await(vertx.close(), STOP_SECONDS));
        seed(vertx, addresses.runtime());
        serve(
                vertx,
                config.settingsWith(Map.of(
                        "TOCSIN_DATABASE_URL", addresses.runtime().uri(),
                        "TOCSIN_SECRET_KEY",
                                settings.optional("TOCSIN_SECRET_KEY")
                                        .orElseGet(() -> directory.secret("secret.key", 32)),
                        "TOCSIN_PROOF_KEY",
                                settings.optional("TOCSIN_PROOF_KEY")
                                        .orElseGet(() -> directory.remembered(
                                                "proof.key",
                                                () -> ProofKey.generate().pem())))));
    }

    private void serve(Vertx vertx, Settings settings) {
        progress.accept("Starting the gateway and the console …");
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        onStop("metrics", metrics::close);
        new JvmMemoryMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        Gateway gateway = await(Gateway.start(vertx, GatewayConfig.from(settings), metrics, clock), START_SECONDS);
        onStop("gateway", () -> await(gateway.stop(), STOP_SECONDS));
        Console console = await(Console.start(vertx, ConsoleConfig.from(settings), metrics, clock), START_SECONDS);
        onStop("console", () -> await(console.stop(), STOP_SECONDS));
        addresses = console.addresses();
        List<Readiness> checks = Stream.concat(gateway.readiness().stream(), console.readiness().stream())
                .toList();
        OpsEndpoint ops =
                await(OpsEndpoint.start(vertx, ports.bind(), ports.ops(), metrics::scrape, checks), START_SECONDS);
        onStop("ops endpoint", () -> await(ops.stop(), STOP_SECONDS));
        ports = new Ports(
                ports.bind(),
                console.httpPort(),
                gateway.mqttPort(),
                gateway.sipPort(),
                ops.port(),
                ports.secure().map(tls -> new Ports.Secure(gateway.mqttTlsPort(), gateway.sipTlsPort())));
    }

    /**
     * Puts the artificial homes on file and switches them on; returns when all are connected or have had time enough.
     * Blocks. Nothing to do where the estate is empty.
     *
     * @return how many are connected
     */
    public int switchOnEstate() {
        AllInOneConfig.Estate estate = config.estate();
        if (estate.homes() == 0) {
            return 0;
        }
        progress.accept("Putting %d artificial homes on file and switching them on …".formatted(estate.homes()));
        ArtificialHomes homes = new ArtificialHomes(progress);
        onStop("homes", () -> await(homes.switchOff(), STOP_SECONDS));
        Path credentials = config.dataDirectory().resolve("homes.credentials");
        try {
            return await(homes.switchOn(estate, ports, apiToken, credentials), ENROL_SECONDS);
        } catch (IllegalStateException e) {
            throw ending ? new CannotStart("Ended before every home was switched on.") : e;
        }
    }

    /** Given from outside, or our own. */
    private Addresses database(Settings settings, DataDirectory directory) {
        Optional<String> runtime = settings.optional("TOCSIN_DATABASE_URL");
        Optional<String> owner = settings.optional("TOCSIN_MIGRATE_DATABASE_URL");
        if (runtime.isPresent() != owner.isPresent()) {
            throw new CannotStart(
                    "Give both TOCSIN_DATABASE_URL (run-time role) and TOCSIN_MIGRATE_DATABASE_URL (owner), "
                            + "or neither for the database that comes with the demo.");
        }
        if (runtime.isPresent() && owner.isPresent()) {
            return new Addresses(new DatabaseUrl(runtime.get()), new DatabaseUrl(owner.get()));
        }
        progress.accept("Starting PostgreSQL …");
        EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory);
        onStop("PostgreSQL", postgres::stop);
        return new Addresses(postgres.runtimeUrl(), postgres.ownerUrl());
    }

    private void seed(Vertx vertx, DatabaseUrl runtime) {
        Database database = Database.open(vertx, runtime, 2);
        try {
            await(new DemoSeed(database, InstantSource.system()).plant(vertx, demoPassword, apiToken), START_SECONDS);
        } finally {
            await(database.close(), STOP_SECONDS);
        }
    }

    /**
     * Stops everything, in reverse order; a part that does not stop in time holds up no other. Called while it is still
     * starting, it waits for the step in hand. May be called again.
     */
    @Override
    public void close() {
        ending = true;
        starting.lock();
        try {
            while (!started.isEmpty()) {
                stop(started.pop());
            }
        } finally {
            starting.unlock();
        }
    }

    private void onStop(String name, Runnable stop) {
        starting.lock();
        try {
            started.push(new Started(name, stop));
            if (ending) {
                close();
                throw new CannotStart("Ended before it was ready.");
            }
        } finally {
            starting.unlock();
        }
    }

    private static void stop(Started part) {
        try {
            part.stop().run();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).addKeyValue("outcome", part.name()).log("A part did not stop cleanly");
        }
    }

    private static String secret(Settings settings, DataDirectory directory, String variable, String name) {
        return settings.optional(variable).orElseGet(() -> directory.remembered(name, ApiTokens::random));
    }

    private static <T> T await(Future<T> future, int seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("not done within " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private record Addresses(DatabaseUrl runtime, DatabaseUrl owner) {}

    private record Started(String name, Runnable stop) {}
}
