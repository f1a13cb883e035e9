package org.tocsin.console.supervision;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.LastChanges;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.RiskTier;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.service.WatchSetting;
import org.tocsin.service.WatchSettings;
import org.tocsin.supervision.Expectation;
import org.tocsin.supervision.SupervisionRules;
import org.tocsin.supervision.SupervisionRules.Rule;
import org.tocsin.unit.ModelWatch;

/** How often a unit is expected and how late it may be, per model and risk class; for a service's manager. Needs no script. */
public final class RulePages {
    private static final String ROOT = "/settings/supervision";

    private final Pages pages;
    private final SupervisionRules rules;
    private final ModelWatch models;
    private final WatchSettings settings;
    private final LastChanges changes;
    private final ServiceStore services;

    public RulePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.rules = new SupervisionRules(parts.database(), new AuditTrail(parts.database(), parts.clock()));
        this.models = new ModelWatch(parts.database(), parts.clock());
        this.settings = new WatchSettings(parts.database(), parts.clock());
        this.changes = new LastChanges(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Adds the addresses of the rules, for people who are signed in. */
    public void mount(Router router) {
        router.route(ROOT + "*").handler(RulePages::managersOnly);
        router.get(ROOT).handler(context -> show(context, null));
        router.post(ROOT).handler(this::save);
        router.post(ROOT + "/remove").handler(this::remove);
    }

    private static void managersOnly(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("Managers set how the service watches and tests."));
        }
    }

    private void show(RoutingContext context, RuleWriter.@Nullable Refused refused) {
        SignedIn me = Login.signedIn(context);
        String asked = context.request().getParam("model");
        UUID shown = asked == null || asked.isEmpty() ? null : Pages.uuid(asked);
        boolean saved = refused == null && context.request().getParam("saved") != null;
        writer(me)
                .onSuccess(writer -> {
                    if (refused != null && !context.response().ended()) {
                        context.response().setStatusCode(422);
                    }
                    Map<String, Object> values = Map.of("me", me, "page", writer.page(shown, refused, saved));
                    Pages.html(context, pages.render("supervisionrules.jte", values));
                })
                .onFailure(context::fail);
    }

    private Future<RuleWriter> writer(SignedIn me) {
        return rules.held(me.scope()).compose(held -> {
            List<String> subjects = held.stream()
                    .map(one ->
                            SupervisionRules.subject(one.modelId(), one.rule().risk()))
                    .toList();
            return Future.all(
                            settings.find(me.scope()),
                            models.list(me.scope()),
                            changes.find(me.scope(), subjects, SupervisionRules.SAVED),
                            services.findById(me.serviceId()))
                    .map(all -> {
                        Map<WatchSetting, Integer> set = all.resultAt(0);
                        RuleWriter.Facts facts = new RuleWriter.Facts(
                                Duration.ofSeconds(Objects.requireNonNull(set.get(WatchSetting.HEARTBEAT))),
                                all.resultAt(1),
                                held,
                                all.resultAt(2));
                        return new RuleWriter(clock(all.resultAt(3)), facts);
                    });
        });
    }

    private static WallClock clock(Optional<TelecareService> service) {
        return new WallClock(service.orElseThrow().zone());
    }

    private void save(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        RiskTier risk = risk(context);
        String model = Pages.text(context, "model");
        UUID modelId = model.isEmpty() ? null : Pages.uuid(model);
        if (risk == null || (!model.isEmpty() && modelId == null)) {
            context.fail(404);
            return;
        }
        Future.all(models.list(me.scope()), rules.held(me.scope()))
                .onSuccess(both -> {
                    List<ModelWatch.Model> known = both.resultAt(0);
                    ModelWatch.Model of = known.stream()
                            .filter(one -> one.id().equals(modelId))
                            .findFirst()
                            .orElse(null);
                    if (modelId != null && of == null) {
                        context.fail(404);
                        return;
                    }
                    Rule now = now(both.resultAt(1), modelId, risk);
                    List<String> bad = new ArrayList<>();
                    Rule wanted = rule(context, of, now, bad);
                    if (!bad.isEmpty()) {
                        show(context, new RuleWriter.Refused(model, risk.name(), typed(context), bad.get(0)));
                        return;
                    }
                    rules.save(me.scope(), wanted, Pages.address(context))
                            .onSuccess(saved -> Pages.seeOther(context, ROOT + "?saved=1&model=" + model))
                            .onFailure(context::fail);
                })
                .onFailure(context::fail);
    }

    /** What the form was shown for: the rule of its own, that for any model, or what every service begins with. */
    private static Rule now(List<SupervisionRules.Held> held, @Nullable UUID model, RiskTier risk) {
        RuleWriter.Facts facts = new RuleWriter.Facts(Duration.ZERO, List.of(), held, Map.of());
        Rule own = facts.rule(model, risk);
        Rule general = own == null ? facts.rule(null, risk) : own;
        return general == null
                ? new Rule(
                        null,
                        null,
                        risk,
                        null,
                        Expectation.usualGracePercent(risk),
                        Expectation.usualGraceMinimum(risk))
                : general;
    }

    private static Rule rule(RoutingContext context, ModelWatch.@Nullable Model model, Rule now, List<String> bad) {
        RulePage.Typed typed = typed(context);
        RulePage.Typed was = RuleWriter.typed(now);
        // What was left as it was shown stays what it is, to the second.
        Duration interval = typed.interval().equals(was.interval())
                ? now.interval()
                : typed.interval().isEmpty() ? null : minutes(typed.interval(), "A unit is expected every", bad);
        Duration minimum = typed.minimum().equals(was.minimum())
                ? now.graceMinimum()
                : minutes(typed.minimum(), "The least grace is", bad);
        int percent = typed.percent().matches("[0-9]{1,4}") ? Integer.parseInt(typed.percent()) : -1;
        if (percent < 0 || percent > Rule.MOST_GRACE_PERCENT) {
            bad.add("Grace is 0 to " + Rule.MOST_GRACE_PERCENT + " % of the interval.");
        }
        return new Rule(
                model == null ? null : model.make(),
                model == null ? null : model.name(),
                now.risk(),
                interval,
                percent,
                minimum);
    }

    private static Duration minutes(String typed, String what, List<String> bad) {
        int minutes = typed.matches("[0-9]{1,5}") ? Integer.parseInt(typed) : 0;
        if (minutes < 1 || minutes > Rule.MOST.toMinutes()) {
            bad.add(what + " 1 to 10,080 minutes, which is a week.");
            return Rule.MOST;
        }
        return Duration.ofMinutes(minutes);
    }

    private void remove(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        RiskTier risk = risk(context);
        String model = Pages.text(context, "model");
        UUID modelId = model.isEmpty() ? null : Pages.uuid(model);
        if (risk == null || (!model.isEmpty() && modelId == null)) {
            context.fail(404);
            return;
        }
        rules.remove(me.scope(), modelId, risk, Pages.address(context))
                .onSuccess(removed -> {
                    if (removed) {
                        Pages.seeOther(context, ROOT + "?saved=1");
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    private static RulePage.Typed typed(RoutingContext context) {
        return new RulePage.Typed(
                Pages.text(context, "interval"), Pages.text(context, "percent"), Pages.text(context, "minimum"));
    }

    private static @Nullable RiskTier risk(RoutingContext context) {
        String name = Pages.text(context, "risk");
        return RuleWriter.TIERS.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
