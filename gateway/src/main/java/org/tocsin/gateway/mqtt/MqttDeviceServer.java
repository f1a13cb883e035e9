package org.tocsin.gateway.mqtt;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Program;

/**
 * Home units over MQTT 3.1.1 and 5: topics {@code tc/1/{service}/{cid}/up/…}, user name = the unit's id, password = its
 * secret. It is an endpoint, no broker: it keeps no sessions and no retained messages. A PUBACK and the unit's own
 * acknowledgement on {@code down/ack} leave after the commit, never before.
 */
public final class MqttDeviceServer {
    private static final Logger LOG = LoggerFactory.getLogger(MqttDeviceServer.class);

    /** Longest packet taken off the line: a payload somewhat too long still gets its answer. */
    static final int MAX_PACKET_BYTES = 16 * 1024;

    private static final int EVENT_LOOPS = 2;
    private static final int CONNECT_WITHIN_SECONDS = 10;
    private static final int LONGEST_CLIENT_ID = 128;
    private static final int BACKLOG = 4_096;
    /** Any free port, the same for all listeners. */
    private static final int ANY_PORT = -1;

    private static final int ANY_OTHER_PORT = -2;

    private static final long LOOK_AT_DOOR_MS = 20;
    private static final long DRAIN_MS = 5_000;
    private static final long LOOK_AGAIN_MS = 20;

    private final Vertx vertx;
    private final MqttPublishing publishing;
    private final MqttSessions sessions;
    private final MqttReception reception;
    private final MqttAdmission admission;
    private final MqttRounds rounds;
    private final List<String> deployments = new CopyOnWriteArrayList<>();
    private volatile int port;
    private volatile int tlsPort;

    private MqttDeviceServer(
            Vertx vertx,
            MqttPublishing publishing,
            MqttSessions sessions,
            MqttReception reception,
            MqttAdmission admission,
            MqttRounds rounds) {
        this.vertx = vertx;
        this.publishing = publishing;
        this.sessions = sessions;
        this.reception = reception;
        this.admission = admission;
        this.rounds = rounds;
    }

    /** What a server stands on. */
    public record Ground(
            DeviceIntake intake,
            MqttPublishing.Beside beside,
            Keyring keyring,
            InstantSource clock,
            MeterRegistry metrics) {}

    /** Listens; fails when a port is taken. */
    public static Future<MqttDeviceServer> start(Vertx vertx, MqttConfig config, Ground ground) {
        DeviceIntake intake = ground.intake();
        MqttPublishing publishing =
                new MqttPublishing(intake, config, ground.beside(), ground.clock(), ground.metrics());
        MqttSessions sessions = new MqttSessions();
        MqttConfig.Limits limits = config.limits();
        MqttAdmission admission =
                new MqttAdmission(limits.connections(), limits.connectsPerSecond(), System.nanoTime());
        MqttFarewell farewell = new MqttFarewell(
                vertx,
                ground.beside().states(),
                sessions,
                ground.clock(),
                limits.lostAfter().toMillis());
        MqttReception reception = new MqttReception(
                new MqttSignIn(intake, ground.keyring(), ground.clock(), config),
                publishing,
                sessions,
                new MqttReception.Household(farewell, ground.beside().commands()),
                config.secure().map(MqttConfig.Secure::tls),
                ground.metrics());
        MqttRounds rounds =
                new MqttRounds(vertx, intake, sessions, limits.lookAgain().toMillis());
        Gauge.builder(Metrics.CONNECTIONS, admission, MqttAdmission::connections)
                .tag("protocol", "mqtt")
                .register(ground.metrics());
        Gauge.builder(Metrics.CONNECTIONS_WAITING, admission, MqttAdmission::waiting)
                .tag("protocol", "mqtt")
                .register(ground.metrics());
        MqttDeviceServer server = new MqttDeviceServer(vertx, publishing, sessions, reception, admission, rounds);
        ground.beside().commands().serve(sessions);
        rounds.start();
        return server.listen(config).map(server).recover(e -> server.undeploy().transform(x -> Future.failedFuture(e)));
    }

