package org.tocsin.gateway.sip;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The datagram side of the endpoint. One socket carries presses and heartbeats alike, and what nobody reads the kernel
 * drops without looking, a press among it. So a thread of its own does nothing but read and write, and is never behind;
 * what it has read waits by its weight and is served in short turns on the endpoint's thread.
 */
final class SipUdp {
    private static final Logger LOG = LoggerFactory.getLogger(SipUdp.class);
    /** The kernel's usual 208 KiB holds 300 messages: a power cut sends more than that at once. */
    private static final int KERNEL_BUFFER = 4 * 1024 * 1024;
    /** The longest datagram there is, so that none is cut; given back as soon as it is read. */
    private static final int LONGEST_DATAGRAM = 65_535;

    /** Read in one go before anything is written. */
    private static final int LARGEST_READING = 256;
    /** How long is served before connections are looked at again. */
    private static final long TURN_NANOS = 1_000_000;

    private final EventLoop loop;
    private final EventLoop wire;
    private final SipServer server;
    private final WaitingDatagrams waiting;
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private List<Outgoing> outgoing = new ArrayList<>();
    private String local = "";
    private @Nullable Channel channel;

    private record Outgoing(byte[] frame, InetSocketAddress to) {}

    /**
     * @param loop the endpoint's thread, on which everything is served
     * @param wire the thread that reads and writes
     */
    SipUdp(EventLoop loop, EventLoop wire, SipServer server) {
        this.loop = loop;
        this.wire = wire;
        this.server = server;
        this.waiting = new WaitingDatagrams(server);
    }

    /**
     * @param advertised our own host, for the Via of what we send
     */
    ChannelFuture bind(InetSocketAddress address, String advertised) {
        local = advertised + ":" + address.getPort();
        ChannelFuture bound = new Bootstrap()
                .group(wire)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LONGEST_DATAGRAM).maxMessagesPerRead(LARGEST_READING))
                .handler(new Reading())
                .bind(address);
        channel = bound.channel();
        return bound;
    }

    /**
     * Sends what is still to be sent, and ends. On the endpoint's thread.
     *
     * @param closed told when the thread of the wire may end: ended before, it would send nothing more
     */
    void close(Runnable closed) {
        handOver();
        if (channel == null) {
            closed.run();
        } else {
            channel.close().addListener(done -> closed.run());
        }
    }

    /** On the thread of the wire: nothing here may take long. */
    private final class Reading extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            ByteBuf content = packet.content();
            if (content.readableBytes() <= 4) {
                return; // a keep-alive of a router's table (RFC 5626 §4.4), or nothing
            }
            waiting.add(ByteBufUtil.getBytes(content), new Flow(context.channel(), packet.sender()));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (turnDue.compareAndSet(false, true)) {
                loop.execute(SipUdp.this::turn);
            }
        }

        /** A datagram that could not be sent or read says nothing about the next one. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.atDebug().setCause(cause).log("datagram failed");
        }
    }

    private void turn() {
        turnDue.set(false);
        waiting.serve(TURN_NANOS);
        if (!waiting.isEmpty() && turnDue.compareAndSet(false, true)) {
            // Scheduled, not handed to the loop as a task: tasks are run to their end before connections are read
            // again.
            loop.schedule(this::turn, 1, TimeUnit.MICROSECONDS);
        }
    }

    private void write(byte[] frame, InetSocketAddress to) {
        outgoing.add(new Outgoing(frame, to));
        if (outgoing.size() == 1) {
            // What the same turn of the loop still writes goes with it.
            loop.execute(this::handOver);
        }
    }

    private void handOver() {
        Channel to = channel;
        if (outgoing.isEmpty() || to == null) {
            return;
        }
        List<Outgoing> all = outgoing;
        outgoing = new ArrayList<>();
        wire.execute(() -> {
            for (Outgoing one : all) {
                ByteBuf buffer = to.alloc().directBuffer(one.frame().length).writeBytes(one.frame());
                to.write(new DatagramPacket(buffer, one.to()), to.voidPromise());
            }
            to.flush();
        });
    }

    private final class Flow implements SipFlow {
        private final Channel channel;
        private final InetSocketAddress sender;
        private final String address;

        Flow(Channel channel, InetSocketAddress sender) {
            this.channel = channel;
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
            return new Flow(channel, new InetSocketAddress(address, port));
        }

        @Override
        public boolean open() {
            return channel.isActive();
        }

        @Override
        public void write(byte[] frame) {
            if (open()) {
                SipUdp.this.write(frame, sender);
            }
        }
    }
}
