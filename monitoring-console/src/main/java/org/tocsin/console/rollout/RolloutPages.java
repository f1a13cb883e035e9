package org.tocsin.console.rollout;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.healthtest.CampaignStore;
import org.tocsin.healthtest.TestAbilities;
import org.tocsin.rollout.Rollout;
import org.tocsin.rollout.RolloutDesk;
import org.tocsin.rollout.RolloutDesk.Result;
import org.tocsin.rollout.RolloutStore;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** Changes in waves: the list, a new one, and the page of one with its acts. Works without scripts too. */
public final class RolloutPages {
    private static final String ROOT = "/rollouts";

    private final Pages pages;
    private final RolloutDesk desk;
    private final RolloutStore store;
    private final TestAbilities models;
    private final CampaignStore areas;
    private final ServiceStore services;
    private final InstantSource clock;

    public RolloutPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new RolloutDesk(parts.database(), parts.clock());
        this.store = new RolloutStore(parts.database());
        this.models = new TestAbilities(parts.database(), parts.clock());
        this.areas = new CampaignStore(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.clock = parts.clock();
    }

    /** Adds the addresses of changes in waves, for people who are signed in. */
    public void mount(Router router) {
        router.route(ROOT + "*").handler(RolloutPages::managersOnly);
        router.get(ROOT).handler(this::list);
        router.get(ROOT + "/new").handler(context -> form(context, 200, ""));
        router.post(ROOT).handler(this::create);
        router.get(ROOT + "/:id").handler(this::show);
        act(
                router,
                "pause",
                (me, context) ->
                        desk.pause(me.scope(), id(context), Pages.text(context, "reason"), Pages.address(context)));
        act(
                router,
                "resume",
                (me, context) ->
                        desk.resume(me.scope(), id(context), Pages.text(context, "reason"), Pages.address(context)));
        act(
                router,
                "stop",
                (me, context) ->
                        desk.stop(me.scope(), id(context), Pages.text(context, "reason"), Pages.address(context)));
        act(router, "accept", (me, context) -> desk.accept(me.scope(), id(context), Pages.address(context)));
    }

    private static void managersOnly(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("Firmware and settings of many homes are changed by a manager."));
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Future.all(store.list(me.scope()), writer(me))
                .onSuccess(both -> {
                    List<Rollout> found = both.resultAt(0);
                    RolloutWriter writer = both.resultAt(1);
                    Pages.html(
                            context,
                            pages.render(
                                    "rollouts.jte",
                                    Map.of(
                                            "me",
                                            me,
                                            "rollouts",
                                            found.stream().map(writer::listed).toList())));
                })
                .onFailure(context::fail);
    }

    private void form(RoutingContext context, int status, String problem) {
        SignedIn me = Login.signedIn(context);
        Future.all(areas.areas(me.scope()), models.list(me.scope()))
                .onSuccess(both -> {
                    Map<String, Object> values = new HashMap<>();
                    values.put("me", me);
                    values.put("areas", both.resultAt(0));
                    values.put("models", both.resultAt(1));
                    values.put("problem", problem);
                    values.put("name", Pages.text(context, "name"));
                    context.response().setStatusCode(status);
                    Pages.html(context, pages.render("rolloutnew.jte", values));
                })
                .onFailure(context::fail);
    }

    private void create(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        services.findById(me.serviceId())
                .map(Optional::orElseThrow)
                .compose(service -> desk.create(
                        me.scope(),
                        RolloutForm.order(context),
                        RolloutForm.begin(context, service.zone()),
                        Pages.address(context)))
                .onSuccess(result -> {
                    if (result instanceof RolloutDesk.Done done) {
                        Pages.seeOther(context, ROOT + "/" + done.rolloutId());
                    } else {
                        form(context, 422, words(result));
                    }
                })
                .onFailure(e -> {
                    if (e instanceof RolloutForm.Misfilled) {
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
        store.find(me.scope(), id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<RolloutPage>empty())
                        : page(me, found.get()).map(Optional::of))
                .onSuccess(page -> {
                    if (page.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, pages.render("rollout.jte", Map.of("me", me, "page", page.get())));
                    }
                })
                .onFailure(context::fail);
    }

    private Future<RolloutPage> page(SignedIn me, Rollout rollout) {
        return Future.all(
                        writer(me),
                        model(me, rollout.order().selection().modelId()),
                        store.calm(rollout, clock.instant()),
                        store.waves(me.scope(), rollout.id()),
                        store.trouble(me.scope(), rollout.id()),
                        store.events(me.scope(), rollout.id()))
                .map(all -> {
                    RolloutWriter writer = all.resultAt(0);
                    return writer.page(
                            rollout,
                            all.resultAt(1),
                            all.resultAt(2),
                            all.resultAt(3),
                            all.resultAt(4),
                            all.resultAt(5));
                });
    }

    private Future<String> model(SignedIn me, @Nullable UUID id) {
        return id == null
                ? Future.succeededFuture("any")
                : models.list(me.scope())
                        .map(all -> all.stream()
                                .filter(model -> model.id().equals(id))
                                .map(TestAbilities.Model::words)
                                .findFirst()
                                .orElse("not on file any more"));
    }

    private Future<RolloutWriter> writer(SignedIn me) {
        return services.findById(me.serviceId())
                .map(Optional::orElseThrow)
                .map(TelecareService::zone)
                .map(zone -> new RolloutWriter(new WallClock(zone)));
    }

    private void act(Router router, String name, BiFunction<SignedIn, RoutingContext, Future<Result>> act) {
        router.post(ROOT + "/:id/" + name).handler(context -> {
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
        if (result instanceof RolloutDesk.Done) {
            Pages.seeOther(context, page);
        } else if (result instanceof RolloutDesk.Unknown) {
            context.fail(404);
        } else {
            context.response().setStatusCode(result instanceof RolloutDesk.NotNow ? 409 : 422);
            Map<String, Object> values = Map.of(
                    "heading", "Not done", "words", words(result), "backTo", page, "backWords", "Back to the change");
            Pages.html(context, pages.render("message.jte", values));
        }
    }

    private static String words(Result result) {
        if (result instanceof RolloutDesk.Invalid invalid) {
            return invalid.why();
        }
        return result instanceof RolloutDesk.NotNow notNow ? notNow.why() : "There is no such change.";
    }
}
