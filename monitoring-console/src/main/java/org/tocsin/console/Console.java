package org.tocsin.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.calllist.CallListWorker;
import org.tocsin.console.live.LiveLink;
import org.tocsin.console.nightpack.NightPackWorker;
import org.tocsin.estate.ImportWorker;
import org.tocsin.fault.FaultCaseWorker;
import org.tocsin.figures.FigureWorker;
import org.tocsin.healthtest.CampaignWorker;
import org.tocsin.home.DutyWorker;
import org.tocsin.incident.IncidentWorker;
import org.tocsin.notify.NotificationWorker;
import org.tocsin.platform.Database;
import org.tocsin.platform.Program;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Wakeup;
import org.tocsin.report.DayWorker;
import org.tocsin.response.EscalationWorker;
import org.tocsin.response.RoadWorker;
import org.tocsin.rollout.RolloutWorker;
import org.tocsin.rota.CoverWorker;
import org.tocsin.signal.SignalIntake;
import org.tocsin.speech.SpeechWaitWorker;
import org.tocsin.supervision.LivenessMeters;
import org.tocsin.supervision.SupervisionWorker;
import org.tocsin.visit.VisitWorker;

/** One console: pages, REST and live interface for people, on one event loop; any number run side by side. */
public final class Console {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int POOL_SIZE = 8;

    /** What the system holds for one who does not read; without a limit a slow listener is noticed megabytes late. */
    private static final int SEND_BUFFER = 256 * 1024;

    /** A note may be as long as the body that carries it. */
    private static final int LONGEST_FORM = 64 * 1024;

    /** Of a listener, which has nothing to say. */
    private static final int LONGEST_MESSAGE = 4 * 1024;

