package org.tocsin.console.healthtest;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.CampaignDesk;
import org.tocsin.healthtest.CampaignDesk.Result;

/** Campaigns of health tests: the list, a new one, and the page of one with its acts. Works without scripts too. */
public final class HealthTestPages {
    private static final String ROOT = "/health-tests";

    private final Parts parts;
    private final Pages pages;
    private final CampaignReader reader;
    private final CampaignDesk desk;

    public HealthTestPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.reader = new CampaignReader(parts);
        this.desk = new CampaignDesk(parts.database(), parts.clock());
    }

    /** Adds the addresses of health tests, for people who are signed in. */
    public void mount(Router router) {
        router.route(ROOT + "*").handler(HealthTestPages::notForResponders);
        router.get(ROOT).handler(this::list);
        router.get(ROOT + "/new").handler(this::form);
        router.post(ROOT + "/count").handler(this::count);
        router.post(ROOT).handler(HealthTestPages::managersOnly).handler(this::create);
        new TestCallPages(parts, pages, reader).mount(router);
        new HealthTestLists(parts, pages, reader).mount(router);
        router.get(ROOT + "/:id").handler(this::show);
        router.get(ROOT + "/:id/progress").handler(this::progress);
        act(
                router,
                "pause",
                (me, context) ->
                        desk.pause(me.scope(), id(context), Pages.text(context, "reason"), Pages.address(context)));
        act(router, "resume", (me, context) -> desk.resume(me.scope(), id(context), Pages.address(context)));
        act(
                router,
                "stop",
                (me, context) ->
                        desk.stop(me.scope(), id(context), Pages.text(context, "reason"), Pages.address(context)));
        act(router, "accept", (me, context) -> desk.accept(me.scope(), id(context), Pages.address(context)));
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Health tests are looked after by others."));
        } else {
            context.next();
        }
    }

    static boolean manages(SignedIn me) {
        return me.role() == Role.MANAGER || me.role() == Role.ADMIN;
    }

    static void managersOnly(RoutingContext context) {
        if (manages(Login.signedIn(context))) {
            context.next();
        } else {
            context.fail(403, new Refusal("Only a manager plans health tests, holds them, or accepts a trial."));
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        reader.list(me)
                .onSuccess(campaigns -> Pages.html(
                        context,
                        pages.render(
                                "healthtests.jte", Map.of("campaigns", campaigns, "me", me, "manages", manages(me)))))
                .onFailure(context::fail);
    }

    private void form(RoutingContext context) {
        form(context, 200, "");
    }

    private void form(RoutingContext context, int status, String problem) {
        SignedIn me = Login.signedIn(context);
        reader.choices(me)
                .onSuccess(choices -> {
                    Map<String, Object> values = new HashMap<>();
                    values.put("me", me);
                    values.put("areas", choices.areas());
                    values.put("models", choices.models());
                    values.put("problem", problem);
                    values.put("name", Pages.text(context, "name"));
                    context.response().setStatusCode(status);
                    Pages.html(context, pages.render("healthtestnew.jte", values));
                })
                .onFailure(context::fail);
    }

    /** What the form, as it is filled in now, would come to. */
    private void count(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        reader.service(me)
                .compose(service -> {
                    Campaign.Order order;
                    try {
                        order = CampaignForm.order(context, service.zone());
                    } catch (CampaignForm.Misfilled e) {
                        return Future.succeededFuture(
                                pages.render("healthcount.jte", Map.of("problem", String.valueOf(e.getMessage()))));
                    }
                    return reader.count(me, order)
                            .map(counted -> pages.render("healthcount.jte", Map.of("counted", counted)));
                })
                .onSuccess(html -> Pages.html(context, html))
                .onFailure(context::fail);
    }

    private void create(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        reader.service(me)
                .compose(service -> desk.create(
                        me.scope(),
                        CampaignForm.order(context, service.zone()),
                        CampaignForm.begin(context, service.zone()),
                        Pages.address(context)))
                .onSuccess(result -> {
                    if (result instanceof CampaignDesk.Done done) {
                        Pages.seeOther(context, ROOT + "/" + done.campaignId());
                    } else {
                        form(context, 422, words(result));
                    }
                })
                .onFailure(e -> {
                    if (e instanceof CampaignForm.Misfilled) {
                        form(context, 422, String.valueOf(e.getMessage()));
                    } else {
                        context.fail(e);
                    }
                });
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        reader.page(me, id)
                .onSuccess(page -> {
                    if (page.isEmpty()) {
                        context.fail(404);
                    } else {
                        Map<String, Object> values = Map.of("page", page.get(), "me", me, "manages", manages(me));
                        Pages.html(context, pages.render("healthtest.jte", values));
                    }
                })
                .onFailure(context::fail);
    }

    /** The figures alone, for a page that watches. */
    private void progress(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        reader.page(me, id)
                .onSuccess(page -> {
                    if (page.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, pages.render("healthprogress.jte", Map.of("page", page.get())));
                    }
                })
                .onFailure(context::fail);
    }

    private void act(Router router, String name, BiFunction<SignedIn, RoutingContext, Future<Result>> act) {
        router.post(ROOT + "/:id/" + name)
                .handler(HealthTestPages::managersOnly)
                .handler(context -> {
                    if (Pages.id(context, "id") == null) {
                        context.fail(404);
                        return;
                    }
                    act.apply(Login.signedIn(context), context)
                            .onSuccess(result -> answered(context, result))
                            .onFailure(context::fail);
                });
    }

    private static UUID id(RoutingContext context) {
        return UUID.fromString(context.pathParam("id"));
    }

    private void answered(RoutingContext context, Result result) {
        String page = ROOT + "/" + context.pathParam("id");
        if (result instanceof CampaignDesk.Done) {
            Pages.seeOther(context, page);
        } else if (result instanceof CampaignDesk.Unknown) {
            context.fail(404);
        } else {
            context.response().setStatusCode(result instanceof CampaignDesk.NotNow ? 409 : 422);
            Map<String, Object> values = Map.of(
                    "heading", "Not done", "words", words(result), "backTo", page, "backWords", "Back to the campaign");
            Pages.html(context, pages.render("message.jte", values));
        }
    }

    private static String words(Result result) {
        if (result instanceof CampaignDesk.Invalid invalid) {
            return invalid.why();
        }
        return result instanceof CampaignDesk.NotNow notNow ? notNow.why() : "There is no such campaign.";
    }
}
