package org.tocsin.gateway.mqtt;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetServerInternal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.mqtt.MqttAdmission.Entrant;
import org.tocsin.gateway.mqtt.MqttAdmission.Reason;

/**
 * The door of one listening socket: what is accepted waits here, unread, until it may come in; then comes its TLS
 * handshake, and only then does the MQTT library see it. The library makes its listening socket itself, and so it is
 * given this Vert.x, which puts the door in front of it. Confined to the listener's event loop.
 */
final class MqttDoor extends VertxWrapper {
    private static final Logger LOG = LoggerFactory.getLogger(MqttDoor.class);
    /** Connections turned away that may hear why; more are closed without a word. */
    private static final int MOST_TOLD = 500;

    private static final long HANDSHAKE_WITHIN_MS = 10_000;

    private final MqttAdmission admission;
    private final @Nullable SslContext tls;
    private int told;

    @Nullable
    private MqttGate reading;

    /** @param tls null for a port without TLS */
    MqttDoor(Vertx vertx, MqttAdmission admission, @Nullable SslContext tls) {
        super((VertxInternal) vertx);
        this.admission = admission;
        this.tls = tls;
    }

    @Override
    public NetServerInternal createNetServer(NetServerOptions options) {
        NetServerInternal server = super.createNetServer(options);
        return (NetServerInternal) Proxy.newProxyInstance(
                MqttDoor.class.getClassLoader(),
                new Class<?>[] {NetServerInternal.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("connectHandler") && arguments != null) {
                        @SuppressWarnings("unchecked")
                        Handler<NetSocket> inside = (Handler<NetSocket>) arguments[0];
                        server.connectHandler(socket -> accepted((NetSocketInternal) socket, inside));
                        return proxy;
                    }
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNullElse(e.getCause(), e);
                    }
                });
    }

    /** The gate through which the packet came that is being handled now. */
    MqttGate gate() {
        return Objects.requireNonNull(reading, "only while a packet is handled");
    }

    void reading(@Nullable MqttGate gate) {
        reading = gate;
    }

    private void accepted(NetSocketInternal socket, Handler<NetSocket> inside) {
        Visitor visitor = new Visitor(socket, inside, Vertx.currentContext());
        visitor.gate.shut();
        // Until its CONNECT the library hears of no fault; unheard, each would be an error in the log.
        socket.exceptionHandler(visitor::broken);
        Channel channel = socket.channelHandlerContext().channel();
        channel.closeFuture().addListener(closed -> visitor.gone());
        admission.arrive(visitor, System.nanoTime());
    }

    /** Somebody who knocked. */
    private final class Visitor implements Entrant {
        private final NetSocketInternal socket;
        private final Handler<NetSocket> inside;
        private final Context context;
        private final MqttGate gate;
        private boolean gone;
        private boolean beingTold;

        Visitor(NetSocketInternal socket, Handler<NetSocket> inside, Context context) {
            this.socket = socket;
            this.inside = inside;
            this.context = context;
            this.gate = new MqttGate(MqttDoor.this, socket);
        }

        @Override
        public void enter() {
            onLoop(() -> {
                gate.entered(this::settled);
                if (gone) {
                    admission.gone(this, true);
                } else {
                    comeIn();
                }
            });
        }

        private void comeIn() {
            if (tls == null) {
                pass();
                return;
            }
            Channel channel = socket.channelHandlerContext().channel();
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(HANDSHAKE_WITHIN_MS);
            channel.pipeline().addFirst("ssl", handler);
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    pass();
                } else {
                    failed(done.cause());
                }
            });
            gate.open();
        }

        private void settled() {
            admission.settled(this);
            admission.admit(System.nanoTime());
        }

        private void failed(Throwable error) {
            LOG.atDebug()
                    .addKeyValue("remoteAddress", socket.remoteAddress().hostAddress())
                    .addKeyValue("error", String.valueOf(error.getMessage()))
                    .log("a TLS handshake failed");
            socket.close();
        }

        /** On a port without TLS the unit is told in CONNACK; a handshake only to say no would help nobody. */
        @Override
        public void turnedAway(Reason reason) {
            onLoop(() -> {
                if (gone) {
                    return;
                }
                if (tls != null || told >= MOST_TOLD) {
                    socket.close();
                    return;
                }
                told++;
                beingTold = true;
                gate.turnAway(reason);
                pass();
            });
        }

        private void pass() {
            if (!gone) {
                inside.handle(socket);
                gate.install();
                gate.open();
            }
        }

        private void broken(Throwable error) {
            LOG.atDebug()
                    .addKeyValue("remoteAddress", socket.remoteAddress().hostAddress())
                    .addKeyValue("error", String.valueOf(error.getMessage()))
                    .log("a connection broke before it was one");
            socket.close();
        }

        void gone() {
            gone = true;
            told -= beingTold ? 1 : 0;
            admission.gone(this, gate.hasEntered());
        }

        private void onLoop(Runnable act) {
            if (Vertx.currentContext() == context) {
                act.run();
            } else {
                context.runOnContext(run -> act.run());
            }
        }
    }
}
