package org.tocsin.console.live;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Login;
import org.tocsin.console.Origins;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api;
import org.tocsin.console.api.Caller;
import org.tocsin.console.api.Problem;
import org.tocsin.platform.LoggedError;

/** Who may listen: a program with a bearer token, or a person with a session on a page of this very site. */
public final class LiveDoor {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDoor.class);

    private final LiveLink link;
    private final Callers callers;
    private final AuditTrail audit;

    public LiveDoor(LiveLink link, Callers callers, Parts parts) {
        this.link = link;
        this.callers = callers;
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    public void mount(Router router) {
        router.get("/live").handler(this::open);
        router.get(Api.ROOT + "/live").handler(this::open);
    }

    private void open(RoutingContext context) {
        if (!context.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
            context.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            context.fail(426, new Problem(426, "This address speaks WebSocket only."));
            return;
        }
        // A browser sends cookies along from any page; only its Origin tells which.
        boolean token = context.request().headers().contains(HttpHeaders.AUTHORIZATION);
        if (!token && !Origins.own(context.request())) {
            context.fail(403, new Problem(403, "Listen from a page of this site, or with a bearer token."));
            return;
        }
        if (link.full()) {
            context.fail(503, new Problem(503, "There are as many listeners as this console takes."));
            return;
        }
        // It must not be read to its end before it becomes a WebSocket.
        context.request().pause();
        callers.find(context).onComplete(found -> {
            if (found.failed()) {
                refuse(context, 503, found.cause());
            } else if (found.result() == null) {
                refuse(context, 401, new Problem(401, "Send a bearer token of your service, or sign in."));
            } else if (!found.result().worksOnAlarms() && found.result().role() != Role.RESPONDER) {
                refuse(context, 403, new Problem(403, "Your role does not see the board."));
            } else {
                admit(context, found.result(), token);
            }
        });
    }

    /** The board is personal data: who opens it is written down first. */
    private void admit(RoutingContext context, Caller caller, boolean token) {
        String secret = token ? Callers.bearer(context.request()) : Login.token(context.request());
        LiveSocket.Pass pass = new LiveSocket.Pass(Objects.requireNonNull(secret), !token);
        String address = Pages.address(context);
        audit.record(caller.scope(), "open-board", "service:" + caller.scope().serviceId(), address)
                .onFailure(e -> refuse(context, 503, e))
                .onSuccess(written -> {
                    context.request().resume();
                    context.request()
                            .toWebSocket()
                            .onSuccess(socket -> link.add(socket, caller.scope(), pass, caller.worksOnAlarms()))
                            .onFailure(e -> LOG.atInfo()
                                    .addKeyValue("remoteAddress", address)
                                    .addKeyValue("error", LoggedError.kind(e))
                                    .log("a live listener could not be connected"));
                });
    }

    private static void refuse(RoutingContext context, int status, Throwable cause) {
        context.request().resume();
        context.fail(status, cause);
    }
}
