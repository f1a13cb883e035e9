package org.tocsin.console.carrier;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.incident.CarrierStore;
import org.tocsin.incident.Grouping;
import org.tocsin.incident.WhatIf;

/** What hangs on each network, provider and area; who would be without cover if it failed; the same as a file. */
public final class CarrierPages {
    private static final int LONGEST_NAME = 200;
    private static final int MOST_HOURS = 240;

    private final Pages pages;
    private final CarrierStore store;
    private final AuditTrail audit;

    public CarrierPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new CarrierStore(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses of carriers, for people who are signed in. */
    public void mount(Router router) {
        router.route("/carriers*").handler(CarrierPages::notForResponders);
        router.get("/carriers").handler(this::list);
        router.get("/carriers/what-if").handler(this::whatIf);
        router.get("/carriers/what-if.csv").handler(this::csv);
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Carriers are looked after by others."));
        } else {
            context.next();
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        store.lines(me.scope())
                .onSuccess(lines -> Pages.html(
                        context, pages.render("carriers.jte", Map.of("me", me, "page", CarrierWriter.page(lines)))))
                .onFailure(context::fail);
    }

    private void whatIf(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        answer(
                context,
                me,
                scenario -> store.whatIf(me.scope(), scenario)
                        .onSuccess(answer -> Pages.html(
                                context,
                                pages.render(
                                        "whatif.jte",
                                        Map.of("me", me, "page", CarrierWriter.whatIf(scenario, answer)))))
                        .mapEmpty());
    }

    private void csv(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        answer(
                context,
                me,
                scenario -> store.whatIf(me.scope(), scenario)
                        .onSuccess(answer -> context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                                .putHeader(
                                        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"without-cover.csv\"")
                                .end(CarrierWriter.csv(answer)))
                        .mapEmpty());
    }

    /** Names and addresses: who asked is written down first. */
    private void answer(RoutingContext context, SignedIn me, Function<WhatIf.Scenario, Future<Void>> answer) {
        WhatIf.Scenario scenario = scenario(context);
        if (scenario == null) {
            context.fail(404);
            return;
        }
        audit.record(me.scope(), "read-what-if", "service:" + me.serviceId(), Pages.address(context))
                .compose(v -> answer.apply(scenario))
                .onFailure(context::fail);
    }

    private static WhatIf.@Nullable Scenario scenario(RoutingContext context) {
        String kind = context.request().getParam("kind");
        String name = context.request().getParam("name");
        String hours = context.request().getParam("hours");
        boolean unfit = kind == null
                || name == null
                || name.isBlank()
                || name.length() > LONGEST_NAME
                || name.indexOf(0) >= 0
                || hours == null
                || !hours.matches("[0-9]{1,3}");
        if (unfit) {
            return null;
        }
        int asked = Math.max(1, Math.min(MOST_HOURS, Integer.parseInt(hours)));
        for (Grouping.Shared shared : Grouping.Shared.values()) {
            if (shared.name().equals(kind)) {
                return new WhatIf.Scenario(shared, name, asked);
            }
        }
        return null;
    }
}
