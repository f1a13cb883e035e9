package org.tocsin.gateway.sip;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Program;

/**
 * SIP over UDP and TCP on one port, over TLS on another. One thread decides, so nothing in here is locked; what waits for
 * the store waits elsewhere, datagrams are read by a thread that does nothing else.
 */
public final class SipEndpoint {
    private static final int PORTS_TRIED = 20;
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final SipConfig config;
    private final SipClient client;
    private final SipApplication application;
    private final SipServer server;
    private final SipStreams streams;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> ended = Promise.promise();
    private @Nullable SipUdp udp;
    private @Nullable Channel tcpChannel;
    private @Nullable Channel tlsChannel;
    private @Nullable MultiThreadIoEventLoopGroup encrypting;

    private SipEndpoint(
            SipConfig config, BiFunction<SipClient, EventLoop, SipApplication> wiring, MeterRegistry registry) {
        this.config = config;
        this.group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sip", true), NioIoHandler.newFactory());
        this.loop = group.next();
        SipLimits limits = config.tuning().limits();
        this.client = new SipClient(loop, config.tuning().timers(), limits);
        this.application = wiring.apply(client, loop);
        this.server = new SipServer(loop, application, client, config, registry);
        this.streams = new SipStreams(loop, limits, server, registry);
        registry.gauge(Metrics.CONNECTIONS, Tags.of("protocol", "scaip"), streams, SipStreams::connections);
        registry.gauge(Metrics.SIP_TRANSACTIONS, Tags.of("side", "client"), client, SipClient::waiting);
    }

    /**
     * Binds every transport.
     *
     * @param wiring makes the application once the means to send exist
     */
    public static Future<SipEndpoint> start(
            Vertx vertx,
            SipConfig config,
            BiFunction<SipClient, EventLoop, SipApplication> wiring,
            MeterRegistry registry) {
        SipEndpoint endpoint = new SipEndpoint(config, wiring, registry);
        return vertx.<SipEndpoint>executeBlocking(endpoint::bind)
                .recover(e -> Program.cannotOpen("TOCSIN_SIP_PORT", config.port(), e))
                .compose(bound -> config.secure()
                        .map(secure -> vertx.<SipEndpoint>executeBlocking(() -> bound.bind(secure))
                                .recover(e -> Program.cannotOpen("TOCSIN_SIP_TLS_PORT", secure.port(), e)))
                        .orElse(Future.succeededFuture(bound)))
                .onFailure(failure -> endpoint.close());
    }

    /** The port of UDP and TCP. */
    public int port() {
        return port(tcpChannel);
    }

    /** The port of TLS, where it is spoken. */
    public int tlsPort() {
        return port(tlsChannel);
    }

    /** Refuses what is new, waits for what was taken, then closes everything; a second call waits for the first. */
    public Future<Void> stop() {
        if (!stopping.getAndSet(true)) {
            loop.execute(() -> {
                server.refuseNew();
                application.drain().onComplete(drained -> loop.execute(this::close));
            });
        }
        return ended.future();
    }

    private SipEndpoint bind() throws Exception {
        String advertised = advertised(config.bind());
        for (int attempt = 1; ; attempt++) {
            Channel listening = done(streams.bind(new InetSocketAddress(config.bind(), config.port())));
            int port = ((InetSocketAddress) listening.localAddress()).getPort();
            try {
                udp = SipUdp.open(loop, server, new InetSocketAddress(config.bind(), port), advertised);
                tcpChannel = listening;
                long every = housekeepingEvery().toMillis();
                loop.scheduleAtFixedRate(this::housekeeping, every, every, TimeUnit.MILLISECONDS);
                return this;
            } catch (IOException e) {
                listening.close().sync();
                if (config.port() != 0 || attempt == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    private SipEndpoint bind(SipConfig.Secure secure) throws Exception {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        MultiThreadIoEventLoopGroup own = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("sip-tls", true), NioIoHandler.newFactory());
        encrypting = own;
        tlsChannel = done(streams.bind(new InetSocketAddress(config.bind(), secure.port()), secure.tls(), own));
        return this;
    }

    private static int port(@Nullable Channel listening) {
        if (listening == null) {
            throw new IllegalStateException("not bound");
        }
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private static Channel done(ChannelFuture future) throws InterruptedException {
        return future.sync().channel();
    }

    /** Our own address as units see it, as far as we know. */
    private static String advertised(String bind) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(bind);
        return (address.isAnyLocalAddress() ? InetAddress.getLocalHost() : address).getHostAddress();
    }

    /** What lives for a shorter time than usual is not kept for longer than it lives once more. */
    private Duration housekeepingEvery() {
        Duration lifetime = config.tuning().timers().lifetime();
        return lifetime.compareTo(HOUSEKEEPING) < 0 ? lifetime : HOUSEKEEPING;
    }

    private void housekeeping() {
        long now = System.nanoTime();
        server.housekeeping(now);
        streams.housekeeping(now);
    }

    private void close() {
        client.close();
        server.close();
        if (tcpChannel != null) {
            tcpChannel.close();
        }
        if (tlsChannel != null) {
            tlsChannel.close();
        }
        streams.close();
        if (udp != null) {
            udp.close();
        }
        end(encrypting, () -> end(group, ended::complete));
    }

    private static void end(@Nullable MultiThreadIoEventLoopGroup threads, Runnable then) {
        if (threads == null) {
            then.run();
        } else {
            threads.shutdownGracefully(0, 2, TimeUnit.SECONDS).addListener(ended -> then.run());
        }
    }
}
