package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.rollout.Rollout;
import org.tocsin.rollout.Rollout.UnitState;
import org.tocsin.rollout.RolloutDesk;
import org.tocsin.rollout.RolloutStore;
import org.tocsin.unit.CommandOp;

/** Firmware and settings that go to units in waves, for programs. */
final class RolloutsApi {
    private static final Set<Role> MANAGERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Map<String, String> EQUIPMENT =
            Map.of("unknown", "UNKNOWN", "analogue", "ANALOGUE", "converter", "CONVERTER", "digital", "DIGITAL");
    private static final Map<String, String> TIERS =
            Map.of("critical", "CRITICAL", "high", "HIGH", "standard", "STANDARD");
    private static final int WEEK = 7 * 86_400;

    private final RolloutDesk desk;
    private final RolloutStore store;

    RolloutsApi(Parts parts) {
        this.desk = new RolloutDesk(parts.database(), parts.clock());
        this.store = new RolloutStore(parts.database());
    }

    void mount(Router router) {
        String root = Api.ROOT + "/rollouts";
        router.get(root).handler(Answers.answering(this::list));
        router.post(root).handler(Answers.answering(this::create));
        router.get(root + "/:id").handler(Answers.answering(this::one));
        router.get(root + "/:id/units").handler(Answers.answering(this::units));
        router.post(root + "/:id/accept").handler(Answers.answering(this::accept));
        router.post(root + "/:id/pause").handler(Answers.answering(this::pause));
        router.post(root + "/:id/resume").handler(Answers.answering(this::resume));
        router.post(root + "/:id/stop").handler(Answers.answering(this::stop));
    }

