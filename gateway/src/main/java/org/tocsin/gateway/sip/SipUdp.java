package org.tocsin.gateway.sip;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The datagram side of the endpoint. */
final class SipUdp extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(SipUdp.class);
    /** The kernel's usual 208 KiB holds 300 messages: a power cut sends more than that at once. */
    private static final int KERNEL_BUFFER = 4 * 1024 * 1024;
    /** The longest datagram there is, so that none is cut; given back as soon as it is read. */
    private static final int LONGEST_DATAGRAM = 65_535;

    private final SipServer server;
    private final String local;
    private boolean flushDue;

    private SipUdp(SipServer server, String local) {
        this.server = server;
        this.local = local;
    }

    /**
     * @param advertised our own host, for the Via of what we send
     */
    static ChannelFuture bind(EventLoop loop, InetSocketAddress address, String advertised, SipServer server) {
        return new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_DATAGRAM))
                .handler(new SipUdp(server, advertised + ":" + address.getPort()))
                .bind(address);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        int length = content.readableBytes();
        if (length <= 4) {
            return; // a keep-alive of a router's table (RFC 5626 §4.4), or nothing
        }
        byte[] bytes = ByteBufUtil.getBytes(content);
        server.received(bytes, 0, length, new Flow(context, packet.sender()));
    }

    /** A datagram that could not be sent or read says nothing about the next one. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().setCause(cause).log("datagram failed");
    }

    private void write(ChannelHandlerContext context, InetSocketAddress to, byte[] frame) {
        ByteBuf buffer = context.alloc().directBuffer(frame.length).writeBytes(frame);
        context.write(new DatagramPacket(buffer, to), context.voidPromise());
        if (!flushDue) {
            // What the same turn of the loop still writes goes out with it.
            flushDue = true;
            context.executor().execute(() -> {
                flushDue = false;
                context.flush();
            });
        }
    }

    private final class Flow implements SipFlow {
        private final ChannelHandlerContext context;
        private final InetSocketAddress sender;
        private final String address;

        Flow(ChannelHandlerContext context, InetSocketAddress sender) {
            this.context = context;
            this.sender = sender;
            this.address = sender.getAddress().getHostAddress();
        }

        @Override
        public Transport transport() {
            return Transport.UDP;
        }

        @Override
        public String remoteAddress() {
            return address;
        }

        @Override
        public int remotePort() {
            return sender.getPort();
        }

        @Override
        public String local() {
            return local;
        }

        @Override
        public boolean open() {
            return context.channel().isActive();
        }

        @Override
        public void write(byte[] frame) {
            if (open()) {
                SipUdp.this.write(context, sender, frame);
            }
        }
    }
}
