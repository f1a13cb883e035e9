package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Operator;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.OfferRequest;
import org.tocsin.alarm.ParkRequest;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;
import org.tocsin.speech.CallStore;

/** Alarms: to list, to read, to act on. */
final class AlarmsApi {
    private static final Map<String, AlarmStore.Which> STATES =
            Map.of("open", AlarmStore.Which.OPEN, "closed", AlarmStore.Which.CLOSED, "all", AlarmStore.Which.ALL);

    private static final int LONGEST_NOTE = 4_000;
    private static final int LONGEST_NAME = 200;

    private final AlarmStore alarms;
    private final AlarmDesk desk;
    private final ServiceStore services;
    private final OperatorStore operators;
    private final CallStore calls;
    private final AuditTrail audit;

    AlarmsApi(Parts parts) {
        this.alarms = new AlarmStore(parts.database());
        this.desk = new AlarmDesk(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.operators = parts.operators();
        this.calls = new CallStore(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        String state = Query.text(context, "state");
        AlarmStore.Which which = STATES.get(state == null ? "open" : state.toLowerCase(Locale.ROOT));
        if (which == null) {
            throw Problem.field("state", "The state is open, closed or all.");
        }
        AlarmStore.Query query =
                new AlarmStore.Query(Query.cid(context), which, Query.limit(context), Query.cursor(context));
        return alarms.list(caller.scope(), query).map(page -> Answer.ok(page(page, AlarmJson::item)));
    }

    /** Personal data: shown only after it is written down who saw it. */
    Future<Answer> one(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        UUID id = Query.id(context);
        Scope scope = caller.scope();
        String address = Pages.address(context);
        return alarms.find(scope, id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Problem.notFound())
                        : Future.all(alarms.log(scope, id), calls.spoken(scope, id))
                                .compose(both -> audit.record(scope, "read-alarm", "alarm:" + id, address)
                                        .map(Answer.ok(
                                                AlarmJson.whole(found.get(), both.resultAt(0), both.resultAt(1))))));
    }

    Future<Answer> outcomeCodes(RoutingContext context) {
        return services.outcomeCodes(Callers.caller(context).scope()).map(codes -> {
            List<Map<String, @Nullable Object>> items =
                    codes.stream().map(OutcomesApi::json).toList();
            return Answer.ok(page(new Page<>(items, null), item -> item));
        });
    }

    Future<Answer> take(RoutingContext context) {
        UUID id = Query.id(context);
        return act(context, id, optionalBody(context), (scope, body) -> desk.take(scope, id));
    }

    Future<Answer> handBack(RoutingContext context) {
        UUID id = Query.id(context);
        return act(
                context,
                id,
                optionalBody(context),
                (scope, body) -> desk.handBack(scope, id, body.optionalText("note", LONGEST_NOTE)));
    }

    Future<Answer> park(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        Integer seconds = body.optionalNumber("seconds", 1, 100_000);
        if (seconds == null) {
            throw Problem.field("seconds", "This field is missing.");
        }
        ParkRequest request = new ParkRequest(body.text("reason", LONGEST_NOTE), Duration.ofSeconds(seconds));
        return act(context, id, body, (scope, fields) -> desk.park(scope, id, request));
    }

    Future<Answer> handOver(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        OfferRequest request = new OfferRequest(body.optionalText("to", 64), body.text("notes", LONGEST_NOTE));
        return act(context, id, body, (scope, fields) -> desk.offer(scope, id, request));
    }

    Future<Answer> endOffer(RoutingContext context) {
        UUID id = Query.id(context);
        return act(context, id, optionalBody(context), (scope, body) -> desk.endOffer(scope, id));
    }

    Future<Answer> callOut(RoutingContext context) {
        UUID id = Query.id(context);
        return act(
                context,
                id,
                optionalBody(context),
                (scope, body) -> desk.callOut(scope, id, body.optionalId("contactId")));
    }

    Future<Answer> close(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        CloseRequest request = new CloseRequest(
                body.text("outcome", 40),
                body.optionalText("spokenTo", LONGEST_NAME),
                body.optionalText("note", LONGEST_NOTE),
                body.optionalText("reference999", CaseClocks.LONGEST_REFERENCE));
        return act(context, id, body, (scope, fields) -> desk.close(scope, id, request));
    }

    /** What is done in a person's name, with the fields that came along. */
    interface Act {
        Future<ActResult> by(Scope scope, Fields body);
    }

    /** Does it in a person's name, and answers with the alarm as it is then. */
    Future<Answer> act(RoutingContext context, UUID id, Fields body, Act act) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return actor(caller, body).compose(scope -> act.by(scope, body).compose(result -> answer(scope, id, result)));
    }

    /** A session acts for itself; a program says for whom, by user name. */
    private Future<Scope> actor(Caller caller, Fields body) {
        return actor(operators, caller, body);
    }

    /** The same for other acts on alarms. */
    static Future<Scope> actor(OperatorStore operators, Caller caller, Fields body) {
        String username = body.optionalText("operator", 64);
        if (!caller.program()) {
            boolean own = username == null || caller.scope().actor().equals("operator:" + username);
            return own
                    ? Future.succeededFuture(caller.scope())
                    : Future.failedFuture(Problem.field("operator", "You are signed in as somebody else."));
        }
        if (username == null) {
            return Future.failedFuture(Problem.field("operator", "Name the operator who acts."));
        }
        return operators
                .find(caller.scope(), username)
                .compose(found -> found.filter(operator -> operator.role().worksOnAlarms())
                        .map(Operator::scope)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(
                                Problem.field("operator", "No operator of this service has that user name."))));
    }

    private Future<Answer> answer(Scope scope, UUID id, ActResult result) {
        if (result instanceof ActResult.Done) {
            return alarms.find(scope, id)
                    .map(row -> row.map(AlarmJson::item).map(Answer::ok).orElseThrow(Problem::notFound));
        }
        if (result instanceof ActResult.NotAllowed not) {
            return alarms.find(scope, id)
                    .compose(row -> Future.failedFuture(
                            notAllowed(not, scope, row.map(AlarmRow::takenBy).orElse(null))));
        }
        return Future.failedFuture(problem(result));
    }

    /** Where somebody else has the alarm, or has closed it, that is said as after a lost race. */
    private static Problem notAllowed(ActResult.NotAllowed not, Scope scope, @Nullable String takenBy) {
        Problem problem = new Problem(409, not.why());
        if (takenBy == null || scope.actor().equals("operator:" + takenBy)) {
            return problem;
        }
        return problem.with("takenBy", takenBy);
    }

    private static Problem problem(ActResult result) {
        if (result instanceof ActResult.LostRace lost) {
            return new Problem(409, lost.takenBy() + " was first.").with("takenBy", lost.takenBy());
        }
        if (result instanceof ActResult.HomesLeft left) {
            return new Problem(409, left.why()).with("homesLeft", left.count());
        }
        if (result instanceof ActResult.Invalid invalid) {
            return Problem.field(invalid.field(), invalid.why());
        }
        return Problem.notFound();
    }

    /** An act that needs nothing said may come without a body. */
    private static Fields optionalBody(RoutingContext context) {
        boolean empty = context.body().buffer() == null || context.body().length() <= 0;
        return empty ? Fields.none() : Json.body(context);
    }

    /** A page as the interface gives it. */
    static <T> Map<String, @Nullable Object> page(Page<T> page, Function<T, ?> item) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("items", page.items().stream().map(item).toList());
        json.put("next", page.next());
        return json;
    }
}
