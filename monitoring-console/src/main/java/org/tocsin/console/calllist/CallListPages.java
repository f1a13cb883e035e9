package org.tocsin.console.calllist;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.calllist.CallKind;
import org.tocsin.calllist.CallListDesk;
import org.tocsin.calllist.CallListStore;
import org.tocsin.calllist.CallRule;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** Call lists: whom to ring now, what came of it; and on a home's page which calls go to it. Works without scripts. */
public final class CallListPages {
    private static final int MOST = 200;
    private static final int LAST_DONE = 20;

    private final Pages pages;
    private final CallListStore store;
    private final CallListDesk desk;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final InstantSource clock;

    public CallListPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.store = new CallListStore(parts.database(), clock);
        this.desk = new CallListDesk(parts.database(), clock, parts.wakeup());
        this.services = new ServiceStore(parts.database(), clock);
        this.audit = new AuditTrail(parts.database(), clock);
    }

    /** Adds the addresses of call lists, for people who are signed in. */
    public void mount(Router router) {
        router.route("/call-lists*").handler(CallListPages::operatorsOnly);
        router.get("/call-lists").handler(context -> show(context, ""));
        router.post("/call-lists/rules").handler(this::rule);
        router.post("/call-lists/:id").handler(this::outcome);
        router.post("/homes/:id/call-plans").handler(CallListPages::operatorsOnly);
        router.post("/homes/:id/call-plans").handler(this::add);
        router.post("/homes/:id/call-plans/:plan/end").handler(CallListPages::operatorsOnly);
        router.post("/homes/:id/call-plans/:plan/end").handler(this::end);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Calls are made by those who work on alarms."));
        }
    }

    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Scope scope = me.scope();
        boolean writes = me.role() == Role.MANAGER || me.role() == Role.ADMIN;
        Future.all(
                        store.open(scope, MOST),
                        store.done(scope, LAST_DONE),
                        store.rules(scope),
                        service(me),
                        audit.record(scope, "read-call-lists", "service:" + me.serviceId(), Pages.address(context)))
                .onSuccess(all -> {
                    TelecareService service = all.resultAt(3);
                    CallListWriter writer = new CallListWriter(new WallClock(service.zone()), clock.instant());
                    CallListPage page = writer.page(all.resultAt(0), all.resultAt(1), all.resultAt(2), writes);
                    Pages.html(
                            context, pages.render("calllists.jte", Map.of("me", me, "page", page, "problem", problem)));
                })
                .onFailure(context::fail);
    }

    private void outcome(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        Scope scope = Login.signedIn(context).scope();
        String words = Pages.field(context, "words");
        if (id == null) {
            context.fail(404);
            return;
        }
        Future<CallListDesk.Result> act = switch (Pages.text(context, "outcome")) {
            case "spoken" -> desk.spoken(scope, id, words, null);
            case "no-answer" -> desk.noAnswer(scope, id, words);
            case "needs-help" -> desk.needsHelp(scope, id, words);
            case "not-needed" -> desk.notNeeded(scope, id, words);
            default -> Future.succeededFuture(new CallListDesk.Result.NotAllowed("Say what came of the call."));
        };
        act.onSuccess(result -> {
                    if (result instanceof CallListDesk.Result.NotFound) {
                        context.fail(404);
                    } else if (result instanceof CallListDesk.Result.NotAllowed no) {
                        show(context, no.why());
                    } else {
                        Pages.seeOther(context, "/call-lists");
                    }
                })
                .onFailure(context::fail);
    }

    private void rule(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Optional<CallKind> kind = kind(context);
        if (me.role() != Role.MANAGER && me.role() != Role.ADMIN) {
            context.fail(403, new Refusal("Only a manager says when a call counts as missed."));
            return;
        }
        if (kind.isEmpty()) {
            context.fail(404);
            return;
        }
        try {
            CallRule rule = new CallRule(
                    Duration.ofMinutes(number(context, "minutes")),
                    number(context, "attempts"),
                    Duration.ofMinutes(number(context, "retry")));
            store.setRule(me.scope(), kind.get(), rule)
                    .onSuccess(v -> Pages.seeOther(context, "/call-lists"))
                    .onFailure(context::fail);
        } catch (IllegalArgumentException e) {
            show(context, "Five minutes to a day, one to ten tries, a minute to four hours between them.");
        }
    }

    private void add(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID home = Pages.id(context, "id");
        Optional<CallKind> kind = kind(context);
        Optional<LocalTime> at = time(Pages.text(context, "at"));
        if (home == null || kind.isEmpty() || at.isEmpty()) {
            context.fail(400, new Refusal("Say which calls, how often and at what time of day."));
            return;
        }
        CallListStore.NewPlan plan = new CallListStore.NewPlan(
                home, kind.get(), Pages.text(context, "purpose"), number(context, "every"), at.get());
        service(me)
                .compose(service -> store.add(me.scope(), plan, service.zone()))
                .onSuccess(added -> {
                    if (added.isEmpty()) {
                        context.fail(
                                400,
                                new Refusal("Nothing was added: say what is asked, every 1 to 366 days; a home that is"
                                        + " served has at most twelve."));
                    } else {
                        Pages.seeOther(context, "/homes/" + home);
                    }
                })
                .onFailure(context::fail);
    }

    private void end(RoutingContext context) {
        UUID plan = Pages.id(context, "plan");
        UUID home = Pages.id(context, "id");
        if (plan == null || home == null) {
            context.fail(404);
            return;
        }
        store.end(Login.signedIn(context).scope(), plan)
                .onSuccess(ended -> Pages.seeOther(context, "/homes/" + home))
                .onFailure(context::fail);
    }

    private Future<TelecareService> service(SignedIn me) {
        return services.findById(me.serviceId()).map(Optional::orElseThrow);
    }

    private static Optional<CallKind> kind(RoutingContext context) {
        String name = Pages.text(context, "kind");
        return Arrays.stream(CallKind.values())
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    private static int number(RoutingContext context, String field) {
        String text = Pages.text(context, field);
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }

    private static Optional<LocalTime> time(String text) {
        try {
            return Optional.of(LocalTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
