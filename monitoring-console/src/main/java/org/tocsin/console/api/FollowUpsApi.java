package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.followup.FollowUp;
import org.tocsin.followup.FollowUpDesk;

/** What remains to be done after an alarm. */
final class FollowUpsApi {
    private final AlarmsApi alarms;
    private final FollowUpDesk desk;
    private final AuditTrail audit;
    private final OperatorStore operators;

    FollowUpsApi(Parts parts, AlarmsApi alarms) {
        this.alarms = alarms;
        this.desk = new FollowUpDesk(parts.database(), parts.clock(), parts.wakeup());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.operators = parts.operators();
    }

    Future<Answer> add(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        Instant due = body.optionalTime("dueAt");
        if (due == null) {
            throw Problem.field("dueAt", "This field is missing.");
        }
        FollowUpDesk.Task task = new FollowUpDesk.Task(body.text("what", 1_000), due, body.flag("urgent", false));
        return alarms.act(context, id, body, (scope, fields) -> desk.add(scope, id, task));
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        Scope scope = caller.scope();
        boolean done = "done".equals(Query.text(context, "state"));
        int limit = Query.limit(context);
        UUID after = Query.after(context);
        return audit.record(scope, "read-follow-ups", "service:" + scope.serviceId(), Pages.address(context))
                .compose(audited -> desk.page(scope, done, limit, after))
                .map(found -> Answer.ok(AlarmsApi.page(found, FollowUpsApi::json)));
    }

    Future<Answer> done(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        Fields body = Json.body(context);
        UUID id = Query.id(context);
        String result = body.text("result", 1_000);
        return AlarmsApi.actor(operators, caller, body)
                .compose(by -> desk.settle(by, id, result))
                .map(settled -> {
                    switch (settled) {
                        case DONE, ALREADY -> {
                            return Answer.ok(Map.of("already", settled == FollowUpDesk.Settled.ALREADY));
                        }
                        case UNFIT -> throw Problem.field("result", "Say what came of it.");
                        default -> throw Problem.notFound();
                    }
                });
    }

    private static Map<String, @Nullable Object> json(FollowUp task) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        UUID home = task.from().homeId();
        UUID alarm = task.from().alarmId();
        FollowUp.Done done = task.done();
        json.put("id", task.id().toString());
        json.put("what", task.what());
        json.put("urgent", task.urgent());
        json.put("dueAt", task.dueAt().toString());
        json.put("madeAt", task.made().at().toString());
        json.put("madeBy", task.made().by());
        json.put("homeId", home == null ? null : home.toString());
        json.put("alarmId", alarm == null ? null : alarm.toString());
        json.put("doneAt", done == null ? null : done.at().toString());
        json.put("doneBy", done == null ? null : done.by());
        json.put("result", done == null ? null : done.result());
        return json;
    }
}
