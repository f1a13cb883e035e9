package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.Priority;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.platform.Page;
import org.tocsin.speech.CallLine;
import org.tocsin.speech.CallLines;
import org.tocsin.telephone.CallBack;
import org.tocsin.telephone.CallBacks;
import org.tocsin.telephone.CasesByHand;
import org.tocsin.telephone.Finder;
import org.tocsin.telephone.Found;
import org.tocsin.telephone.Sought;

/** The operator's telephone work for other systems: find, open a case, calls, call-backs, the card. */
final class TelephoneApi {
    private static final Map<String, Priority> PRIORITIES =
            Map.of("life", Priority.LIFE, "urgent", Priority.URGENT, "information", Priority.INFORMATION);
    private static final Map<String, CardFact.Kind> KINDS = Arrays.stream(CardFact.Kind.values())
            .collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));
    private static final Duration AHEAD = Duration.ofDays(62);

    private final Finder finder;
    private final CasesByHand cases;
    private final CallLines lines;
    private final CallBacks callBacks;
    private final CardFacts facts;
    private final HomeFactsStore homes;
    private final AlarmStore alarms;
    private final OperatorStore operators;
    private final AuditTrail audit;
    private final InstantSource clock;

    TelephoneApi(Parts parts) {
        this.finder = new Finder(parts.database(), parts.clock());
        this.cases = new CasesByHand(parts.database(), parts.clock(), parts.wakeup());
        this.lines = new CallLines(parts.database(), parts.clock(), parts.wakeup());
        this.callBacks = new CallBacks(parts.database(), parts.clock(), parts.wakeup());
        this.facts = new CardFacts(parts.database(), parts.clock());
        this.homes = new HomeFactsStore(parts.database());
        this.alarms = new AlarmStore(parts.database());
        this.operators = parts.operators();
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.clock = parts.clock();
    }

    Future<Answer> find(RoutingContext context) {
        Caller caller = caller(context);
        String typed = Query.text(context, "q");
        if (typed == null || typed.isBlank() || typed.length() > Sought.LONGEST) {
            throw Problem.field("q", "Say what is looked for, at most " + Sought.LONGEST + " characters.");
        }
        return finder.find(caller.scope(), Sought.of(typed), address(context)).map(found -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("homes", found.homes().stream().map(TelephoneApi::home).toList());
            json.put("alarm", alarm(found.alarm()));
            json.put("more", found.more());
            return Answer.ok(json);
        });
    }

    Future<Answer> open(RoutingContext context) {
        Caller caller = caller(context);
        Fields body = Json.body(context);
        CasesByHand.Opening opening = new CasesByHand.Opening(
                body.optionalId("homeId"),
                body.text("caller", 120),
                body.optionalText("telephone", 40),
                body.text("reason", 500),
                body.oneOf("priority", PRIORITIES));
        return AlarmsApi.actor(operators, caller, body)
                .compose(scope -> cases.open(scope, opening, address(context)))
                .compose(result -> {
                    if (result instanceof CasesByHand.Result.Opened opened) {
                        return Future.succeededFuture(opened(201, opened.alarmId(), false, opened.taken()));
                    }
                    if (result instanceof CasesByHand.Result.Joined joined) {
                        return Future.succeededFuture(opened(200, joined.alarmId(), true, joined.taken()));
                    }
                    return Future.failedFuture(
                            result instanceof CasesByHand.Result.Invalid invalid
                                    ? Problem.field(invalid.field(), invalid.why())
                                    : Problem.notFound());
                });
    }

    Future<Answer> calls(RoutingContext context) {
        Scope scope = caller(context).scope();
        UUID id = Query.id(context);
        return alarms.find(scope, id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Problem.notFound())
                        : audit.record(scope, "read-calls", "alarm:" + id, address(context))
                                .compose(v -> lines.ofAlarm(scope, id)))
                .map(calls -> Answer.ok(AlarmsApi.page(new Page<>(calls, null), TelephoneApi::call)));
    }

    Future<Answer> callBacks(RoutingContext context) {
        Scope scope = caller(context).scope();
        return audit.record(scope, "read-call-backs", "service:" + scope.serviceId(), address(context))
                .compose(v -> callBacks.open(scope, clock.instant().plus(AHEAD)))
                .map(open -> Answer.ok(AlarmsApi.page(new Page<>(open, null), TelephoneApi::callBack)));
    }

    Future<Answer> ask(RoutingContext context) {
        Scope scope = caller(context).scope();
        Fields body = Json.body(context);
        Instant dueAt = body.optionalTime("dueAt");
        if (dueAt == null) {
            throw Problem.field("dueAt", "Say when.");
        }
        CallBacks.Wanted wanted = new CallBacks.Wanted(
                body.optionalId("alarmId"),
                body.optionalId("homeId"),
                body.text("whom", 120),
                body.optionalText("telephone", 40),
                body.text("reason", 500),
                dueAt);
        return callBacks.ask(scope, wanted, address(context)).compose(result -> answer(201, result));
    }

    Future<Answer> done(RoutingContext context) {
        Scope scope = caller(context).scope();
        UUID id = Query.id(context);
        return callBacks
                .done(scope, id, Json.body(context).text("words", 500), address(context))
                .compose(result -> answer(200, result));
    }

    Future<Answer> card(RoutingContext context) {
        Scope scope = caller(context).scope();
        UUID id = Query.id(context);
        return homes.find(scope, id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Problem.notFound())
                        : audit.record(scope, "read-card", "home:" + id, address(context))
                                .compose(v -> facts.ofHome(scope, id)))
                .map(all -> Answer.ok(AlarmsApi.page(new Page<>(all, null), TelephoneApi::fact)));
    }

    Future<Answer> addLine(RoutingContext context) {
        Scope scope = caller(context).scope();
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        return facts.add(
                        scope,
                        id,
                        body.optionalId("personId"),
                        body.oneOf("kind", KINDS),
                        body.text("words", 2_000),
                        address(context))
                .compose(result -> {
                    if (result instanceof CardFacts.Done done) {
                        return Future.succeededFuture(
                                new Answer(201, Map.of("id", done.id().toString())));
                    }
                    return Future.failedFuture(
                            result instanceof CardFacts.Invalid invalid
                                    ? Problem.field("words", invalid.why())
                                    : Problem.notFound());
                });
    }

    private static Caller caller(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return caller;
    }

    private static String address(RoutingContext context) {
        return Pages.address(context);
    }

    private static Future<Answer> answer(int status, CallBacks.Result result) {
        if (result instanceof CallBacks.Result.Done done) {
            return Future.succeededFuture(
                    new Answer(status, Map.of("id", done.id().toString())));
        }
        return Future.failedFuture(
                result instanceof CallBacks.Result.Invalid invalid
                        ? Problem.field(invalid.field(), invalid.why())
                        : Problem.notFound());
    }

    private static Answer opened(int status, UUID alarmId, boolean joined, ActResult taken) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("alarmId", alarmId.toString());
        json.put("joined", joined);
        json.put("takenBy", taken instanceof ActResult.LostRace lost ? lost.takenBy() : null);
        return new Answer(status, json);
    }

    private static Map<String, @Nullable Object> home(Found.Home home) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", home.id().toString());
        json.put("place", home.place());
        json.put("people", home.people());
        json.put("ended", home.ended());
        json.put("openAlarm", alarm(home.open()));
        json.put("why", home.why().stream().map(TelephoneApi::why).toList());
        return json;
    }

    private static Map<String, @Nullable Object> why(Found.Why why) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("by", why.by().name());
        json.put("who", why.who());
        json.put("telephone", why.telephone());
        return json;
    }

    private static @Nullable Map<String, Object> alarm(Found.@Nullable Alarm alarm) {
        return alarm == null
                ? null
                : Map.of("id", alarm.id().toString(), "reference", alarm.reference(), "words", alarm.words());
    }

    private static Map<String, @Nullable Object> call(CallLine call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        CallLine.Result result = call.result();
        json.put("id", call.id().toString());
        json.put("direction", call.direction().name());
        json.put("whom", call.whom());
        json.put("telephone", call.telephone());
        json.put("home", call.home());
        json.put("at", call.at().toString());
        json.put("by", call.by());
        json.put("result", result == null ? null : result.name());
        return json;
    }

    private static Map<String, @Nullable Object> callBack(CallBack one) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", one.id().toString());
        json.put("alarmId", Objects.toString(one.alarmId(), null));
        json.put("homeId", Objects.toString(one.homeId(), null));
        json.put("whom", one.whom());
        json.put("telephone", one.telephone());
        json.put("reason", one.reason());
        json.put("dueAt", one.dueAt().toString());
        json.put("askedBy", one.askedBy());
        return json;
    }

    private static Map<String, @Nullable Object> fact(CardFact fact) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", fact.id().toString());
        json.put("kind", fact.kind().name());
        json.put("personId", Objects.toString(fact.personId(), null));
        json.put("words", fact.words());
        json.put("confirmedAt", fact.confirmed().at().toString());
        json.put("confirmedBy", fact.confirmed().by());
        return json;
    }
}
