package org.tocsin.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.calllist.CallListWorker;
import org.tocsin.fault.FaultCaseWorker;
import org.tocsin.gateway.bridge.BrokerBridge;
import org.tocsin.gateway.mqtt.MqttConfig;
import org.tocsin.gateway.mqtt.MqttDeviceServer;
import org.tocsin.gateway.mqtt.MqttPublishing;
import org.tocsin.gateway.scaip.ScaipServer;
import org.tocsin.gateway.sip.SipConfig;
import org.tocsin.healthtest.CampaignWorker;
import org.tocsin.healthtest.TestsToSay;
import org.tocsin.home.DutyWorker;
import org.tocsin.incident.IncidentWorker;
import org.tocsin.notify.NotificationWorker;
import org.tocsin.platform.Database;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.EscalationWorker;
import org.tocsin.response.RoadWorker;
import org.tocsin.rota.CoverWorker;
import org.tocsin.shift.EvacuationWatch;
import org.tocsin.shift.HoldWorker;
import org.tocsin.shift.RoomWatch;
import org.tocsin.shift.UntakenWorker;
import org.tocsin.signal.SignalIntake;
import org.tocsin.speech.SpeechDesk;
import org.tocsin.speech.SpeechWaitWorker;
import org.tocsin.supervision.SignsOfLife;
import org.tocsin.supervision.SupervisionWorker;
import org.tocsin.supervision.Way;
import org.tocsin.unit.ContactStore;
import org.tocsin.unit.UndeliveredReplies;
import org.tocsin.unit.UnitCommandQueue;
import org.tocsin.unit.UnitConnectionStore;
import org.tocsin.unit.UnitConnections;
import org.tocsin.unit.UnitDirectory;
import org.tocsin.unit.UnitStates;

