package org.tocsin.console.response;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.home.HeldAccess;
import org.tocsin.home.HomeStore;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.ResponderDesk;

/** What a responder's phone shows, keeps and sends. */
public final class ResponderPages {
    private final Pages pages;
    private final CalloutDesk callouts;
    private final ResponderDesk desk;
    private final ResponderPhone phone;
    private final HomeStore homes;
    private final HeldAccess held;
    private final AuditTrail audit;

    public ResponderPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.callouts = new CalloutDesk(parts.database(), parts.clock(), parts.wakeup());
        this.desk = new ResponderDesk(parts.database(), parts.clock(), parts.wakeup());
        this.phone = new ResponderPhone(parts, desk, callouts);
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.held = new HeldAccess(parts.database(), parts.keyring(), parts.clock());
    }

    /** Adds the responder's addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get("/respond").handler(this::show);
        router.get("/respond/state").handler(phone::state);
        router.post("/respond/acts").handler(phone::acts);
        router.post("/respond/position").handler(this::position);
        router.post("/respond/:callout/way-in").handler(this::hold);
        router.post("/respond/:callout/access").handler(this::wayIn);
    }

    /** The frame; a window that opens is put on record, the same window looking again every few seconds is not. */
    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        audit.record(me.scope(), "read-jobs", "operator:" + me.operatorId(), Pages.address(context))
                .onSuccess(done -> {
                    ResponderPage page = new ResponderPage(me.operatorId().toString(), me.displayName(), me.csrf());
                    Pages.html(context, pages.render("respond.jte", Map.of("page", page)));
                })
                .onFailure(context::fail);
    }

    private void position(RoutingContext context) {
        JsonObject sent = body(context);
        Double latitude = number(sent, "latitude");
        Double longitude = number(sent, "longitude");
        if (latitude == null || longitude == null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
            context.fail(400);
            return;
        }
        desk.spot(Login.signedIn(context).scope(), latitude, longitude)
                .onSuccess(done -> context.response().setStatusCode(204).end())
                .onFailure(context::fail);
    }

    /** How to get in, sealed to the phone that asks. */
    private void hold(RoutingContext context) {
        UUID callout = Pages.id(context, "callout");
        String sent = body(context).getValue("publicKey") instanceof String text ? text : "";
        Optional<PublicKey> key = sent.length() > 2_000 ? Optional.empty() : HeldAccess.publicKey(sent);
        if (callout == null || key.isEmpty()) {
            context.fail(400);
            return;
        }
        held.hold(Login.signedIn(context).scope(), callout, key.get(), Pages.address(context))
                .onSuccess(found -> {
                    if (found.isEmpty()) {
                        context.fail(404);
                    } else {
                        json(
                                context,
                                new JsonObject()
                                        .put("key", found.get().key())
                                        .put("nonce", found.get().nonce())
                                        .put("sealed", found.get().sealed()));
                    }
                })
                .onFailure(context::fail);
    }

    /** For a browser that can keep nothing sealed: shown once, on record before it is. */
    private void wayIn(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID callout = Pages.id(context, "callout");
        if (callout == null) {
            context.fail(404);
            return;
        }
        callouts.job(me.scope(), callout)
                .compose(job -> job.isEmpty()
                        ? Future.succeededFuture(new HomeStore.AccessResult.NotFound())
                        : homes.access(me.scope(), job.get().alarm().alarm().id(), Pages.address(context)))
                .onSuccess(result -> json(context, words(result)))
                .onFailure(context::fail);
    }

    private static JsonObject words(HomeStore.AccessResult result) {
        if (result instanceof HomeStore.AccessResult.Shown shown) {
            return new JsonObject()
                    .put("code", shown.secrets().keySafe())
                    .put("note", shown.secrets().accessNote());
        }
        return new JsonObject()
                .put(
                        "problem",
                        result instanceof HomeStore.AccessResult.NotAllowed no ? no.why() : "Nothing is on file.");
    }

    /** What was sent as an object; empty for anything else. */
    static JsonObject body(RoutingContext context) {
        try {
            JsonObject sent = context.body().asJsonObject();
            return sent == null ? new JsonObject() : sent;
        } catch (DecodeException | ClassCastException e) {
            return new JsonObject();
        }
    }

    private static @Nullable Double number(JsonObject sent, String name) {
        return sent.getValue(name) instanceof Number number ? number.doubleValue() : null;
    }

    static void json(RoutingContext context, JsonObject body) {
        if (!context.response().ended()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body.encode());
        }
    }
}
