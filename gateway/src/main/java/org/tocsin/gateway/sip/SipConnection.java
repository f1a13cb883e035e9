package org.tocsin.gateway.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.CertificateNames;

/** One connection of a unit, TCP or TLS; answers and messages to the unit go back over it. */
final class SipConnection extends SimpleChannelInboundHandler<ByteBuf> implements SipFlow, SipFraming.Sink {
    private static final byte[] PONG = {'\r', '\n'};

    private final SipStreams owner;
    private final SipServer server;
    private final Transport transport;
    private final SipFraming framing;
    private String remoteAddress = "";
    private int remotePort;
    private String local = "";
    private long heardAt = System.nanoTime();
    private boolean broken;
    private boolean flushDue;
    private CertificateNames certificate = CertificateNames.NONE;
    private @Nullable ChannelHandlerContext context;

    SipConnection(SipStreams owner, SipServer server, Transport transport, int messageBytes) {
        this.owner = owner;
        this.transport = transport;
        this.server = server;
        this.framing = new SipFraming(messageBytes);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        this.context = context;
        InetSocketAddress remote = (InetSocketAddress) context.channel().remoteAddress();
        InetSocketAddress own = (InetSocketAddress) context.channel().localAddress();
        remoteAddress = remote.getAddress().getHostAddress();
        remotePort = remote.getPort();
        local = own.getAddress().getHostAddress() + ":" + own.getPort();
        readMore(context);
    }

    /** Before the first byte of a connection that is encrypted. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof CertificateNames names) {
            certificate = names;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readMore(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        if (!broken) {
            // Only a whole message starts the clock anew, so that one byte a minute cannot hold a connection.
            if (!framing.underWay()) {
                heardAt = System.nanoTime();
            }
            framing.feed(ByteBufUtil.getBytes(bytes), this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owner.ended(this);
    }

    /** A peer that sends and never reads would fill our memory. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // reset by the peer: the unit connects again
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        heardAt = System.nanoTime();
        server.received(bytes, from, to, this);
    }

    @Override
    public void ping() {
        write(PONG);
    }

    @Override
    public void tooLong(byte[] bytes, int from, int to) {
        server.tooLong(bytes, from, to, this);
    }

    @Override
    public void broken(byte[] bytes, int from, int to) {
        broken = true;
        server.broken(bytes, from, to, this);
        if (context != null) {
            context.flush();
            close();
        }
    }

    /** Encrypted bytes are read on another thread, and only once what was read has been worked off here. */
    private void readMore(ChannelHandlerContext context) {
        if (!context.channel().config().isAutoRead()) {
            context.read();
        }
    }

    long heardAt() {
        return heardAt;
    }

    boolean underWay() {
        return framing.underWay();
    }

    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public CertificateNames certificate() {
        return certificate;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public int remotePort() {
        return remotePort;
    }

    @Override
    public String local() {
        return local;
    }

    @Override
    public boolean open() {
        return context != null && context.channel().isActive();
    }

    @Override
    public void write(byte[] frame) {
        ChannelHandlerContext open = context;
        if (open == null || !open.channel().isActive()) {
            return;
        }
        open.write(Unpooled.wrappedBuffer(frame), open.voidPromise());
        if (!flushDue) {
            flushDue = true;
            open.executor().execute(() -> {
                flushDue = false;
                open.flush();
            });
        }
    }
}
