package org.tocsin.console.fault;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.fault.FaultCase;
import org.tocsin.fault.FaultCaseDesk;
import org.tocsin.fault.FaultCaseStore;
import org.tocsin.service.ServiceStore;

/** Open faults, and the page of one: its clock, its calls, what was done. Works without scripts. */
public final class FaultPages {
    private static final Pattern CID = Pattern.compile("[0-9]{1,32}");

    private final Pages pages;
    private final FaultCaseStore store;
    private final FaultCaseDesk desk;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final InstantSource clock;

    public FaultPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.audit = new AuditTrail(parts.database(), clock);
        this.store = new FaultCaseStore(parts.database());
        this.desk = new FaultCaseDesk(parts.database(), clock, parts.wakeup());
        this.services = new ServiceStore(parts.database(), clock);
    }

    /** Adds the addresses of open faults, for people who are signed in. */
    public void mount(Router router) {
        router.route("/faults*").handler(FaultPages::notForResponders);
        router.get("/faults").handler(this::list);
        router.get("/faults/:id").handler(context -> show(context, ""));
        router.post("/faults/:id/call").handler(this::call);
        router.post("/faults/:id/repaired").handler(this::repaired);
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Faults are looked after by others."));
        } else {
            context.next();
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String unit = context.request().getParam("unit");
        if (unit != null && !CID.matcher(unit).matches()) {
            context.fail(404);
            return;
        }
        Future.all(
                        unit == null ? store.open(me.scope()) : store.ofUnit(me.scope(), unit),
                        writer(me),
                        audit.record(me.scope(), "read-faults", "service:" + me.serviceId(), Pages.address(context)))
                .onSuccess(all -> {
                    List<FaultCase> open = all.resultAt(0);
                    FaultWriter writer = all.resultAt(1);
                    FaultPage page =
                            new FaultPage(open.stream().map(writer::line).toList(), unit);
                    Pages.html(context, pages.render("faults.jte", Map.of("me", me, "page", page)));
                })
                .onFailure(context::fail);
    }

    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        store.find(me.scope(), id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<String>empty())
                        : render(context, me, found.get(), problem).map(Optional::of))
                .onSuccess(html -> {
                    if (html.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, html.get());
                    }
                })
                .onFailure(context::fail);
    }

    private Future<String> render(RoutingContext context, SignedIn me, FaultCase fault, String problem) {
        return audit.record(me.scope(), "read-fault", "fault-case:" + fault.id(), Pages.address(context))
                .compose(v -> Future.all(store.calls(me.scope(), fault.id()), writer(me)))
                .map(all -> {
                    FaultWriter writer = all.resultAt(1);
                    FaultPage.One page =
                            writer.one(fault, all.resultAt(0), me.role().worksOnAlarms());
                    return pages.render("fault.jte", Map.of("me", me, "page", page, "problem", problem));
                });
    }

    private void call(RoutingContext context) {
        FaultCase.CallOutcome outcome = switch (Pages.text(context, "outcome")) {
            case "WELL" -> FaultCase.CallOutcome.WELL;
            case "NO_ANSWER" -> FaultCase.CallOutcome.NO_ANSWER;
            case "NEEDS_HELP" -> FaultCase.CallOutcome.NEEDS_HELP;
            default -> null;
        };
        UUID id = Pages.id(context, "id");
        if (id == null || outcome == null) {
            show(context, "Say what came of the call: nothing was written down.");
            return;
        }
        answer(context, id, desk.called(Login.signedIn(context).scope(), id, outcome, Pages.field(context, "note")));
    }

    private void repaired(RoutingContext context) {
        String words = Pages.field(context, "words");
        UUID id = Pages.id(context, "id");
        if (id == null || words == null) {
            show(context, "Say what was done: nothing was written down.");
            return;
        }
        answer(context, id, desk.repaired(Login.signedIn(context).scope(), id, words));
    }

    private void answer(RoutingContext context, UUID id, Future<FaultCaseDesk.Result> act) {
        act.onSuccess(result -> {
                    if (result instanceof FaultCaseDesk.Result.NotFound) {
                        context.fail(404);
                    } else if (result instanceof FaultCaseDesk.Result.NotAllowed no) {
                        show(context, no.why());
                    } else {
                        Pages.seeOther(context, "/faults/" + id);
                    }
                })
                .onFailure(context::fail);
    }

    private Future<FaultWriter> writer(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service ->
                        new FaultWriter(new WallClock(service.orElseThrow().zone()), clock.instant()));
    }
}
