package org.tocsin.console.notify;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.notify.DeliveryReceipts;

/** Where GOV.UK Notify says what became of messages; it proves itself with the token it was given. */
public final class ReceiptDoor {
    private static final String BEARER = "Bearer ";
    private final DeliveryReceipts receipts;

    public ReceiptDoor(Parts parts) {
        this.receipts = new DeliveryReceipts(parts.database(), parts.keyring(), parts.clock(), parts.wakeup());
    }

    /** Adds the address, for everybody; what is not proven is refused. */
    public void mountOpen(Router router) {
        router.post("/notify/receipts/:provider").handler(this::receive);
    }

    private void receive(RoutingContext context) {
        UUID provider = Pages.id(context, "provider");
        String proof = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (provider == null) {
            context.fail(404);
            return;
        }
        Buffer body = context.body().buffer();
        JsonObject receipt;
        try {
            receipt = body == null ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException e) {
            context.response().setStatusCode(400).end();
            return;
        }
        String token = proof != null && proof.startsWith(BEARER) ? proof.substring(BEARER.length()) : null;
        receipts.received(provider, token, receipt)
                .onSuccess(known ->
                        context.response().setStatusCode(known ? 204 : 403).end())
                // Asked again later: it repeats what was not taken.
                .onFailure(e -> context.fail(503, e));
    }
}
