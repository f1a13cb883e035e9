package org.tocsin.console.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.notify.Provider;
import org.tocsin.notify.ProviderReach;
import org.tocsin.notify.ProviderStore;
import org.tocsin.notify.PushSubscriptions;
import org.tocsin.notify.PushSubscriptions.Subscription;

/** Notices on this phone: whoever is signed in asks for them, or for none any more. */
public final class PushPages {
    private static final String AT = "/push";

    private final Pages pages;
    private final ProviderStore providers;
    private final PushSubscriptions subscriptions;

    /** @param reach which servers messages may be handed to */
    public PushPages(Parts parts, Pages pages, ProviderReach reach) {
        this.pages = pages;
        this.providers = new ProviderStore(parts.database(), parts.keyring(), parts.clock(), reach);
        this.subscriptions = new PushSubscriptions(parts.database(), parts.clock());
    }

    /** Adds the addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get(AT).handler(this::show);
        router.post(AT).handler(this::begin);
        router.post(AT + "/end").handler(this::end);
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        providers
                .find(me.scope(), Provider.Kind.WEB_PUSH)
                .onSuccess(found -> Pages.html(
                        context,
                        pages.render(
                                "push.jte",
                                Map.of(
                                        "csrf",
                                        me.csrf(),
                                        "key",
                                        found.map(one -> one.setting("publicKey"))
                                                .orElse("")))))
                .onFailure(context::fail);
    }

    private void begin(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        JsonObject body = body(context);
        Object keys = body.getValue("keys");
        Optional<Subscription> said = keys instanceof JsonObject both
                ? Subscription.of(text(body, "endpoint"), text(both, "p256dh"), text(both, "auth"))
                : Optional.empty();
        providers
                .find(me.scope(), Provider.Kind.WEB_PUSH)
                .compose(found -> found.isEmpty() || said.isEmpty()
                        ? Future.succeededFuture(false)
                        : subscriptions.add(me.scope(), found.get(), said.get()))
                .onSuccess(added ->
                        context.response().setStatusCode(added ? 204 : 422).end())
                .onFailure(context::fail);
    }

    private void end(RoutingContext context) {
        subscriptions
                .end(Login.signedIn(context).scope(), text(body(context), "endpoint"))
                .onSuccess(ended -> context.response().setStatusCode(204).end())
                .onFailure(context::fail);
    }

    private static JsonObject body(RoutingContext context) {
        Buffer body = context.body().buffer();
        try {
            return body == null ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    private static String text(JsonObject json, String name) {
        @Nullable Object value = json.getValue(name);
        return value instanceof String text ? text : "";
    }
}