    private Future<Answer> list(RoutingContext context) {
        return store.list(manager(context).scope()).map(found -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", found.stream().map(RolloutsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    private Future<Answer> create(RoutingContext context) {
        Caller caller = manager(context);
        Fields body = Json.body(context);
        return desk.create(caller.scope(), order(body), body.optionalTime("startsAt"), Pages.address(context))
                .compose(result -> answer(caller, result, 201));
    }

    private Future<Answer> one(RoutingContext context) {
        return withWaves(manager(context), Query.id(context), 200);
    }

    private Future<Answer> units(RoutingContext context) {
        Caller caller = manager(context);
        UUID id = Query.id(context);
        UnitState state = state(Query.text(context, "state"));
        int limit = Query.limit(context);
        String cursor = Query.cursor(context);
        return store.find(caller.scope(), id)
                .map(found -> found.orElseThrow(Problem::notFound))
                .compose(found -> store.units(caller.scope(), id, state, limit, cursor))
                .map(page -> {
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put(
                            "items",
                            page.items().stream().map(RolloutsApi::json).toList());
                    json.put("next", page.next());
                    return Answer.ok(json);
                });
    }

    /** A person accepts: a program has not looked at anything. */
    private Future<Answer> accept(RoutingContext context) {
        if (Callers.caller(context).program()) {
            throw new Problem(403, "A trial is accepted by a person with the role of a manager.");
        }
        Caller caller = manager(context);
        return desk.accept(caller.scope(), Query.id(context), Pages.address(context))
                .compose(result -> answer(caller, result, 200));
    }

    private Future<Answer> pause(RoutingContext context) {
        Caller caller = manager(context);
        return desk.pause(caller.scope(), Query.id(context), reason(context), Pages.address(context))
                .compose(result -> answer(caller, result, 200));
    }

    private Future<Answer> resume(RoutingContext context) {
        Caller caller = manager(context);
        return desk.resume(caller.scope(), Query.id(context), reason(context), Pages.address(context))
                .compose(result -> answer(caller, result, 200));
    }

    private Future<Answer> stop(RoutingContext context) {
        Caller caller = manager(context);
        return desk.stop(caller.scope(), Query.id(context), reason(context), Pages.address(context))
                .compose(result -> answer(caller, result, 200));
    }

    private static String reason(RoutingContext context) {
        return Json.body(context).text("reason", 500);
    }

    private static Caller manager(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        return caller;
    }

    private Future<Answer> answer(Caller caller, RolloutDesk.Result result, int status) {
        if (result instanceof RolloutDesk.Done done) {
            return withWaves(caller, done.rolloutId(), status);
        }
        if (result instanceof RolloutDesk.Invalid invalid) {
            return Future.failedFuture(Problem.field(invalid.field(), invalid.why()));
        }
        return Future.failedFuture(
                result instanceof RolloutDesk.NotNow notNow ? new Problem(409, notNow.why()) : Problem.notFound());
    }

    private Future<Answer> withWaves(Caller caller, UUID id, int status) {
        return store.find(caller.scope(), id)
                .map(found -> found.orElseThrow(Problem::notFound))
                .compose(rollout -> store.waves(caller.scope(), id).map(waves -> {
                    Map<String, @Nullable Object> json = json(rollout);
                    List<Object> all = new ArrayList<>();
                    waves.forEach((number, states) -> {
                        Map<String, Object> counts = new LinkedHashMap<>();
                        states.forEach((state, units) -> counts.put(word(state), units));
                        all.add(Map.of("wave", number, "states", counts));
                    });
                    json.put("waves", all);
                    return new Answer(status, json);
                }));
    }

    private static Rollout.Order order(Fields body) {
        Fields chosen = Optional.ofNullable(body.optionalObject("selection")).orElseGet(Fields::none);
        Selection selection = new Selection(
                chosen.optionalText("area", 100),
                chosen.optionalId("unitModelId"),
                chosen.has("equipment") ? chosen.oneOf("equipment", EQUIPMENT) : null,
                chosen.has("riskTier") ? chosen.oneOf("riskTier", TIERS) : null,
                null,
                null);
        CommandOp op =
                CommandOp.named(body.text("op", 64)).orElseThrow(() -> Problem.field("op", "No unit knows this op."));
        Rollout.Waves waves = new Rollout.Waves(
                number(body.optionalNumber("trialPerModel", 1, 1_000), 20),
                number(body.optionalNumber("unitsPerWave", 1, 100_000), 500),
                body.optionalNumber("perMinute", 1, 600_000),
                hours(body),
                Duration.ofSeconds(number(body.optionalNumber("answerWithinSeconds", 60, WEEK), 3_600)),
                Duration.ofSeconds(number(body.optionalNumber("watchSeconds", 0, WEEK), 43_200)),
                number(body.optionalNumber("faultPercent", 0, 50), 2));
        return new Rollout.Order(body.text("name", 100), new Rollout.Change(op, body.values("args")), selection, waves);
    }

    private static int number(@Nullable Integer given, int usual) {
        return given == null ? usual : given;
    }

    private static AskingHours hours(Fields body) {
        String text = body.optionalText("hours", 300);
        try {
            return text == null
                    ? AskingHours.USUAL
                    : text.equals("always") ? AskingHours.ALWAYS : AskingHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.field("hours", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable UnitState state(@Nullable String word) {
        return word == null
                ? null
                : Arrays.stream(UnitState.values())
                        .filter(state -> word(state).equals(word))
                        .findFirst()
                        .orElseThrow(() -> Problem.field("state", "There is no such state."));
    }

    private static Map<String, @Nullable Object> json(Rollout rollout) {
        Rollout.Waves waves = rollout.order().waves();
        Rollout.Hold hold = rollout.standing().hold();
        String hours = waves.hours().toString();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", rollout.id().toString());
        json.put("name", rollout.order().name());
        json.put("op", rollout.order().change().op().wireName());
        json.put("args", rollout.order().change().args());
        json.put("state", word(rollout.standing().state()));
        json.put("wave", rollout.standing().wave());
        json.put("startsAt", rollout.standing().startsAt().toString());
        json.put("watchUntil", text(rollout.standing().watchUntil()));
        json.put("reason", hold == null ? null : hold.reason());
        json.put("trialPerModel", waves.trialPerModel());
        json.put("unitsPerWave", waves.units());
        json.put("perMinute", waves.perMinute());
        json.put("hours", hours.isEmpty() ? "always" : hours);
        json.put("answerWithinSeconds", waves.answerWithin().toSeconds());
        json.put("watchSeconds", waves.watch().toSeconds());
        json.put("faultPercent", waves.faultPercent());
        return json;
    }

    private static Map<String, @Nullable Object> json(RolloutStore.Unit unit) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cid", unit.cid());
        json.put("wave", unit.wave());
        json.put("state", word(unit.state()));
        json.put("words", unit.words());
        json.put("askedAt", text(unit.askedAt()));
        json.put("changedAt", text(unit.changedAt()));
        json.put("heardAt", text(unit.heardAt()));
        json.put("firmware", unit.firmware());
        json.put("liveness", unit.liveness());
        return json;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
