package org.tocsin.gateway.mqtt;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Metrics;

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

    private static final long DRAIN_MS = 5_000;
    private static final long LOOK_AGAIN_MS = 20;

    private final Vertx vertx;
    private final MqttPublishing publishing;
    private final MqttSessions sessions;
    private final MqttReception reception;
    private final int wantedPort;
    private volatile int port;
    private @Nullable String deployment;

    private MqttDeviceServer(
            Vertx vertx, MqttPublishing publishing, MqttSessions sessions, MqttReception reception, int wantedPort) {
        this.vertx = vertx;
        this.publishing = publishing;
        this.sessions = sessions;
        this.reception = reception;
        this.wantedPort = wantedPort;
    }

    /** Listens; fails when the port is taken. */
    public static Future<MqttDeviceServer> start(
            Vertx vertx,
            MqttConfig config,
            DeviceIntake intake,
            Keyring keyring,
            InstantSource clock,
            MeterRegistry metrics) {
        MqttPublishing publishing = new MqttPublishing(intake, config, clock, metrics);
        MqttSessions sessions = new MqttSessions();
        MqttAdmission admission =
                new MqttAdmission(config.connections(), config.connectsPerSecond(), System.nanoTime());
        MqttSignIn signIn = new MqttSignIn(intake, keyring, clock, config.gatewayId());
        MqttReception reception = new MqttReception(signIn, admission, publishing, sessions, metrics);
        Gauge.builder(Metrics.CONNECTIONS, admission, MqttAdmission::connections)
                .tag("protocol", "mqtt")
                .register(metrics);
        MqttDeviceServer server = new MqttDeviceServer(vertx, publishing, sessions, reception, config.port());
        return server.listen(config.bind()).map(server);
    }

    /** One listener an event loop, all on the same port. */
    private Future<Void> listen(String bind) {
        return vertx.deployVerticle(() -> new Listener(bind), new DeploymentOptions().setInstances(EVENT_LOOPS))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    public int port() {
        return port;
    }

    /** Takes nothing new, answers what is in flight, at most 5 s long, then closes every connection. */
    public Future<Void> stop() {
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
        return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
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
        private final String bind;

        Listener(String bind) {
            this.bind = bind;
        }

        @Override
        public Future<?> start() {
            context.exceptionHandler(MqttDeviceServer::unforeseen);
            MqttServerOptions options = new MqttServerOptions()
                    .setMaxMessageSize(MAX_PACKET_BYTES)
                    .setMaxClientIdLength(LONGEST_CLIENT_ID)
                    .setTimeoutOnConnect(CONNECT_WITHIN_SECONDS)
                    .setAutoClientId(false);
            options.setHost(bind);
            options.setPort(wantedPort == 0 ? ANY_PORT : wantedPort);
            options.setAcceptBacklog(BACKLOG);
            options.setTcpKeepAlive(true);
            return MqttServer.create(vertx, options)
                    .endpointHandler(reception::connect)
                    .exceptionHandler(e -> LOG.atDebug()
                            .addKeyValue("error", String.valueOf(e.getMessage()))
                            .log("a connection failed before it was one"))
                    .listen()
                    .onSuccess(server -> port = server.actualPort());
        }
    }
}