    private final Vertx vertx;
    private final ConsoleConfig config;
    private final Parts parts;
    private final Passwords passwords;
    private final EscalationWorker escalation;
    private final SpeechWaitWorker speechWaits;
    private final ShiftWork shift;
    private final DutyWorker duty;
    private final LivenessMeters liveness;
    private final ImportWorker imports;
    private volatile @Nullable SignalIntake platformSignals;
    private volatile @Nullable SupervisionWorker supervision;
    private volatile @Nullable CoverWorker cover;
    private volatile @Nullable RoadWorker road;
    private final IncidentWorker incidents;
    private final VisitWorker visits;
    private final DayWorker days;
    private final FigureWorker figures;
    private final CampaignWorker campaigns;
    private final RolloutWorker rollouts;
    private final FaultCaseWorker faults;
    private final NotificationWorker notifications;
    private final CallListWorker callLists;
    private final ReadinessWork readiness;
    private final @Nullable NightPackWorker nightPack;
    private final Server server = new Server();
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
        this.speechWaits = new SpeechWaitWorker(vertx, database, clock, parts.wakeup());
        this.shift = new ShiftWork(vertx, parts);
        this.duty = new DutyWorker(vertx, database, clock, parts.wakeup());
        this.imports = new ImportWorker(vertx, database, config.keyring(), clock);
        this.incidents = new IncidentWorker(vertx, database, clock, parts.wakeup());
        this.visits = new VisitWorker(vertx, database, clock);
        this.days = new DayWorker(vertx, database, clock);
        this.figures = new FigureWorker(vertx, database, clock);
        this.campaigns = new CampaignWorker(vertx, database, clock, parts.wakeup());
        this.rollouts = new RolloutWorker(vertx, database, clock, parts.wakeup());
        this.liveness = new LivenessMeters(vertx, database, metrics);
        this.faults = new FaultCaseWorker(vertx, database, clock, parts.wakeup());
        this.notifications = new NotificationWorker(
                vertx,
                database,
                config.keyring(),
                clock,
                parts.wakeup(),
                config.edge().providers());
        this.callLists = new CallListWorker(vertx, database, clock, parts.wakeup());
        this.readiness = new ReadinessWork(vertx, parts, config.proofKey());
        this.nightPack =
                config.nightPack() == null ? null : new NightPackWorker(vertx, database, clock, config.nightPack());
    }

    /** As {@link #start(Vertx, ConsoleConfig, MeterRegistry, InstantSource)}, by the system's clock. */
    public static Future<Console> start(Vertx vertx, ConsoleConfig config, MeterRegistry metrics) {
        return start(vertx, config, metrics, InstantSource.system());
    }

    /** Starts everything a console consists of; when a part cannot start, those already started end again. */
    public static Future<Console> start(Vertx vertx, ConsoleConfig config, MeterRegistry metrics, InstantSource clock) {
        Console console = new Console(vertx, config, metrics, clock);
        return Schema.check(console.parts.database().pool())
                .compose(checked -> console.supervise())
                .compose(supervising -> vertx.deployVerticle(console.server))
                .onSuccess(deployed -> {
                    console.deployment = deployed;
                    console.escalation.start();
                    console.speechWaits.start();
                    console.shift.start();
                    console.duty.start();
                    console.imports.start();
                    console.incidents.start();
                    console.readiness.start();
                    console.visits.start();
                    console.days.start();
                    console.figures.start();
                    console.campaigns.start();
                    console.rollouts.start();
                    console.liveness.start();
                    console.faults.start();
                    console.notifications.start();
                    if (console.nightPack != null) {
                        console.nightPack.start();
                    }
                    console.callLists.start();
                    LOG.atInfo().log("the console is up");
                })
                .map(console)
                .recover(e -> console.stop().transform(stopped -> Future.failedFuture(e)));
    }

    private Future<Void> supervise() {
        Database database = parts.database();
        return SignalIntake.forThePlatform(vertx, database, parts.clock(), parts.wakeup())
                .onSuccess(intake -> {
                    platformSignals = intake;
                    Readiness clockAgrees = Readiness.clock(database.pool(), parts.clock());
                    SupervisionWorker worker =
                            new SupervisionWorker(vertx, database, parts.clock(), clockAgrees, intake, "console");
                    supervision = worker;
                    worker.start();
                    CoverWorker covering = new CoverWorker(vertx, database, parts.clock(), intake, "console");
                    cover = covering;
                    covering.start();
                    RoadWorker roads =
                            new RoadWorker(vertx, database, parts.clock(), parts.wakeup(), intake, "console");
                    road = roads;
                    roads.start();
                })
                .mapEmpty();
    }

    private Future<Void> stopSupervising() {
        SupervisionWorker worker = supervision;
        SignalIntake intake = platformSignals;
        CoverWorker covering = cover;
        RoadWorker roads = road;
        Future<Void> stopped = worker == null ? Future.succeededFuture() : worker.stop();
        return stopped.eventually(() -> covering == null ? Future.succeededFuture() : covering.stop())
                .eventually(() -> roads == null ? Future.succeededFuture() : roads.stop())
                .eventually(() -> intake == null ? Future.succeededFuture() : intake.close());
    }

    /** What {@code /ready} of this process must ask. */
    public List<Readiness> readiness() {
        return List.of(
                Readiness.store(parts.database().pool()),
                Readiness.clock(parts.database().pool(), parts.clock()),
                shift.boards());
    }

    public int httpPort() {
        return server.port;
    }

    /** What a browser can open: every address that answers a GET, as it is written in the routes, {@code /alarms/:id}. */
    public List<String> addresses() {
        return routes().stream()
                .filter(route -> route.methods() != null && route.methods().contains(HttpMethod.GET))
                .map(Route::getPath)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /** Every address it answers. */
    List<Route> routes() {
        Router router = server.router;
        return router == null ? List.of() : router.getRoutes();
    }

    /** Ends the live connections, answers what is in flight, then ends. */
    public Future<Void> stop() {
        String running = deployment;
        Future<Void> undeployed = running == null ? Future.succeededFuture() : vertx.undeploy(running);
        return undeployed
                .eventually(escalation::stop)
                .eventually(speechWaits::stop)
                .eventually(shift::stop)
                .eventually(duty::stop)
                .eventually(liveness::stop)
                .eventually(imports::stop)
                .eventually(this::stopSupervising)
                .eventually(incidents::stop)
                .eventually(readiness::stop)
                .eventually(visits::stop)
                .eventually(days::stop)
                .eventually(figures::stop)
                .eventually(campaigns::stop)
                .eventually(rollouts::stop)
                .eventually(faults::stop)
                .eventually(notifications::stop)
                .eventually(() -> nightPack == null ? Future.succeededFuture() : nightPack.stop())
                .eventually(callLists::stop)
                .eventually(() -> {
                    parts.wakeup().close();
                    passwords.close();
                    return parts.database().close();
                });
    }

    /** The one event loop on which all of a console's requests are handled. */
    private final class Server extends VerticleBase {
        private volatile int port;
        private @Nullable LiveLink live;
        private volatile @Nullable Router router;

        @Override
        public Future<?> start() {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(config.listen().bind())
                    .setPort(config.listen().httpPort())
                    .setIdleTimeout(75)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setSendBufferSize(SEND_BUFFER)
                    .setMaxFormAttributeSize(LONGEST_FORM)
                    .setMaxFormBufferedBytes(LONGEST_FORM)
                    .setMaxWebSocketMessageSize(LONGEST_MESSAGE);
            HttpServer http = vertx.createHttpServer(options);
            LiveLink link = new LiveLink(parts, shift.presence());
            Router routes = Routes.of(vertx, parts, link, config);
            live = link;
            router = routes;
            link.start(vertx);
            return http.requestHandler(routes)
                    .listen()
                    .recover(e -> Program.cannotOpen(
                            "TOCSIN_HTTP_PORT", config.listen().httpPort(), e))
                    .onSuccess(listening -> port = listening.actualPort());
        }

        @Override
        public Future<?> stop() {
            LiveLink link = live;
            if (link != null) {
                link.stop();
            }
            return Future.succeededFuture();
        }
    }
}
