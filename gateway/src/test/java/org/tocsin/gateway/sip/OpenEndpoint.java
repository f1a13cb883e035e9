package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tocsin.gateway.DeviceTls;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.Settings;

/** An endpoint on free ports of loopback, in front of an application that takes everything and remembers it. */
final class OpenEndpoint implements AutoCloseable {
    static final TestAuthority AUTHORITY = TestAuthority.create("makers of units");

    private final Vertx vertx = Vertx.vertx();
    private final Taking application = new Taking();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SipEndpoint endpoint;

    /** With a certificate of its own; it asks none of units. */
    OpenEndpoint(SipTimers timers, SipLimits limits) {
        DeviceTls tls =
                DeviceTls.from(new Settings(AUTHORITY.settings("optional"))).orElseThrow();
        SipConfig config = new SipConfig(
                "127.0.0.1",
                0,
                "arc",
                "gw1",
                Optional.of(new SipConfig.Secure(tls, 0)),
                new SipConfig.Tuning(timers, limits, Duration.ofSeconds(1)));
        endpoint = TestGateway.await(SipEndpoint.start(vertx, config, (client, loop) -> application, metrics));
    }

    int port() {
        return endpoint.port();
    }

    int tlsPort() {
        return endpoint.tlsPort();
    }

    /** The bodies of the messages taken so far. */
    List<String> taken() {
        return application.bodies;
    }

    /** Calls that came in, to be answered. */
    List<Consumer<SipReply>> calls() {
        return application.calls;
    }

    /** How many broken frames were handed on for a person to see. */
    int unreadable() {
        return application.unreadable.size();
    }

    double gauge(String name, String... tags) {
        return metrics.get(name).tags(tags).gauge().value();
    }

    double count(String name, String... tags) {
        return metrics.get(name).tags(tags).counter().count();
    }

    @Override
    public void close() {
        TestGateway.await(endpoint.stop());
        TestGateway.await(vertx.close());
    }

    private static final class Taking implements SipApplication {
        private final List<String> bodies = new CopyOnWriteArrayList<>();
        private final List<Consumer<SipReply>> calls = new CopyOnWriteArrayList<>();
        private final List<byte[]> unreadable = new CopyOnWriteArrayList<>();

        @Override
        public void message(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
            bodies.add(new String(request.body(), ISO_8859_1));
            reply.accept(SipReply.OK);
        }

        @Override
        public void register(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
            reply.accept(SipReply.OK);
        }

        @Override
        public void invite(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
            calls.add(reply);
        }

        @Override
        public void unreadable(byte[] frame, SipFlow flow) {
            unreadable.add(frame);
        }

        @Override
        public Future<Void> drain() {
            return Future.succeededFuture();
        }
    }
}
