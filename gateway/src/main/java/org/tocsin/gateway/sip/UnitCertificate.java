package org.tocsin.gateway.sip;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.tocsin.gateway.DeviceTls;
import org.tocsin.platform.Metrics;

/**
 * Stands behind the encryption, on its thread: when a handshake has ended well, the next one in the line is told whom
 * the certificate names, as an event before the first byte.
 */
final class UnitCertificate extends ChannelInboundHandlerAdapter {
    private final DeviceTls tls;
    private final MeterRegistry registry;

    UnitCertificate(DeviceTls tls, MeterRegistry registry) {
        this.tls = tls;
        this.registry = registry;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent ended)) {
            context.fireUserEventTriggered(event);
            return;
        }
        registry.counter(
                        Metrics.CONNECTS,
                        "protocol",
                        "scaip",
                        "outcome",
                        ended.isSuccess() ? "accepted" : "handshake_failed")
                .increment();
        SslHandler encryption = context.pipeline().get(SslHandler.class);
        if (ended.isSuccess() && encryption != null) {
            context.fireUserEventTriggered(tls.names(encryption.engine().getSession()));
        }
    }
}
