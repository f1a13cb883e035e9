package org.tocsin.gateway.sip;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** The stream side of the endpoint: who is connected, and for how long nothing was heard. */
final class SipTcp {
    /** A message that has begun must come whole within this time. */
    private static final long WHOLE_MESSAGE_NANOS = 30_000_000_000L;

    private static final int UNSENT_BYTES = 256 * 1024;

    private final SipLimits limits;
    private final SipServer server;
    private final Set<SipConnection> connections = new LinkedHashSet<>();

    SipTcp(SipLimits limits, SipServer server) {
        this.limits = limits;
        this.server = server;
    }

    ChannelFuture bind(EventLoop loop, InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(UNSENT_BYTES / 2, UNSENT_BYTES))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted(channel);
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

    private void accepted(Channel channel) {
        if (connections.size() >= limits.connections()) {
            channel.close();
            return;
        }
        SipConnection connection = new SipConnection(this, server, limits.messageBytes());
        connections.add(connection);
        channel.pipeline().addLast(connection);
    }
}