    private Future<Void> listen(MqttConfig config) {
        Future<Void> plain = listen(config.bind(), config.port(), null, actual -> port = actual)
                .recover(e -> Program.cannotOpen("TOCSIN_MQTT_PORT", config.port(), e));
        if (config.secure().isEmpty()) {
            return plain;
        }
        MqttConfig.Secure secure = config.secure().get();
        SslContext tls;
        try {
            tls = secure.tls().context();
            MqttTickets.enable(vertx, tls);
        } catch (SSLException e) {
            return Future.failedFuture(e);
        }
        return plain.compose(open -> listen(config.bind(), secure.port(), tls, actual -> tlsPort = actual)
                .recover(e -> Program.cannotOpen("TOCSIN_MQTT_TLS_PORT", secure.port(), e)));
    }

    /** One listener an event loop, all on the same port. */
    private Future<Void> listen(String bind, int wantedPort, @Nullable SslContext tls, IntConsumer opened) {
        MqttServerOptions options = new MqttServerOptions()
                .setMaxMessageSize(MAX_PACKET_BYTES)
                .setMaxClientIdLength(LONGEST_CLIENT_ID)
                .setTimeoutOnConnect(CONNECT_WITHIN_SECONDS)
                .setAutoClientId(false);
        options.setHost(bind);
        options.setPort(wantedPort == 0 ? (tls == null ? ANY_PORT : ANY_OTHER_PORT) : wantedPort);
        options.setAcceptBacklog(BACKLOG);
        options.setTcpKeepAlive(true);
        return vertx.deployVerticle(
                        () -> new Listener(options, tls, opened), new DeploymentOptions().setInstances(EVENT_LOOPS))
                .onSuccess(deployments::add)
                .mapEmpty();
    }

    /** Without TLS. */
    public int port() {
        return port;
    }

    /** With TLS; 0 where nothing listens for it. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Takes nothing new, answers what is in flight, at most 5 s long, then closes every connection. */
    public Future<Void> stop() {
        rounds.end();
        reception.end();
        publishing.end();
        return drained(System.nanoTime() + DRAIN_MS * 1_000_000)
                .compose(drained -> vertx.timer(LOOK_AGAIN_MS))
                .onSuccess(drained ->
                        sessions.all().forEach(session -> session.end(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN)))
                .compose(drained -> vertx.timer(LOOK_AGAIN_MS))
                .eventually(this::undeploy)
                .mapEmpty();
    }

    private Future<Void> drained(long until) {
        if (publishing.inFlight() == 0 || System.nanoTime() - until > 0) {
            return Future.succeededFuture();
        }
        return vertx.timer(LOOK_AGAIN_MS).compose(later -> drained(until));
    }

    private Future<Void> undeploy() {
        return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
    }

    /**
     * The library throws for every packet of a connection that is not open (any more), and closes it; a stack trace
     * for each would let anybody fill our log.
     */
    private static void unforeseen(Throwable error) {
        boolean packetOutOfTurn = error instanceof IllegalArgumentException || error instanceof IllegalStateException;
        (packetOutOfTurn ? LOG.atDebug() : LOG.atError())
                .setCause(packetOutOfTurn ? null : error)
                .addKeyValue("error", String.valueOf(error.getMessage()))
                .log("a packet could not be handled");
    }

    /** Accepts on an event loop of its own. */
    private final class Listener extends VerticleBase {
        private final MqttServerOptions options;
        private final @Nullable SslContext tls;
        private final IntConsumer opened;

        Listener(MqttServerOptions options, @Nullable SslContext tls, IntConsumer opened) {
            this.options = options;
            this.tls = tls;
            this.opened = opened;
        }

        @Override
        public Future<?> start() {
            context.exceptionHandler(MqttDeviceServer::unforeseen);
            vertx.setPeriodic(LOOK_AT_DOOR_MS, timer -> admission.admit(System.nanoTime()));
            MqttDoor door = new MqttDoor(vertx, admission, tls);
            return MqttServer.create(door, options)
                    .endpointHandler(endpoint -> reception.connect(endpoint, door.gate()))
                    .exceptionHandler(e -> LOG.atDebug()
                            .addKeyValue("error", String.valueOf(e.getMessage()))
                            .log("a connection failed before it was one"))
                    .listen()
                    .onSuccess(server -> opened.accept(server.actualPort()));
        }
    }
}
