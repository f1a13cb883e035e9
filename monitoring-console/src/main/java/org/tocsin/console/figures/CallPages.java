package org.tocsin.console.figures;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.language.Tongue;
import org.tocsin.figures.AuditActs;
import org.tocsin.figures.CallKind;
import org.tocsin.figures.CallRow;
import org.tocsin.figures.CallRows;
import org.tocsin.figures.CallRows.Query;
import org.tocsin.figures.CallRows.Which;
import org.tocsin.figures.Cause;
import org.tocsin.service.ServiceStore;

/** The calls behind a figure, as a page and as a file; and what people say about them. */
final class CallPages {
    private static final int A_PAGE = 100;

    static final List<String> HEADS = List.of(
            "alarm",
            "place",
            "pressed at (UTC)",
            "kind",
            "measured by",
            "answered at (UTC)",
            "waited (s)",
            "rang off at (UTC)",
            "closed at (UTC)",
            "left out because",
            "left out by",
            "investigation",
            "cause",
            "finding",
            "found by");

    private final Pages pages;
    private final CallRows rows;
    private final AuditActs acts;
    private final AuditTrail audit;
    private final ServiceStore services;

    CallPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.rows = new CallRows(parts.database(), parts.clock());
        this.acts = new AuditActs(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get("/figures/calls").handler(context -> list(context, ""));
        router.get("/figures/calls.csv").handler(new OneAtATime()).handler(this::file);
        router.post("/figures/calls/exclude").handler(this::exclude);
        router.post("/figures/calls/include").handler(this::include);
        router.post("/figures/calls/investigate").handler(this::investigate);
    }

    private static Query query(RoutingContext context) {
        String cursor = context.request().getParam("cursor");
        Which which = Objects.requireNonNull(FigurePages.one(context, "which", Which.class, Which.COUNTED));
        CallKind kind = FigurePages.one(context, "kind", CallKind.class, null);
        return new Query(FigurePages.month(context), which, kind, cursor == null ? null : Pages.uuid(cursor));
    }

    /** @param problem why what was sent was not done; empty where there is nothing to say */
    private void list(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Query query = query(context);
        Future<WallClock> clock = services.findById(me.serviceId())
                .map(found -> new WallClock(found.orElseThrow().zone()));
        read(context, me.scope())
                .compose(v -> rows.list(me.scope(), query, A_PAGE))
                .compose(page -> clock.map(wall -> CallPage.of(query, page, wall)))
                .onSuccess(page -> Pages.html(
                        context,
                        pages.render(
                                "figurecalls.jte",
                                Map.of("me", me, "page", page, "problem", problem, "causes", List.of(Cause.values())))))
                .onFailure(context::fail);
    }

    private void file(RoutingContext context) {
        Scope scope = Login.signedIn(context).scope();
        Query query = query(context);
        Tongue tongue = Tongue.of(context);
        FigureFile file = new FigureFile(context.vertx(), tongue, HEADS);
        read(context, scope)
                .compose(v -> rows.each(scope, query, portion -> file.add(portion, row -> cells(row, tongue))))
                .onSuccess(v -> file.send(context, "calls" + name(query.month())))
                .onFailure(context::fail);
    }

    private static String name(@Nullable LocalDate month) {
        return month == null ? "" : "-" + FigureWords.code(month);
    }

    private static List<String> cells(CallRow row, Tongue tongue) {
        CallRow.Exclusion exclusion = row.exclusion();
        CallRow.Investigation investigation = row.investigation();
        CallRow.Finding finding = investigation == null ? null : investigation.finding();
        Duration waited = row.waited();
        return List.of(
                row.reference(),
                text(row.place()),
                row.pressed().toString(),
                tongue.say(row.kind().words()),
                tongue.say(FigureWords.of(row.way())),
                text(row.times().answered()),
                waited == null ? "" : Double.toString(waited.toMillis() / 1_000.0),
                text(row.times().givenUp()),
                text(row.times().over()),
                exclusion == null ? "" : exclusion.reason(),
                exclusion == null ? "" : exclusion.by(),
                investigation == null ? "" : tongue.say(investigation.needless() ? "not needed any more" : "needed"),
                finding == null ? "" : tongue.say(finding.cause().words()),
                finding == null ? "" : finding.words(),
                finding == null ? "" : finding.by());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** The rows name homes: each reading is on the audit trail before anything is shown. */
    private Future<Void> read(RoutingContext context, Scope scope) {
        return audit.record(scope, "read-figure-rows", "service:" + scope.serviceId(), Pages.address(context));
    }

    private void exclude(RoutingContext context) {
        UUID signal = Pages.uuid(Pages.text(context, "signal"));
        done(
                context,
                signal == null
                        ? Future.succeededFuture(new AuditActs.Result.NotFound())
                        : acts.exclude(
                                Login.signedIn(context).scope(),
                                signal,
                                Pages.text(context, "reason"),
                                Pages.address(context)));
    }

    private void include(RoutingContext context) {
        UUID exclusion = Pages.uuid(Pages.text(context, "exclusion"));
        done(
                context,
                exclusion == null
                        ? Future.succeededFuture(new AuditActs.Result.NotFound())
                        : acts.include(
                                Login.signedIn(context).scope(),
                                exclusion,
                                Pages.text(context, "why"),
                                Pages.address(context)));
    }

    private void investigate(RoutingContext context) {
        UUID signal = Pages.uuid(Pages.text(context, "signal"));
        Cause cause = null;
        for (Cause one : Cause.values()) {
            cause = one.name().equals(Pages.text(context, "cause")) ? one : cause;
        }
        if (signal == null || cause == null) {
            done(context, Future.succeededFuture(new AuditActs.Result.Refused("Choose a cause.")));
            return;
        }
        done(
                context,
                acts.investigated(
                        Login.signedIn(context).scope(),
                        signal,
                        cause,
                        Pages.text(context, "words"),
                        Pages.address(context)));
    }

    /** Back to the list it was said on. */
    private void done(RoutingContext context, Future<AuditActs.Result> act) {
        act.onSuccess(result -> {
                    if (result instanceof AuditActs.Result.Refused refused) {
                        list(context, refused.why());
                    } else if (result instanceof AuditActs.Result.NotFound) {
                        context.fail(404);
                    } else {
                        Pages.seeOther(context, "/figures/calls?" + CallPage.address(query(context)));
                    }
                })
                .onFailure(context::fail);
    }
}
