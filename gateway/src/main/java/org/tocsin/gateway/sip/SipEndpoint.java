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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Metrics;

/**
 * SIP over UDP and TCP on one port. One thread reads, decides and writes, so nothing in here is locked; what waits for
 * the store waits elsewhere.
 */
public final class SipEndpoint {
    private static final int PORTS_TRIED = 20;
    private static final long HOUSEKEEPING_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final SipConfig config;
    private final SipClient client;
    private final SipApplication application;
    private final SipServer server;
    private final SipTcp tcp;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> ended = Promise.promise();
    private @Nullable Channel udpChannel;
    private @Nullable Channel tcpChannel;

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
        this.tcp = new SipTcp(limits, server);
        registry.gauge(Metrics.CONNECTIONS, Tags.of("protocol", "scaip"), tcp, SipTcp::connections);
        registry.gauge(Metrics.SIP_TRANSACTIONS, Tags.of("side", "client"), client, SipClient::waiting);
    }

    /**
     * Binds both transports.
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
                .onFailure(failure -> endpoint.group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }

    /** The port of both transports. */
    public int port() {
        if (tcpChannel == null) {
            throw new IllegalStateException("not bound");
        }
        return ((InetSocketAddress) tcpChannel.localAddress()).getPort();
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
            Channel listening = done(tcp.bind(loop, new InetSocketAddress(config.bind(), config.port())));
            int port = ((InetSocketAddress) listening.localAddress()).getPort();
            ChannelFuture datagrams = SipUdp.bind(loop, new InetSocketAddress(config.bind(), port), advertised, server)
                    .await();
            if (datagrams.isSuccess()) {
                tcpChannel = listening;
                udpChannel = datagrams.channel();
                loop.scheduleAtFixedRate(
                        this::housekeeping, HOUSEKEEPING_SECONDS, HOUSEKEEPING_SECONDS, TimeUnit.SECONDS);
                return this;
            }
            listening.close().sync();
            if (config.port() != 0 || attempt == PORTS_TRIED) {
                done(datagrams); // throws what went wrong
            }
        }
    }

    private static Channel done(ChannelFuture future) throws InterruptedException {
        return future.sync().channel();
    }

    /** Our own address as units see it, as far as we know. */
    private static String advertised(String bind) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(bind);
        return (address.isAnyLocalAddress() ? InetAddress.getLocalHost() : address).getHostAddress();
    }

    private void housekeeping() {
        long now = System.nanoTime();
        server.housekeeping(now);
        tcp.housekeeping(now);
    }

    private void close() {
        client.close();
        if (udpChannel != null) {
            udpChannel.flush();
            udpChannel.close();
        }
        if (tcpChannel != null) {
            tcpChannel.close();
        }
        tcp.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).addListener(terminated -> ended.complete());
    }
}
