package org.tocsin.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.platform.Database;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.EscalationWorker;

/** One console: pages, REST and live interface for people, on one event loop; any number run side by side. */
public final class Console {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int POOL_SIZE = 8;

    private final Vertx vertx;
    private final ConsoleConfig config;
    private final Parts parts;
    private final Passwords passwords;
    private final Server server = new Server();
    private final EscalationWorker escalation;
    private volatile @Nullable String deployment;

    private Console(Vertx vertx, ConsoleConfig config, MeterRegistry metrics, InstantSource clock) {
        this.vertx = vertx;
        this.config = config;
        Database database = Database.open(vertx, config.database(), POOL_SIZE);
        this.passwords = new Passwords(vertx);
        this.parts = new Parts(
                database,
                config.keyring(),
                new Wakeup(vertx, database),
                new OperatorStore(database, passwords, clock),
                clock,
                metrics);
        this.escalation = new EscalationWorker(vertx, database, clock, parts.wakeup());
    }

    /** As {@link #start(Vertx, ConsoleConfig, MeterRegistry, InstantSource)}, by the system's clock. */
    public static Future<Console> start(Vertx vertx, ConsoleConfig config, MeterRegistry metrics) {
        return start(vertx, config, metrics, InstantSource.system());
    }

    /** Starts everything a console consists of; when a part cannot start, those already started end again. */
    public static Future<Console> start(Vertx vertx, ConsoleConfig config, MeterRegistry metrics, InstantSource clock) {
        Console console = new Console(vertx, config, metrics, clock);
        return Schema.check(console.parts.database().pool())
                .compose(checked -> vertx.deployVerticle(console.server))
                .onSuccess(deployed -> {
                    console.escalation.start();
                    console.deployment = deployed;
                    LOG.atInfo().log("the console is up");
                })
                .map(console)
                .recover(e -> console.stop().transform(stopped -> Future.failedFuture(e)));
    }

    /** What {@code /ready} of this process must ask. */
    public List<Readiness> readiness() {
        return List.of(
                Readiness.store(parts.database().pool()),
                Readiness.clock(parts.database().pool(), parts.clock()));
    }

    public int httpPort() {
        return server.port;
    }

    /** Every address it answers. */
    List<Route> routes() {
        Router router = server.router;
        return router == null ? List.of() : router.getRoutes();
    }

    /** Ends the live connections, answers what is in flight, then ends. */
    public Future<Void> stop() {
        String deployment = server.deploymentID();
        Future<Void> undeployed = deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
        return undeployed.eventually(escalation::stop).eventually(() -> {
            parts.wakeup().close();
            passwords.close();
            return parts.database().close();
        });
    }

    /** The one event loop on which all of a console's requests are handled. */
    private final class Server extends VerticleBase {
        private volatile int port;
        private volatile @Nullable Router router;

        @Override
        public Future<?> start() {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(config.listen().bind())
                    .setPort(config.listen().httpPort())
                    .setIdleTimeout(75)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setMaxWebSocketFrameSize(4 * 1024)
                    .setMaxWebSocketMessageSize(4 * 1024);
            HttpServer http = vertx.createHttpServer(options);
            Router routes = Routes.of(vertx, parts, config);
            router = routes;
            return http.requestHandler(routes).listen().onSuccess(listening -> port = listening.actualPort());
        }
    }
}
