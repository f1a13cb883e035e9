package org.tocsin.gateway.sip;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The datagram side of the endpoint. One socket carries presses and heartbeats alike, and what nobody reads the kernel
 * drops without looking, a press among it. So a thread of its own does nothing but read, and is never behind; what it
 * has read waits by its weight and is served in short turns on the endpoint's thread, which also writes.
 */
final class SipUdp {
    private static final Logger LOG = LoggerFactory.getLogger(SipUdp.class);
    /** The kernel's usual 208 KiB holds 300 messages: a power cut sends more than that at once. */
    private static final int KERNEL_BUFFER = 4 * 1024 * 1024;
    /** The longest datagram there is, so that none is cut. */
    private static final int LONGEST_DATAGRAM = 65_535;
    /** Shorter ones keep a router's table alive (RFC 5626 §4.4), or say nothing. */
    private static final int SHORTEST_MESSAGE = 5;

    /** How long is served before connections are looked at again. */
    private static final long TURN_NANOS = 1_000_000;

    private static final long PAUSE_AFTER_FAILURE_NANOS = 1_000_000;

    private final EventLoop loop;
    private final SipServer server;
    private final WaitingDatagrams waiting;
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private final DatagramChannel channel;
    private final Selector selector;
    private final String local;
    private final Thread reading = new Thread(this::read, "sip-udp");
    private volatile boolean resting;
    /** Only on the endpoint's thread. */
    private final ByteBuffer out = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);

    private SipUdp(EventLoop loop, SipServer server, DatagramChannel channel, Selector selector, String local) {
        this.loop = loop;
        this.server = server;
        this.waiting = new WaitingDatagrams(server);
        this.channel = channel;
        this.selector = selector;
        this.local = local;
    }

    /**
     * Opens the socket and begins to read.
     *
     * @param loop the endpoint's thread, on which everything is served
     * @param advertised our own host, for the Via of what we send
     */
    static SipUdp open(EventLoop loop, SipServer server, InetSocketAddress address, String advertised)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
            channel.bind(address);
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            SipUdp udp = new SipUdp(loop, server, channel, selector, advertised + ":" + address.getPort());
            udp.reading.setDaemon(true);
            udp.reading.start();
            return udp;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Ends; what was written before has been sent. On the endpoint's thread. */
    void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("the datagram socket did not close");
        }
    }

    /** On the thread that reads: nothing here may take long. */
    private void read() {
        ByteBuffer in = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);
        while (selector.isOpen()) {
            try {
                selector.select(key -> {});
                boolean more = true;
                while (more) {
                    more = receive(in);
                }
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // A datagram that could not be read says nothing about the next one; whatever it was, who presses next
                // must be read.
                LOG.atLevel(e instanceof IOException ? Level.DEBUG : Level.ERROR)
                        .setCause(e)
                        .log("datagram failed");
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
            }
        }
    }

    private boolean receive(ByteBuffer in) throws IOException {
        in.clear();
        InetSocketAddress sender = (InetSocketAddress) channel.receive(in);
        if (sender == null) {
            return false;
        }
        if (in.flip().remaining() >= SHORTEST_MESSAGE) {
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            boolean mayRest = waiting.add(bytes, new Flow(sender));
            if (!(mayRest && resting)) {
                wake();
            }
        }
        return true;
    }

    private void wake() {
        if (turnDue.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        turnDue.set(false);
        waiting.serve(TURN_NANOS);
        long rest = waiting.isEmpty() ? 0 : waiting.rest();
        if (rest > 0) {
            rest(rest);
            return;
        }
        resting = false;
        if (!waiting.isEmpty() && turnDue.compareAndSet(false, true)) {
            // Scheduled, not handed to the loop as a task: tasks are run to their end before connections are read
            // again.
            loop.schedule(this::turn, 1, TimeUnit.MICROSECONDS);
        }
    }

    /** Whatever may not rest has a turn all the same. */
    private void rest(long nanos) {
        if (!resting) {
            resting = true;
            loop.schedule(
                    () -> {
                        resting = false;
                        turn();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    /** What the kernel has no room for is dropped, as any datagram may be: it is sent again. */
    private void write(byte[] frame, InetSocketAddress to) {
        try {
            out.clear();
            channel.send(out.put(frame).flip(), to);
        } catch (IOException | RuntimeException e) {
            LOG.atDebug().setCause(e).log("datagram failed");
        }
    }

    private final class Flow implements SipFlow {
        private final InetSocketAddress other;
        private final String address;

        Flow(InetSocketAddress other) {
            this.other = other;
            this.address = other.getAddress().getHostAddress();
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
            return other.getPort();
        }

        @Override
        public String local() {
            return local;
        }

        @Override
        public SipFlow towards(String address, int port) {
            return new Flow(new InetSocketAddress(address, port));
        }

        @Override
        public boolean open() {
            return channel.isOpen();
        }

        @Override
        public void write(byte[] frame) {
            if (open()) {
                SipUdp.this.write(frame, other);
            }
        }
    }
}
