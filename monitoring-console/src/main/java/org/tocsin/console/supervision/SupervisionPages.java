package org.tocsin.console.supervision;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;
import org.tocsin.supervision.Liveness.State;
import org.tocsin.supervision.Pauses;
import org.tocsin.supervision.SupervisionFiles;
import org.tocsin.supervision.WatchLine;

/** Who is silent, late, new or on hold; one unit with its triggers and trends; and the form that puts it on hold. */
public final class SupervisionPages {
    private static final Pattern CID = Pattern.compile("[0-9]{1,32}");
    private static final Pattern HOURS = Pattern.compile("[0-9]{1,4}");
    private static final Set<Role> MAY_PAUSE = EnumSet.of(Role.MANAGER, Role.ADMIN, Role.INSTALLER);
    private static final int LISTED = 50;

    private final Parts parts;
    private final Pages pages;
    private final AuditTrail audit;
    private final SupervisionFiles files;
    private final Pauses pauses;
    private final ServiceStore services;

    public SupervisionPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.files = new SupervisionFiles(parts.database(), parts.clock());
        this.pauses = new Pauses(parts.database(), audit, parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Adds the addresses of supervision, for people who are signed in. */
    public void mount(Router router) {
        router.route("/supervision*").handler(SupervisionPages::notForResponders);
        router.get("/supervision").handler(this::list);
        router.get("/supervision/:cid").handler(context -> show(context, ""));
        router.post("/supervision/:cid/pause").handler(this::pause);
        router.post("/supervision/:cid/resume").handler(this::resume);
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Units are looked after by others."));
        } else {
            context.next();
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        State state = state(context.request().getParam("state"));
        Future<Map<State, Long>> counts = files.counts(me.scope());
        audit.record(me.scope(), "list-supervision", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> Future.all(counts, page(context, me, state), writer(me)))
                .map(all -> all.<SupervisionPageWriter>resultAt(2).list(state, all.resultAt(0), all.resultAt(1)))
                .onSuccess(page -> Pages.html(context, pages.render("supervision.jte", Map.of("page", page, "me", me))))
                .onFailure(context::fail);
    }

    private Future<Page<WatchLine>> page(RoutingContext context, SignedIn me, State state) {
        return files.list(me.scope(), state, LISTED, context.request().getParam("after"));
    }

    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        String cid = cid(context);
        if (cid == null) {
            return;
        }
        files.find(me.scope(), cid)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<WatchPage>empty())
                        : audit.record(
                                        me.scope(),
                                        "read-supervision",
                                        "unit:" + found.get().unitId(),
                                        Pages.address(context))
                                .compose(audited -> writer(me))
                                .map(writer ->
                                        Optional.of(writer.one(found.get(), MAY_PAUSE.contains(me.role()), problem))))
                .onSuccess(page -> {
                    if (page.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, pages.render("watch.jte", Map.of("page", page.get(), "me", me)));
                    }
                })
                .onFailure(context::fail);
    }

    private void pause(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String cid = allowed(context, me);
        if (cid == null) {
            return;
        }
        String hours = Pages.text(context, "hours");
        Duration time = HOURS.matcher(hours).matches() ? Duration.ofHours(Long.parseLong(hours)) : Duration.ZERO;
        pauses.set(me.scope(), cid, Pages.text(context, "words"), time, Pages.address(context))
                .onSuccess(result -> {
                    switch (result) {
                        case DONE -> Pages.seeOther(context, "/supervision/" + cid);
                        case NO_SUCH_UNIT -> context.fail(404);
                        case NO_REASON -> show(context, "Say why, in at most 200 letters.");
                        case NO_SUCH_TIME -> show(context, "Between 1 hour and 720 hours (30 days).");
                    }
                })
                .onFailure(context::fail);
    }

    private void resume(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String cid = allowed(context, me);
        if (cid == null) {
            return;
        }
        pauses.end(me.scope(), cid, Pages.address(context))
                .onSuccess(result -> Pages.seeOther(context, "/supervision/" + cid))
                .onFailure(context::fail);
    }

    private static @Nullable String allowed(RoutingContext context, SignedIn me) {
        if (!MAY_PAUSE.contains(me.role())) {
            context.fail(403, new Refusal("Managers and installers put a unit on hold."));
            return null;
        }
        return cid(context);
    }

    private static @Nullable String cid(RoutingContext context) {
        String cid = context.pathParam("cid");
        if (!CID.matcher(cid).matches()) {
            context.fail(404);
            return null;
        }
        return cid;
    }

    private Future<SupervisionPageWriter> writer(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new SupervisionPageWriter(
                        new WallClock(service.orElseThrow().zone()),
                        parts.clock().instant()));
    }

    private static State state(@Nullable String text) {
        for (State state : State.values()) {
            if (text != null && state.name().equals(text.toUpperCase(Locale.ROOT))) {
                return state;
            }
        }
        return State.SILENT;
    }
}
