package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.fault.FaultCase;
import org.tocsin.fault.FaultCase.CallOutcome;
import org.tocsin.fault.FaultCaseDesk;
import org.tocsin.fault.FaultCaseStore;

/** Open faults on what a life depends on, the calls they ask for, and what was done. Nothing here closes one. */
final class FaultsApi {
    private static final int LONGEST_NOTE = 2_000;
    private static final Map<String, CallOutcome> OUTCOMES =
            Map.of("well", CallOutcome.WELL, "no-answer", CallOutcome.NO_ANSWER, "needs-help", CallOutcome.NEEDS_HELP);

    private final FaultCaseStore store;
    private final FaultCaseDesk desk;
    private final AuditTrail audit;

    FaultsApi(Parts parts) {
        this.store = new FaultCaseStore(parts.database());
        this.desk = new FaultCaseDesk(parts.database(), parts.clock(), parts.wakeup());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Names and addresses: who asked is written down first. */
    Future<Answer> list(RoutingContext context) {
        Caller caller = reader(context);
        String cid = Query.cid(context);
        return audit.record(
                        caller.scope(),
                        "read-faults",
                        "service:" + caller.scope().serviceId(),
                        Pages.address(context))
                .compose(read -> cid == null ? store.open(caller.scope()) : store.ofUnit(caller.scope(), cid))
                .map(found -> {
                    Map<String, @Nullable Object> page = new LinkedHashMap<>();
                    page.put("items", found.stream().map(FaultsApi::json).toList());
                    page.put("next", null);
                    return Answer.ok(page);
                });
    }

    Future<Answer> one(RoutingContext context) {
        return whole(context, Query.id(context));
    }

    Future<Answer> called(RoutingContext context) {
        Caller caller = reader(context);
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        CallOutcome outcome = body.oneOf("outcome", OUTCOMES);
        String note = body.optionalText("note", LONGEST_NOTE);
        return desk.called(caller.scope(), id, outcome, note).compose(result -> done(context, id, result));
    }

    Future<Answer> repaired(RoutingContext context) {
        Caller caller = reader(context);
        UUID id = Query.id(context);
        String words = Json.body(context).text("words", LONGEST_NOTE);
        return desk.repaired(caller.scope(), id, words).compose(result -> done(context, id, result));
    }

    private Future<Answer> done(RoutingContext context, UUID id, FaultCaseDesk.Result result) {
        if (result instanceof FaultCaseDesk.Result.NotFound) {
            throw Problem.notFound();
        }
        if (result instanceof FaultCaseDesk.Result.NotAllowed no) {
            throw new Problem(409, no.why());
        }
        return whole(context, id);
    }

    /** As on the page: whose homes are in trouble is none of a responder's, who knows of their own jobs. */
    private static Caller reader(RoutingContext context) {
        Caller caller = Callers.caller(context);
        if (caller.role() == Role.RESPONDER) {
            throw new Problem(403, "Faults are looked after by others.");
        }
        return caller;
    }

    private Future<Answer> whole(RoutingContext context, UUID id) {
        Caller caller = reader(context);
        return store.find(caller.scope(), id)
                .compose(found -> found.isEmpty()
                        ? Future.<FaultCase>failedFuture(Problem.notFound())
                        : audit.record(caller.scope(), "read-fault", "fault-case:" + id, Pages.address(context))
                                .map(found.get()))
                .compose(fault -> store.calls(caller.scope(), id).map(calls -> whole(fault, calls)));
    }

    private static Answer whole(FaultCase fault, List<FaultCase.WelfareCall> calls) {
        Map<String, @Nullable Object> json = json(fault);
        json.put("calls", calls.stream().map(FaultsApi::json).toList());
        return Answer.ok(json);
    }

    private static Map<String, @Nullable Object> json(FaultCase fault) {
        FaultCase.Repaired repaired = fault.clock().repaired();
        FaultCase.Closed closed = fault.closed();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", fault.id().toString());
        json.put("homeId", fault.homeId().toString());
        json.put("what", fault.what());
        json.put("why", fault.why());
        json.put("place", fault.place());
        json.put("telephone", fault.telephone());
        json.put("controller", fault.controller());
        json.put("lostAt", fault.clock().lostAt().toString());
        json.put("nextCallAt", fault.clock().nextCallAt().toString());
        json.put("managerAt", fault.clock().managerAt().toString());
        json.put("escalatedAt", EstateFields.text(fault.clock().escalatedAt()));
        json.put("repairedAt", repaired == null ? null : repaired.at().toString());
        json.put("repairedWords", repaired == null ? null : repaired.words());
        json.put("closedAt", closed == null ? null : closed.at().toString());
        json.put("closedSignalId", closed == null ? null : closed.signalId().toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(FaultCase.WelfareCall call) {
        CallOutcome outcome = call.outcome();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("dueAt", call.dueAt().toString());
        json.put("doneAt", EstateFields.text(call.doneAt()));
        json.put("doneBy", call.doneBy());
        json.put("outcome", outcome == null ? null : EstateFields.word(outcome));
        json.put("note", call.note());
        return json;
    }
}
