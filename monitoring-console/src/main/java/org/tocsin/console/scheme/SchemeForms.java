package org.tocsin.console.scheme;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.scheme.SchemePage.Said;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemeDesk;
import org.tocsin.home.SchemePoint;
import org.tocsin.home.SchemeStore;
import org.tocsin.platform.Ids;
import org.tocsin.service.ServiceStore;
import org.tocsin.unit.NewUnit;

/** What is sent from the pages of schemes. What cannot be is said above the form, with what was typed still in it. */
final class SchemeForms {
    private static final String SCHEME = SchemePages.ROOT + "/:id";

    private final SchemePages shown;
    private final SchemeStore schemes;
    private final SchemeDesk desk;
    private final ServiceStore services;

    SchemeForms(Parts parts, SchemePages shown) {
        this.shown = shown;
        AuditTrail audit = new AuditTrail(parts.database(), parts.clock());
        HomeStore homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.schemes = new SchemeStore(parts.database());
        this.desk = new SchemeDesk(parts.database(), homes, audit, parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.post(SchemePages.ROOT).handler(SchemePages::keepersOnly).handler(this::add);
        router.post(SCHEME).handler(SchemePages::managersOnly).handler(this::change);
        router.post(SCHEME + "/points").handler(SchemePages::keepersOnly).handler(this::put);
        router.post(SCHEME + "/point").handler(SchemePages::keepersOnly).handler(this::move);
        router.post(SCHEME + "/point/remove").handler(SchemePages::keepersOnly).handler(this::remove);
        router.post(SCHEME + "/controllers")
                .handler(SchemePages::keepersOnly)
                .handler(context -> controller(context, true));
        router.post(SCHEME + "/controllers/remove")
                .handler(SchemePages::keepersOnly)
                .handler(context -> controller(context, false));
        router.post("/homes/:id/scheme").handler(SchemePages::keepersOnly).handler(this::ofHome);
    }

    private void add(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        SchemeForm form = new SchemeForm(context);
        String name = form.name();
        if (!SchemePages.setsTimes(me) && form.hasTimes()) {
            context.fail(403, new Refusal(SchemePages.TIMES));
            return;
        }
        zone(me).onSuccess(zone -> {
                    Scheme.Rules rules = SchemePages.setsTimes(me)
                            ? form.rules(zone, null)
                            : new Scheme.Rules(Scheme.Rules.USUAL_MANAGER_FIRST, Scheme.Rules.USUAL_DUTY_LIMIT, null);
                    if (!form.problem().isEmpty()) {
                        shown.list(context, said(form));
                        return;
                    }
                    desk.add(me.scope(), name, rules, Pages.address(context))
                            .onSuccess(result -> done(
                                    context,
                                    result,
                                    "A scheme of this name is on file already.",
                                    problem -> shown.list(context, new Said(problem, form.typed()))))
                            .onFailure(context::fail);
                })
                .onFailure(context::fail);
    }

    private void change(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        SchemeForm form = new SchemeForm(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        String name = form.name();
        Future.all(zone(me), schemes.scheme(me.scope(), id))
                .onSuccess(both -> {
                    Optional<Scheme> now = both.resultAt(1);
                    if (now.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    Scheme.Rules rules = form.rules(both.resultAt(0), now.get().rules());
                    if (!form.problem().isEmpty()) {
                        shown.show(context, said(form));
                        return;
                    }
                    desk.change(me.scope(), id, name, rules, Pages.address(context))
                            .onSuccess(result -> done(
                                    context,
                                    result,
                                    "Another scheme has this name.",
                                    problem -> shown.show(context, new Said(problem, form.typed()))))
                            .onFailure(context::fail);
                })
                .onFailure(context::fail);
    }

    /** A door, a communal point, a home that is on file, or one that is put on file with it. */
    private void put(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        SchemeForm form = new SchemeForm(context);
        UUID id = Pages.id(context, "id");
        SchemePoint.Kind kind = form.kind();
        String did = form.did("did");
        String name = form.name();
        boolean dwelling = kind == SchemePoint.Kind.DWELLING;
        UUID home = dwelling ? form.home() : null;
        SchemeDesk.Dwelling fresh = dwelling && home == null ? form.dwelling(me.serviceId()) : null;
        if (id == null) {
            context.fail(404);
        } else if (kind == null || !form.problem().isEmpty()) {
            shown.show(context, said(form));
        } else {
            UUID homeId = fresh == null ? home : fresh.home().id();
            SchemePoint point = new SchemePoint(Ids.next(), id, did, kind, name, homeId);
            desk.putNew(me.scope(), point, fresh, Pages.address(context))
                    .onSuccess(result ->
                            done(context, result, "", problem -> shown.show(context, new Said(problem, form.typed()))))
                    .onFailure(context::fail);
        }
    }

    private void move(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        SchemeForm form = new SchemeForm(context);
        UUID id = Pages.id(context, "id");
        UUID to = Pages.uuid(Pages.text(context, "to"));
        String was = Pages.text(context, "was");
        String did = form.did("did");
        String name = form.name();
        if (id == null || to == null) {
            context.fail(404);
        } else if (!form.problem().isEmpty()) {
            shown.point(context, was, said(form));
        } else {
            // Of what it is nothing changes: only where, under which id and by which name.
            SchemePoint there = new SchemePoint(Ids.next(), to, did, SchemePoint.Kind.DOOR, name, null);
            desk.move(me.scope(), id, was, there, Pages.address(context))
                    .onSuccess(result -> done(
                            context, result, "", problem -> shown.point(context, was, new Said(problem, form.typed()))))
                    .onFailure(context::fail);
        }
    }

    private void remove(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        String did = Pages.text(context, "did");
        desk.remove(Login.signedIn(context).scope(), id, did, Pages.address(context))
                .onSuccess(removed -> back(context, removed, id))
                .onFailure(context::fail);
    }

    private void controller(RoutingContext context, boolean attach) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        String cid = Pages.text(context, "cid");
        if (id == null) {
            context.fail(404);
            return;
        }
        Future<Boolean> changed = !NewUnit.isCid(cid)
                ? Future.succeededFuture(false)
                : attach
                        ? desk.attach(me.scope(), id, cid, Pages.address(context))
                        : desk.detach(me.scope(), id, cid, Pages.address(context));
        changed.onSuccess(done -> {
                    if (done) {
                        back(context, true, id);
                    } else {
                        shown.show(
                                context,
                                new Said(
                                        attach
                                                ? "No unit of the service has this number. Put the unit on file first."
                                                : "The unit was no controller of this scheme any more.",
                                        new SchemeForm(context).typed()));
                    }
                })
                .onFailure(context::fail);
    }

    /** From a home's page: it becomes a dwelling of a scheme. */
    private void ofHome(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        SchemeForm form = new SchemeForm(context);
        UUID home = Pages.id(context, "id");
        UUID scheme = Pages.uuid(Pages.text(context, "scheme"));
        String did = form.did("did");
        String name = form.name();
        if (home == null) {
            context.fail(404);
        } else if (scheme == null || !form.problem().isEmpty()) {
            notPut(context, scheme == null ? "Choose the scheme." : form.problem(), home);
        } else {
            SchemePoint point = new SchemePoint(Ids.next(), scheme, did, SchemePoint.Kind.DWELLING, name, home);
            desk.putNew(me.scope(), point, null, Pages.address(context))
                    .onSuccess(result -> {
                        if (result instanceof SchemeDesk.Done) {
                            Pages.seeOther(context, "/homes/" + home);
                        } else if (result instanceof SchemeDesk.Taken taken) {
                            notPut(context, standsThere(taken.name()), home);
                        } else {
                            context.fail(404);
                        }
                    })
                    .onFailure(context::fail);
        }
    }

    private void notPut(RoutingContext context, String why, UUID home) {
        context.response().setStatusCode(422);
        shown.message(context, why, "/homes/" + home);
    }

    /** @param taken what to say when another has it; empty where a device id is meant */
    private static void done(RoutingContext context, SchemeDesk.Result result, String taken, Consumer<String> problem) {
        if (result instanceof SchemeDesk.Done done) {
            Pages.seeOther(context, SchemePages.ROOT + "/" + done.schemeId());
        } else if (result instanceof SchemeDesk.Taken other) {
            problem.accept(taken.isEmpty() ? standsThere(other.name()) : taken);
        } else {
            context.fail(404);
        }
    }

    private static String standsThere(String name) {
        return "Behind this device id stands " + name + " already. Take that off first, or choose another id.";
    }

    private static void back(RoutingContext context, boolean found, UUID id) {
        if (found) {
            Pages.seeOther(context, SchemePages.ROOT + "/" + id);
        } else {
            context.fail(404);
        }
    }

    private static Said said(SchemeForm form) {
        return new Said(form.problem(), form.typed());
    }

    private Future<ZoneId> zone(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> service.orElseThrow().zone());
    }
}