/** One gateway: takes what home units say, on every protocol, and answers once it is committed. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int POOL_SIZE = 8;
    private static final Set<Way> DIRECTLY = Set.of(Way.SCAIP, Way.MQTT);
    private static final Set<Way> ALSO_BEHIND_A_BROKER = Set.of(Way.SCAIP, Way.MQTT, Way.BROKER);

    /** What one address may send without having proved who it is: a burst, then one more each time. */
    private static final int STRANGERS_BURST = 60;

    private static final Duration STRANGERS_REFILL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Database database;

    /** How to end what has been started, the last started first. */
    private final Deque<Supplier<Future<Void>>> endings = new ArrayDeque<>();

    private @Nullable SignsOfLife signsOfLife;
    private @Nullable MqttDeviceServer mqtt;
    private @Nullable ScaipServer scaip;
    private @Nullable BrokerBridge bridge;

    private Gateway(Vertx vertx, GatewayConfig config, MeterRegistry metrics, InstantSource clock) {
        this.vertx = vertx;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.database = Database.open(vertx, config.database(), POOL_SIZE);
    }

    /** As {@link #start(Vertx, GatewayConfig, MeterRegistry, InstantSource)}, by the system's clock. */
    public static Future<Gateway> start(Vertx vertx, GatewayConfig config, MeterRegistry metrics) {
        return start(vertx, config, metrics, InstantSource.system());
    }

    /** Starts everything a gateway consists of; when a part cannot start, those already started end again. */
    public static Future<Gateway> start(Vertx vertx, GatewayConfig config, MeterRegistry metrics, InstantSource clock) {
        Gateway gateway = new Gateway(vertx, config, metrics, clock);
        return gateway.start().map(gateway).recover(e -> gateway.stop().transform(stopped -> Future.failedFuture(e)));
    }

    private Future<Void> start() {
        LastCommit lastCommit = new LastCommit();
        Wakeup wakeup = new Wakeup(vertx, database);
        UnitDirectory units = new UnitDirectory(database);
        EvacuationWatch evacuations = new EvacuationWatch(vertx, database);
        SpeechDesk speech = new SpeechDesk(database, config.keyring(), clock, evacuations::numberFor);
        AddressLimit strangers = new AddressLimit(STRANGERS_BURST, STRANGERS_REFILL, clock);
        ends(database::close);
        ends(() -> {
            wakeup.close();
            return Future.succeededFuture();
        });
        return Schema.check(database.pool())
                .compose(checked -> SignsOfLife.start(vertx, database, clock, lastCommit, config.id()))
                .onSuccess(started -> {
                    signsOfLife = started;
                    ends(started::close);
                })
                .compose(started -> SignalIntake.open(vertx, database, clock, lastCommit, wakeup)
                        .onSuccess(signals -> {
                            ends(signals::close);
                            supervise(signals, wakeup);
                        })
                        .map(signals -> new DeviceIntake(units, signals, started, strangers, speech, metrics)))
                .onSuccess(intake -> {
                    evacuations.start(wakeup);
                    ends(evacuations::stop);
                    escalate(wakeup);
                })
                .compose(intake -> command(wakeup).compose(commands -> listen(intake, commands)))
                .onSuccess(listening -> hear())
                .onSuccess(listening ->
                        LOG.atInfo().addKeyValue("gatewayId", config.id()).log("the gateway takes signals"));
    }

    private Future<DeviceCommands> command(Wakeup wakeup) {
        UnitConnections connections =
                new UnitConnections(vertx, new UnitConnectionStore(database, clock), clock, wakeup, config.id());
        DeviceCommands commands = new DeviceCommands(
                vertx,
                connections,
                new UnitCommandQueue(database, clock, config.id()),
                new TestsToSay(database, clock, config.id()),
                metrics);
        return commands.start(wakeup).onSuccess(started -> ends(commands::stop)).map(commands);
    }

    private Future<Void> listen(DeviceIntake intake, DeviceCommands commands) {
        return UndeliveredReplies.start(vertx, database, clock, config.id())
                .onSuccess(undelivered -> ends(undelivered::close))
                .compose(undelivered -> listen(
                        intake,
                        commands,
                        new ScaipServer.Replies(
                                new ContactStore(database, clock, config.id()),
                                undelivered,
                                config.sip().replyIn200())));
    }

    private Future<Void> listen(DeviceIntake intake, DeviceCommands commands, ScaipServer.Replies replies) {
        ends(this::refuseAndAnswer);
        GatewayConfig.Listen listen = config.listen();
        GatewayConfig.Mqtt limits = listen.mqtt();
        MqttConfig mqttConfig = new MqttConfig(
                listen.bind(),
                listen.mqttPort(),
                config.id(),
                config.defaultService(),
                new MqttConfig.Limits(
                        limits.connections(), limits.connectsPerSecond(), limits.lookAgain(), limits.lostAfter()),
                listen.secure().map(secure -> new MqttConfig.Secure(secure.mqttPort(), secure.tls())),
                limits.profiles());
        MqttPublishing.Beside beside = new MqttPublishing.Beside(new UnitStates(database), commands);
        MqttDeviceServer.Ground mqttGround =
                new MqttDeviceServer.Ground(intake, beside, config.keyring(), clock, metrics);
        SipConfig plain =
                SipConfig.of(listen.bind(), listen.sipPort(), config.sip().realm(), config.id());
        SipConfig sipConfig = listen.secure()
                .map(secure -> plain.with(new SipConfig.Secure(secure.tls(), secure.sipPort())))
                .orElse(plain);
        ScaipServer.Ground ground =
                new ScaipServer.Ground(intake, config.keyring(), config.defaultService(), clock, metrics, replies);
        return MqttDeviceServer.start(vertx, mqttConfig, mqttGround)
                .onSuccess(server -> mqtt = server)
                .compose(started -> ScaipServer.start(vertx, sipConfig, ground))
                .onSuccess(server -> scaip = server)
                .compose(started -> bridge(mqttConfig, intake, beside));
    }

    private Future<Void> bridge(MqttConfig mqttConfig, DeviceIntake intake, MqttPublishing.Beside beside) {
        if (config.bridge().isEmpty()) {
            return Future.succeededFuture();
        }
        BrokerBridge.Sight sight = new BrokerBridge.Sight(beside, clock, metrics);
        return BrokerBridge.start(vertx, config.bridge().get(), mqttConfig, intake, sight)
                .onSuccess(started -> bridge = started)
                .mapEmpty();
    }

    /** From now on a unit that is not heard has not called. */
    private void hear() {
        if (signsOfLife != null) {
            signsOfLife.listensTo(() -> bridge != null && bridge.hears() ? ALSO_BEHIND_A_BROKER : DIRECTLY);
        }
    }

    private void supervise(SignalIntake signals, Wakeup wakeup) {
        Readiness clockAgrees = Readiness.clock(database.pool(), clock);
        SupervisionWorker supervision =
                new SupervisionWorker(vertx, database, clock, clockAgrees, signals, config.id());
        runs(supervision::start, supervision::stop);
        CoverWorker cover = new CoverWorker(vertx, database, clock, signals, config.id());
        runs(cover::start, cover::stop);
        RoadWorker road = new RoadWorker(vertx, database, clock, wakeup, signals, config.id());
        runs(road::start, road::stop);
    }

    private Future<Void> refuseAndAnswer() {
        if (signsOfLife != null) {
            signsOfLife.listensTo(Set::of);
        }
        Future<Void> mqttStopped = mqtt == null ? Future.succeededFuture() : mqtt.stop();
        Future<Void> scaipStopped = scaip == null ? Future.succeededFuture() : scaip.stop();
        Future<Void> bridgeStopped = bridge == null ? Future.succeededFuture() : bridge.stop();
        return Future.join(mqttStopped, scaipStopped, bridgeStopped).mapEmpty();
    }

    private void escalate(Wakeup wakeup) {
        EscalationWorker escalation = new EscalationWorker(vertx, database, clock, wakeup);
        runs(escalation::start, escalation::stop);
        HoldWorker holds = new HoldWorker(vertx, database, clock, wakeup);
        runs(holds::start, holds::stop);
        UntakenWorker untaken = new UntakenWorker(vertx, database, clock, wakeup);
        runs(untaken::start, untaken::stop);
        RoomWatch room = new RoomWatch(vertx, database, clock, metrics);
        runs(room::start, room::stop);
        SpeechWaitWorker speechWaits = new SpeechWaitWorker(vertx, database, clock, wakeup);
        runs(speechWaits::start, speechWaits::stop);
        DutyWorker duty = new DutyWorker(vertx, database, clock, wakeup);
        runs(duty::start, duty::stop);
        IncidentWorker incidents = new IncidentWorker(vertx, database, clock, wakeup);
        runs(incidents::start, incidents::stop);
        CampaignWorker campaigns = new CampaignWorker(vertx, database, clock, wakeup);
        runs(campaigns::start, campaigns::stop);
        FaultCaseWorker faults = new FaultCaseWorker(vertx, database, clock, wakeup);
        runs(faults::start, faults::stop);
        NotificationWorker notifications =
                new NotificationWorker(vertx, database, config.keyring(), clock, wakeup, config.providers());
        runs(notifications::start, notifications::stop);
        CallListWorker callLists = new CallListWorker(vertx, database, clock, wakeup);
        runs(callLists::start, callLists::stop);
    }

    private void runs(Runnable start, Supplier<Future<Void>> stop) {
        start.run();
        ends(stop);
    }

    private void ends(Supplier<Future<Void>> ending) {
        endings.push(ending);
    }

    /** What {@code /ready} of this process must ask. */
    public List<Readiness> readiness() {
        List<Readiness> checks = new ArrayList<>(List.of(
                Readiness.store(database.pool()),
                Readiness.clock(database.pool(), clock),
                new Readiness("commit", this::commits)));
        if (bridge != null) {
            checks.add(bridge.readiness());
        }
        return List.copyOf(checks);
    }

    /** Half a second never passes without a write while all is well; a full disk answers reads and fails here. */
    private Future<Void> commits() {
        return signsOfLife != null && signsOfLife.mayAssure()
                ? Future.succeededFuture()
                : Future.failedFuture("nothing was committed within the last 2 s");
    }

    /** UDP and TCP. */
    public int sipPort() {
        return scaip == null ? config.listen().sipPort() : scaip.port();
    }

    /** SIP over TLS, where a certificate is configured. */
    public int sipTlsPort() {
        if (scaip == null) {
            throw new IllegalStateException("not listening");
        }
        return scaip.tlsPort();
    }

    public int mqttPort() {
        return mqtt == null ? config.listen().mqttPort() : mqtt.port();
    }

    /** 0 where nothing listens for TLS. */
    public int mqttTlsPort() {
        return mqtt == null ? 0 : mqtt.tlsPort();
    }

    /** Takes nothing new, answers what is in flight within five seconds, then ends. */
    public Future<Void> stop() {
        Supplier<Future<Void>> ending = endings.poll();
        return ending == null ? Future.succeededFuture() : ending.get().eventually(this::stop);
    }
}
