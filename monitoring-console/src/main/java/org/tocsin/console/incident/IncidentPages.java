package org.tocsin.console.incident;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.keeping.HoldBanner;
import org.tocsin.hold.LegalHold;
import org.tocsin.incident.ContactResult;
import org.tocsin.incident.Incident;
import org.tocsin.incident.IncidentDesk;
import org.tocsin.incident.IncidentResult;
import org.tocsin.incident.IncidentRule;
import org.tocsin.incident.IncidentStore;
import org.tocsin.service.ServiceStore;

/** The list of incidents, and the page of one: its homes by risk, and what came of ringing them. Works without scripts. */
public final class IncidentPages {
    private static final int ON_A_PAGE = 100;

    private final Pages pages;
    private final IncidentStore store;
    private final IncidentDesk desk;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final HoldBanner holds;

    public IncidentPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new IncidentStore(parts.database());
        this.desk = new IncidentDesk(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.holds = new HoldBanner(parts, pages);
    }

    /** Adds the addresses of incidents, for people who are signed in. */
    public void mount(Router router) {
        router.route("/incidents*").handler(IncidentPages::operatorsOnly);
        router.get("/incidents").handler(context -> list(context, ""));
        router.post("/incidents/rule").handler(this::rule);
        router.get("/incidents/:id").handler(context -> show(context, ""));
        router.get("/incidents/:id/head").handler(this::head);
        router.post("/incidents/:id/contact").handler(this::contact);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Only an operator sees incidents here."));
        }
    }

    private void list(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Future.all(store.list(me.scope()), store.rule(me.scope()), clock(me))
                .onSuccess(all -> {
                    List<Incident> incidents = all.resultAt(0);
                    IncidentWriter writer = new IncidentWriter(all.resultAt(2), all.resultAt(1));
                    IncidentListPage page = new IncidentListPage(
                            incidents.stream().map(writer::line).toList(), all.resultAt(1), manages(me));
                    Pages.html(
                            context, pages.render("incidents.jte", Map.of("me", me, "page", page, "problem", problem)));
                })
                .onFailure(context::fail);
    }

    private void rule(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (!manages(me)) {
            context.fail(403, new Refusal("A manager sets the rules."));
            return;
        }
        try {
            IncidentRule rule = new IncidentRule(
                    number(context, "areaHomes", 2, 1_000),
                    number(context, "carrierHomes", 2, 1_000),
                    Duration.ofMinutes(number(context, "minutes", 1, 60)),
                    number(context, "percent", 10, 100),
                    Duration.ofMinutes(number(context, "popOut", 1, 1_440)));
            store.setRule(me.scope(), rule)
                    .compose(v -> audit.record(
                            me.scope(), "set-incident-rule", "service:" + me.serviceId(), Pages.address(context)))
                    .onSuccess(v -> Pages.seeOther(context, "/incidents"))
                    .onFailure(context::fail);
        } catch (NumberFormatException e) {
            list(context, "Nothing was changed: " + e.getMessage());
        }
    }

    private static int number(RoutingContext context, String field, int least, int most) {
        String text = Pages.text(context, field);
        int value = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
        if (value < least || value > most) {
            throw new NumberFormatException(
                    "every value is a whole number; this one between " + least + " and " + most + ".");
        }
        return value;
    }

    /** @param problem why what was just tried was not done, or what was done; empty when there is nothing to say */
    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        IncidentStore.Which which = which(context.request().getParam("which"));
        int from = from(context.request().getParam("from"));
        found(
                context,
                incident -> audit.record(
                                me.scope(), "read-incident", "incident:" + incident.id(), Pages.address(context))
                        .compose(v -> Future.all(
                                store.homes(me.scope(), incident.id(), which, from, ON_A_PAGE),
                                writer(me),
                                holds.render(me, LegalHold.Kind.INCIDENT, incident.id())))
                        .map(both -> {
                            org.tocsin.platform.Page<IncidentStore.Home> homes = both.resultAt(0);
                            IncidentWriter writer = both.resultAt(1);
                            String next = homes.next() == null
                                    ? null
                                    : "/incidents/" + incident.id() + "?which="
                                            + which.name().toLowerCase(Locale.ROOT) + "&from=" + homes.next();
                            IncidentPage page = new IncidentPage(
                                    writer.head(incident),
                                    which,
                                    homes.items().stream().map(writer::line).toList(),
                                    next);
                            Map<String, @Nullable Object> values = new HashMap<>();
                            values.put("me", me);
                            values.put("page", page);
                            values.put("problem", problem);
                            values.put("held", both.<String>resultAt(2));
                            return pages.render("incident.jte", values);
                        }));
    }

    private void head(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        found(
                context,
                incident -> writer(me)
                        .map(writer -> pages.render("incidenthead.jte", Map.of("head", writer.head(incident)))));
    }

    private void contact(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        ContactResult result = result(Pages.text(context, "result"));
        if (id == null) {
            context.fail(404);
            return;
        }
        if (result == null) {
            show(context, "Say what came of it: nothing was written down.");
            return;
        }
        List<UUID> alarms = context.request().formAttributes().getAll("home").stream()
                .map(Pages::uuid)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        desk.contacted(me.scope(), id, new IncidentDesk.Contact(alarms, result, Pages.field(context, "note")))
                .onSuccess(done -> answer(context, id, done))
                .onFailure(context::fail);
    }

    private void answer(RoutingContext context, UUID id, IncidentResult result) {
        if (result instanceof IncidentResult.NotFound) {
            context.fail(404);
        } else if (result instanceof IncidentResult.NotAllowed no) {
            show(context, no.why());
        } else if (result instanceof IncidentResult.Invalid invalid) {
            show(context, invalid.why());
        } else {
            String which =
                    which(context.request().getFormAttribute("which")).name().toLowerCase(Locale.ROOT);
            Pages.seeOther(context, "/incidents/" + id + "?which=" + which);
        }
    }

    private interface Rendering {
        Future<String> of(Incident incident);
    }

    private void found(RoutingContext context, Rendering rendering) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        store.find(Login.signedIn(context).scope(), id)
                .compose(incident -> incident.isEmpty()
                        ? Future.succeededFuture(Optional.<String>empty())
                        : rendering.of(incident.get()).map(Optional::of))
                .onSuccess(html -> {
                    if (html.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, html.get());
                    }
                })
                .onFailure(context::fail);
    }

    private Future<IncidentWriter> writer(SignedIn me) {
        return Future.all(clock(me), store.rule(me.scope()))
                .map(both -> new IncidentWriter(both.resultAt(0), both.resultAt(1)));
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()));
    }

    private static boolean manages(SignedIn me) {
        return me.role() == Role.MANAGER || me.role() == Role.ADMIN;
    }

    private static IncidentStore.Which which(@Nullable String text) {
        for (IncidentStore.Which which : IncidentStore.Which.values()) {
            if (which.name().equalsIgnoreCase(text)) {
                return which;
            }
        }
        return IncidentStore.Which.TO_RING;
    }

    private static int from(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    private static @Nullable ContactResult result(String text) {
        for (ContactResult result : ContactResult.values()) {
            if (result.name().equals(text)) {
                return result;
            }
        }
        return null;
    }
}
