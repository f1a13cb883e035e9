package org.tocsin.gateway.sip;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.tocsin.gateway.DeviceTls;
import org.tocsin.gateway.sip.SipFlow.Transport;

/** The stream side of the endpoint, TCP and TLS: who is connected, and for how long nothing was heard. */
final class SipStreams {
    /** A message that has begun must come whole within this time. */
    private static final long WHOLE_MESSAGE_NANOS = 30_000_000_000L;

    private static final int UNSENT_BYTES = 256 * 1024;

    private final EventLoop loop;
    private final SipLimits limits;
    private final SipServer server;
    private final MeterRegistry registry;
    private final Set<SipConnection> connections = ConcurrentHashMap.newKeySet();
    private final HandshakesUnderWay handshakes;

    /**
     * @param loop the endpoint's thread
     */
    SipStreams(EventLoop loop, SipLimits limits, SipServer server, MeterRegistry registry) {
        this.loop = loop;
        this.limits = limits;
        this.server = server;
        this.registry = registry;
        this.handshakes = new HandshakesUnderWay(limits.handshakes());
    }

    /** TCP: read, decided and written on the endpoint's own thread. */
    ChannelFuture bind(InetSocketAddress address) {
        return listening(loop)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted(channel, connection(Transport.TCP));
                    }
                })
                .bind(address);
    }

    /**
     * TLS: encrypted on threads of its own, so that a thousand handshakes delay nobody's alarm; messages are read and
     * decided on the endpoint's thread as all others. What waits there is not read from the network yet.
     */
    ChannelFuture bind(InetSocketAddress address, DeviceTls tls, EventLoopGroup encrypting) throws SSLException {
        SslContext context = tls.context();
        return listening(encrypting)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslHandler handler = context.newHandler(channel.alloc());
                        handler.setHandshakeTimeoutMillis(
                                limits.handshakes().within().toMillis());
                        if (!handshakes.begin((InetSocketAddress) channel.remoteAddress(), handler)) {
                            channel.close();
                            return;
                        }
                        channel.pipeline().addLast(handler, new UnitCertificate(tls, registry));
                        accepted(channel, connection(Transport.TLS));
                    }
                })
                .bind(address);
    }

    int connections() {
        return connections.size();
    }

    /** Ends connections that have been silent too long, and those that never finish what they began. */
    void housekeeping(long now) {
        for (SipConnection connection : new ArrayList<>(connections)) {
            long silent = now - connection.heardAt();
            if (silent
                    > (connection.underWay()
                            ? WHOLE_MESSAGE_NANOS
                            : limits.idle().toNanos())) {
                connection.close();
            }
        }
    }

    void close() {
        new ArrayList<>(connections).forEach(SipConnection::close);
    }

    void ended(SipConnection connection) {
        connections.remove(connection);
    }

    private void accepted(Channel channel, SipConnection connection) {
        if (connections.size() >= limits.connections()) {
            channel.close();
            return;
        }
        connections.add(connection);
        channel.pipeline().addLast(loop, connection);
    }

    private SipConnection connection(Transport transport) {
        return new SipConnection(this, server, transport, limits.messageBytes());
    }

    private static ServerBootstrap listening(EventLoopGroup group) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(UNSENT_BYTES / 2, UNSENT_BYTES));
    }
}
