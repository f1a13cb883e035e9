package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.RiskTier;
import org.tocsin.supervision.Expectation;
import org.tocsin.supervision.Liveness.Pause;
import org.tocsin.supervision.Liveness.State;
import org.tocsin.supervision.SupervisionFiles;
import org.tocsin.supervision.SupervisionRules;
import org.tocsin.supervision.SupervisionRules.Rule;
import org.tocsin.supervision.WatchFile;
import org.tocsin.supervision.WatchLine;

/** Who is heard and who is not, and what is expected of whom. */
final class SupervisionApi {
    private static final Map<String, RiskTier> RISKS =
            Map.of("critical", RiskTier.CRITICAL, "high", RiskTier.HIGH, "standard", RiskTier.STANDARD);
    private static final int WEEK = (int) Rule.MOST.toSeconds();

    private final SupervisionFiles files;
    private final SupervisionRules rules;
    private final AuditTrail audit;

    SupervisionApi(Parts parts) {
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.files = new SupervisionFiles(parts.database(), parts.clock());
        this.rules = new SupervisionRules(parts.database(), audit);
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        State state = state(Query.text(context, "state"));
        return audit.record(
                        caller.scope(),
                        "list-supervision",
                        "service:" + caller.scope().serviceId(),
                        Pages.address(context))
                .compose(audited ->
                        files.list(caller.scope(), state, Query.limit(context), Query.text(context, "cursor")))
                .map(found -> {
                    Map<String, @Nullable Object> page = new LinkedHashMap<>();
                    page.put(
                            "items",
                            found.items().stream().map(SupervisionApi::json).toList());
                    page.put("next", found.next());
                    return Answer.ok(page);
                });
    }

    Future<Answer> counts(RoutingContext context) {
        return files.counts(Callers.caller(context).scope()).map(counts -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            counts.forEach((state, units) -> json.put(state.name(), units));
            return Answer.ok(json);
        });
    }

    Future<Answer> one(RoutingContext context) {
        Caller caller = Callers.caller(context);
        String cid = Query.pathCid(context);
        return files.find(caller.scope(), cid).map(found -> Answer.ok(json(found.orElseThrow(Problem::notFound))));
    }

    Future<Answer> rules(RoutingContext context) {
        String cursor = Query.text(context, "cursor");
        SupervisionRules.After after = cursor == null
                ? null
                : SupervisionRules.after(cursor)
                        .orElseThrow(() -> Problem.field("cursor", "A cursor is the next of the page before."));
        return rules.list(Callers.caller(context).scope(), after)
                .map(found -> Answer.ok(AlarmsApi.page(found, held -> json(held.rule()))));
    }

    /** The same request again changes nothing. */
    Future<Answer> saveRule(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        String make = body.optionalText("make", 100);
        String model = body.optionalText("model", 100);
        if ((make == null) != (model == null)) {
            throw Problem.field("model", "Name make and model, or neither for any model.");
        }
        Integer interval = body.optionalNumber("intervalSeconds", 1, WEEK);
        RiskTier risk = body.oneOf("risk", RISKS);
        Integer percent = body.optionalNumber("gracePercent", 0, Rule.MOST_GRACE_PERCENT);
        Integer minimum = body.optionalNumber("graceMinimumSeconds", 1, WEEK);
        Rule rule = new Rule(
                make,
                model,
                risk,
                interval == null ? null : Duration.ofSeconds(interval),
                percent == null ? Expectation.usualGracePercent(risk) : percent,
                minimum == null ? Expectation.usualGraceMinimum(risk) : Duration.ofSeconds(minimum));
        return rules.save(caller.scope(), rule, Pages.address(context)).map(saved -> {
            if (!saved) {
                throw Problem.field("model", "The service has no such model on file.");
            }
            return Answer.ok(json(rule));
        });
    }

    private static State state(@Nullable String text) {
        if (text == null) {
            return State.SILENT;
        }
        for (State state : EnumSet.of(State.NEW, State.LATE, State.SILENT, State.PAUSED)) {
            if (state.name().equals(text.toUpperCase(Locale.ROOT))) {
                return state;
            }
        }
        throw Problem.field("state", "One of new, late, silent, paused.");
    }

    private static Map<String, @Nullable Object> json(WatchLine line) {
        Pause pause = line.pause();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cid", line.cid());
        json.put("state", line.state().name());
        json.put("reason", pause == null ? null : pause.name());
        json.put("since", line.since().toString());
        json.put("heardAt", text(line.heard()));
        json.put("homeId", line.homeId() == null ? null : line.homeId().toString());
        json.put("risk", line.risk().name());
        return json;
    }

    private static Map<String, @Nullable Object> json(WatchFile file) {
        Pause pause = file.pause();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cid", file.cid());
        json.put("state", file.now().state().name());
        json.put("reason", pause == null ? null : pause.name());
        json.put("since", file.now().since().toString());
        json.put("heardAt", text(file.now().heard()));
        json.put("silentAt", text(file.now().silentAt()));
        json.put("intervalSeconds", file.expected().interval().toSeconds());
        json.put("graceSeconds", file.expected().grace().toSeconds());
        json.put("pausedUntil", text(file.pausedUntil()));
        return json;
    }

    private static Map<String, @Nullable Object> json(Rule rule) {
        Duration interval = rule.interval();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("make", rule.make());
        json.put("model", rule.model());
        json.put("risk", rule.risk().name().toLowerCase(Locale.ROOT));
        json.put("intervalSeconds", interval == null ? null : interval.toSeconds());
        json.put("gracePercent", rule.gracePercent());
        json.put("graceMinimumSeconds", rule.graceMinimum().toSeconds());
        return json;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
