package org.tocsin.gateway.mqtt;

import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;

/**
 * Session tickets: a unit that returns to this gateway shows one and is spared most of the handshake. Their keys are
 * made anew twice a day and never leave the process; a ticket under the key before the last means a full handshake,
 * as does one of another gateway. Only BoringSSL has them; the JDK's engine does as much by itself.
 */
final class MqttTickets {
    private static final long RENEW_MS = 12 * 60 * 60 * 1_000L;

    private final OpenSslServerContext context;

    @Nullable
    private OpenSslSessionTicketKey before;

    private MqttTickets(OpenSslServerContext context) {
        this.context = context;
    }

    static void enable(Vertx vertx, SslContext tls) {
        if (tls instanceof OpenSslServerContext context) {
            MqttTickets tickets = new MqttTickets(context);
            tickets.renew();
            vertx.setPeriodic(RENEW_MS, timer -> tickets.renew());
        }
    }

    private void renew() {
        OpenSslSessionTicketKey fresh = new OpenSslSessionTicketKey(
                Ids.randomBytes(OpenSslSessionTicketKey.NAME_SIZE),
                Ids.randomBytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                Ids.randomBytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
        context.sessionContext()
                .setTicketKeys(
                        before == null
                                ? new OpenSslSessionTicketKey[] {fresh}
                                : new OpenSslSessionTicketKey[] {fresh, before});
        before = fresh;
    }
}
