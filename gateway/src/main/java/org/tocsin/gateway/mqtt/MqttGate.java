package org.tocsin.gateway.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.mqtt.MqttAdmission.Reason;

/**
 * The way in of one connection: packets pass one by one, and none while it is shut. The MQTT library has no such thing,
 * so this stands between its decoder and itself. Confined to the connection's event loop.
 */
final class MqttGate extends ChannelInboundHandlerAdapter {
    private final MqttDoor door;
    private final NetSocketInternal socket;
    /** At most what one reading of the socket brought. */
    private final Deque<Object> held = new ArrayDeque<>(0);

    private boolean shut;
    private boolean passing;
    private boolean entered;

    @Nullable
    private Reason turnedAway;

    @Nullable
    private Runnable settled;

    MqttGate(MqttDoor door, NetSocketInternal socket) {
        this.door = door;
        this.socket = socket;
    }

    /** Behind the library's decoder. */
    void install() {
        channel().pipeline().addBefore("handler", "tocsinGate", this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        held.add(message);
        pass(ctx);
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return;
        }
        passing = true;
        door.reading(this);
        try {
            while (!shut && !held.isEmpty()) {
                ctx.fireChannelRead(held.remove());
            }
        } finally {
            door.reading(null);
            passing = false;
        }
    }

    /** Nothing more is read: the rest stays with the unit, by TCP's own means. What has been decoded already is held. */
    void shut() {
        shut = true;
        channel().config().setAutoRead(false);
    }

    void open() {
        shut = false;
        ChannelHandlerContext ctx = channel().pipeline().context(this);
        if (ctx != null && !passing && !held.isEmpty()) {
            pass(ctx);
            // What has been answered while "reading" leaves only now.
            ctx.fireChannelReadComplete();
        }
        if (!shut) {
            channel().config().setAutoRead(true);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    /** Why it must not come in; null when it may. */
    @Nullable
    Reason turnedAway() {
        return turnedAway;
    }

    void turnAway(Reason reason) {
        turnedAway = reason;
    }

    boolean hasEntered() {
        return entered;
    }

    void entered(Runnable whenSettled) {
        entered = true;
        settled = whenSettled;
    }

    /** Its CONNECT is answered. */
    void settle() {
        if (settled != null) {
            settled.run();
        }
    }

    /** Null on a connection without TLS. */
    @Nullable
    SSLSession tls() {
        return socket.sslSession();
    }

    private Channel channel() {
        return socket.channelHandlerContext().channel();
    }
}
