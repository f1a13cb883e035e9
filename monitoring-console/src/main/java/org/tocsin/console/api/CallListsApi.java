package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.calllist.CallKind;
import org.tocsin.calllist.CallListDesk;
import org.tocsin.calllist.CallListStore;
import org.tocsin.calllist.CallPlan;
import org.tocsin.calllist.CallRule;
import org.tocsin.calllist.ListedCall;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;

/** Well-being, reminder and inactivity calls. */
final class CallListsApi {
    private static final Map<String, CallKind> KINDS =
            Arrays.stream(CallKind.values()).collect(Collectors.toUnmodifiableMap(CallKind::name, one -> one));
    private static final Map<String, String> OUTCOMES = Map.of(
            "SPOKEN", "SPOKEN", "NO_ANSWER", "NO_ANSWER", "NEEDS_HELP", "NEEDS_HELP", "NOT_NEEDED", "NOT_NEEDED");

    private final CallListStore store;
    private final CallListDesk desk;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final OperatorStore operators;

    CallListsApi(Parts parts) {
        this.store = new CallListStore(parts.database(), parts.clock());
        this.desk = new CallListDesk(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.operators = parts.operators();
    }

    Future<Answer> list(RoutingContext context) {
        Scope scope = scope(context);
        boolean done = "done".equals(Query.text(context, "state"));
        int limit = Query.limit(context);
        UUID after = Query.after(context);
        return audit.record(scope, "read-call-lists", "service:" + scope.serviceId(), Pages.address(context))
                .compose(audited -> store.page(scope, done, limit, after))
                .map(calls -> Answer.ok(AlarmsApi.page(calls, CallListsApi::json)));
    }

    Future<Answer> outcome(RoutingContext context) {
        Scope asked = scope(context);
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        String words = body.optionalText("words", 1_000);
        String outcome = body.oneOf("outcome", OUTCOMES);
        return AlarmsApi.actor(operators, Callers.caller(context), body)
                .compose(by -> settle(by, id, outcome, words))
                .compose(result -> {
                    if (result instanceof CallListDesk.Result.NotAllowed no) {
                        return Future.failedFuture(new Problem(409, no.why()));
                    }
                    return store.find(asked, id).map(found -> Answer.ok(json(found.orElseThrow(Problem::notFound))));
                });
    }

    private Future<CallListDesk.Result> settle(Scope by, UUID id, String outcome, @Nullable String words) {
        return switch (outcome) {
            case "SPOKEN" -> desk.spoken(by, id, words, null);
            case "NO_ANSWER" -> desk.noAnswer(by, id, words);
            case "NEEDS_HELP" -> desk.needsHelp(by, id, words);
            default -> desk.notNeeded(by, id, words);
        };
    }

    Future<Answer> plans(RoutingContext context) {
        return store.plans(scope(context), Query.id(context))
                .map(plans -> Answer.ok(AlarmsApi.page(new Page<>(plans, null), CallListsApi::json)));
    }

    Future<Answer> add(RoutingContext context) {
        Scope scope = scope(context);
        UUID home = Query.id(context);
        Fields body = Json.body(context);
        Integer every = body.optionalNumber("everyDays", 1, 366);
        CallListStore.NewPlan plan = new CallListStore.NewPlan(
                home, body.oneOf("kind", KINDS), body.text("purpose", 300), every == null ? 1 : every, time(body));
        return services.findById(scope.serviceId())
                .compose(service -> store.add(scope, plan, service.orElseThrow().zone()))
                .compose(added -> added.isEmpty() ? Future.failedFuture(Problem.notFound()) : store.plans(scope, home))
                .map(plans -> new Answer(201, AlarmsApi.page(new Page<>(plans, null), CallListsApi::json)));
    }

    Future<Answer> end(RoutingContext context) {
        Scope scope = scope(context);
        UUID home = Query.id(context);
        UUID plan = Pages.uuid(context.pathParam("plan"));
        return (plan == null ? Future.succeededFuture(false) : store.end(scope, plan))
                .compose(ended -> ended ? store.plans(scope, home) : Future.failedFuture(Problem.notFound()))
                .map(plans -> Answer.ok(AlarmsApi.page(new Page<>(plans, null), CallListsApi::json)));
    }

    Future<Answer> rules(RoutingContext context) {
        return store.rules(scope(context)).map(CallListsApi::json);
    }

    Future<Answer> setRule(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        CallKind kind = body.oneOf("kind", KINDS);
        Integer within = body.optionalNumber("madeWithinSeconds", 300, 86_400);
        Integer attempts = body.optionalNumber("attempts", 1, 10);
        Integer retry = body.optionalNumber("retryAfterSeconds", 60, 14_400);
        CallRule usual = CallRule.USUAL;
        CallRule rule = new CallRule(
                within == null ? usual.madeWithin() : Duration.ofSeconds(within),
                attempts == null ? usual.attempts() : attempts,
                retry == null ? usual.retryAfter() : Duration.ofSeconds(retry));
        return store.setRule(caller.scope(), kind, rule)
                .compose(v -> store.rules(caller.scope()))
                .map(CallListsApi::json);
    }

    private static Scope scope(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return caller.scope();
    }

    private static LocalTime time(Fields body) {
        try {
            return LocalTime.parse(body.text("at", 5));
        } catch (DateTimeException e) {
            throw Problem.field("at", "A time of day looks like 09:30.");
        }
    }

    private static Map<String, @Nullable Object> json(ListedCall call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        ListedCall.Result result = call.result();
        UUID alarm = result == null ? null : result.alarmId();
        json.put("id", call.id().toString());
        json.put("kind", call.kind().name());
        json.put("purpose", call.purpose());
        json.put("homeId", call.whom().homeId().toString());
        json.put("people", call.whom().people());
        json.put("telephone", call.whom().telephone());
        json.put("dueAt", call.dueAt().toString());
        json.put("tryAt", call.tryAt().toString());
        json.put("attempts", call.attempts());
        json.put("outcome", result == null ? null : result.outcome().name());
        json.put("doneAt", result == null ? null : result.at().toString());
        json.put("doneBy", result == null ? null : result.by());
        json.put("spokenTo", result == null ? null : result.spokenTo());
        json.put("note", result == null ? null : result.note());
        json.put("alarmId", alarm == null ? null : alarm.toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(CallPlan plan) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", plan.id().toString());
        json.put("kind", plan.kind().name());
        json.put("purpose", plan.purpose());
        json.put("everyDays", plan.everyDays());
        json.put("at", plan.at().toString());
        json.put("nextDueAt", plan.nextDueAt().toString());
        return json;
    }

    private static Answer json(Map<CallKind, CallRule> rules) {
        List<Map<String, @Nullable Object>> items = rules.entrySet().stream()
                .map(one -> {
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("kind", one.getKey().name());
                    json.put("madeWithinSeconds", one.getValue().madeWithin().toSeconds());
                    json.put("attempts", one.getValue().attempts());
                    json.put("retryAfterSeconds", one.getValue().retryAfter().toSeconds());
                    return json;
                })
                .toList();
        return Answer.ok(AlarmsApi.page(new Page<>(items, null), item -> item));
    }
}
