package org.tocsin.simulator.scaip;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** One datagram socket that many units share. A Netty channel, because the kernel's queue is short and bursts are not. */
final class UdpSocket {
    private final Channel channel;
    private final String sentBy;

    private UdpSocket(Channel channel) {
        this.channel = channel;
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        this.sentBy = local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    /** What arrives is handed on as a text, with a wire that leads back to where it came from. */
    static Future<UdpSocket> open(
            EventLoop loop,
            ChannelFactory<DatagramChannel> factory,
            InetSocketAddress local,
            BiConsumer<String, SipWire> received) {
        Promise<UdpSocket> opened = Promise.promise();
        UdpSocket[] self = new UdpSocket[1];
        new Bootstrap()
                .group(loop)
                .channelFactory(factory)
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        received.accept(
                                packet.content().toString(StandardCharsets.UTF_8), self[0].towards(packet.sender()));
                    }
                })
                .bind(local)
                .addListener((io.netty.channel.ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        self[0] = new UdpSocket(bound.channel());
                        opened.complete(self[0]);
                    } else {
                        opened.fail(bound.cause());
                    }
                });
        return opened.future();
    }

    /** The way from this socket to one receiver. */
    SipWire towards(InetSocketAddress target) {
        return new SipWire() {
            @Override
            public String transport() {
                return "UDP";
            }

            @Override
            public String sentBy() {
                return sentBy;
            }

            @Override
            public boolean reliable() {
                return false;
            }

            @Override
            public void send(String text) {
                // A datagram that cannot be sent is one that was lost: the retransmission answers for it.
                channel.writeAndFlush(
                        new DatagramPacket(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), target),
                        channel.voidPromise());
            }

            @Override
            public void onBroken(Runnable listener) {}

            @Override
            public void cut() {}

            @Override
            public void forget(Runnable listener) {}
        };
    }

    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        channel.close().addListener(done -> closed.complete());
        return closed.future();
    }
}
