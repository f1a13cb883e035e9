package org.tocsin.gateway.scaip;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.sip.SipClient;
import org.tocsin.gateway.sip.SipConfig;
import org.tocsin.gateway.sip.SipDigest;
import org.tocsin.gateway.sip.SipEndpoint;
import org.tocsin.platform.Keyring;
import org.tocsin.unit.ContactStore;
import org.tocsin.unit.UndeliveredReplies;

/** SCAIP over SIP, UDP and TCP on one port, TLS on another: everything wired. */
public final class ScaipServer {
    private final SipEndpoint endpoint;

    private ScaipServer(SipEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** What the endpoint hands its messages to, and what it needs for them. */
    public record Ground(
            DeviceIntake intake,
            Keyring keyring,
            String defaultService,
            InstantSource clock,
            MeterRegistry metrics,
            Replies replies) {}

    /**
     * How answers reach a unit.
     *
     * @param inside true for the dialect whose answers stand in the 200
     */
    public record Replies(ContactStore contacts, UndeliveredReplies undelivered, boolean inside) {}

    /** Binds and begins to take signals. */
    public static Future<ScaipServer> start(Vertx vertx, SipConfig config, Ground ground) {
        return SipEndpoint.start(
                        vertx, config, (client, loop) -> application(config, ground, client, loop), ground.metrics())
                .map(ScaipServer::new);
    }

    /** The port of TLS, where it is spoken. */
    public int tlsPort() {
        return endpoint.tlsPort();
    }

    /** The port, the same for UDP and TCP. */
    public int port() {
        return endpoint.port();
    }

    /** Refuses what is new, answers what was taken, within 5 s, and closes. The intake must still be open. */
    public Future<Void> stop() {
        return endpoint.stop();
    }

    private static ScaipApplication application(SipConfig config, Ground ground, SipClient client, EventLoop loop) {
        DeviceIntake intake = ground.intake();
        Replies ways = ground.replies();
        SipDigest digest = new SipDigest(config.realm(), config.gatewayId(), ground.keyring(), ground.clock());
        ScaipProof proof = new ScaipProof(digest, ground.keyring(), config.realm());
        ScaipSignals signals = new ScaipSignals(config.gatewayId(), ground.defaultService(), ground.clock());
        UnprovenSignals unproven =
                new UnprovenSignals(loop, intake, config.tuning().challengeWait());
        MrsSender sender = new MrsSender(client, ways.undelivered(), ground.metrics());
        ScaipReplies replies = new ScaipReplies(intake, sender, ground.clock(), ways.inside());
        return new ScaipApplication(
                new ScaipHandler(loop, intake, proof, signals, unproven, replies),
                new Registrar(loop, intake, proof, signals, ways.contacts(), ground.clock()),
                new CallRedirection(loop, intake, proof, signals, unproven));
    }
}
