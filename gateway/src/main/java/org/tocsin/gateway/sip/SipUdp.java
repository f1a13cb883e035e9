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
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The datagram side of the endpoint. One socket carries presses and heartbeats alike, so what has arrived is read first
 * and served by its weight: everything else at once, heartbeats in short turns between two readings. Those that have
 * waited too long are refused, so that their units wait instead of repeating.
 */
final class SipUdp extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(SipUdp.class);
    /** The kernel's usual 208 KiB holds 300 messages: a power cut sends more than that at once. */
    private static final int KERNEL_BUFFER = 4 * 1024 * 1024;
    /** The longest datagram there is, so that none is cut; given back as soon as it is read. */
    private static final int LONGEST_DATAGRAM = 65_535;

    /** Read in one go before anything is served. */
    private static final int LARGEST_READING = 256;
    /** How long heartbeats are served before the socket is looked at again. */
    private static final long TURN_NANOS = 1_000_000;
    /** Refused before the unit repeats (RFC 3261: after T1, half a second). */
    private static final long HEARTBEAT_LATE_NANOS = 300_000_000;

    private static final int MOST_HEARTBEATS = 16_384;

    private final SipServer server;
    private final String local;
    private final Queue<Datagram> urgent = new ArrayDeque<>();
    private final Queue<Datagram> heartbeats = new ArrayDeque<>();
    private boolean turnDue;
    private boolean flushDue;

    private record Datagram(byte[] bytes, SipFlow flow, long readAt) {}

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
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LONGEST_DATAGRAM).maxMessagesPerRead(LARGEST_READING))
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
        Datagram datagram = new Datagram(bytes, new Flow(context, packet.sender()), System.nanoTime());
        if (!HeartbeatMark.in(bytes)) {
            urgent.add(datagram);
        } else if (heartbeats.size() < MOST_HEARTBEATS) {
            heartbeats.add(datagram);
        } else {
            server.shed(bytes, 0, length, datagram.flow());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        for (Datagram next = urgent.poll(); next != null; next = urgent.poll()) {
            server.received(next.bytes(), 0, next.bytes().length, next.flow());
        }
        serveHeartbeats(context);
    }

    private void serveHeartbeats(ChannelHandlerContext context) {
        long begun = System.nanoTime();
        long now = begun;
        while (!heartbeats.isEmpty() && now - begun < TURN_NANOS) {
            Datagram next = heartbeats.remove();
            if (now - next.readAt() > HEARTBEAT_LATE_NANOS) {
                server.shed(next.bytes(), 0, next.bytes().length, next.flow());
            } else {
                server.received(next.bytes(), 0, next.bytes().length, next.flow());
            }
            now = System.nanoTime();
        }
        if (!heartbeats.isEmpty() && !turnDue) {
            turnDue = true;
            // Scheduled, not handed to the loop as a task: tasks are run to their end before the socket is read again.
            context.executor()
                    .schedule(
                            () -> {
                                turnDue = false;
                                serveHeartbeats(context);
                            },
                            1,
                            TimeUnit.MICROSECONDS);
        }
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
        public SipFlow towards(String address, int port) {
            return new Flow(context, new InetSocketAddress(address, port));
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
