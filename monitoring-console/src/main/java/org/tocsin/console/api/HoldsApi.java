package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.hold.HoldDesk;
import org.tocsin.hold.HoldResult;
import org.tocsin.hold.HoldStore;
import org.tocsin.hold.LegalHold;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;
import org.tocsin.service.RetentionReport;
import org.tocsin.service.ServiceStore;

/** Legal holds, and what would go and went of what nothing holds. */
final class HoldsApi {
    private static final Set<Role> KEEPERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Map<String, Kind> KINDS =
            Arrays.stream(Kind.values()).collect(Collectors.toMap(Kind::name, kind -> kind));

    private final HoldDesk desk;
    private final HoldStore holds;
    private final RetentionReport retention;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final InstantSource clock;

    HoldsApi(Parts parts) {
        this.clock = parts.clock();
        this.desk = new HoldDesk(parts.database(), clock);
        this.holds = new HoldStore(parts.database());
        this.retention = new RetentionReport(parts.database(), clock);
        this.services = new ServiceStore(parts.database(), clock);
        this.audit = new AuditTrail(parts.database(), clock);
    }

    void mount(Router router) {
        router.get(Api.ROOT + "/holds").handler(Answers.answering(this::list));
        router.post(Api.ROOT + "/holds").handler(Answers.answering(this::place));
        router.post(Api.ROOT + "/holds/:id/review").handler(Answers.answering(this::review));
        router.post(Api.ROOT + "/holds/:id/lift").handler(Answers.answering(this::lift));
        router.get(Api.ROOT + "/retention").handler(Answers.answering(this::retention));
    }

    private Future<Answer> list(RoutingContext context) {
        Scope scope = keeper(context);
        String state = Query.text(context, "state");
        if (state != null && !state.equals("standing") && !state.equals("lifted")) {
            throw Problem.field("state", "A state is standing or lifted.");
        }
        int limit = Query.limit(context);
        UUID after = Query.after(context);
        return audit.record(scope, "read-holds", "service:" + scope.serviceId(), Pages.address(context))
                .compose(audited -> holds.page(scope, "lifted".equals(state), limit, after))
                .map(found -> Answer.ok(AlarmsApi.page(found, HoldsApi::json)));
    }

    private Future<Answer> place(RoutingContext context) {
        Scope scope = keeper(context);
        Fields body = Json.body(context);
        UUID id = body.optionalId("id");
        UUID record = body.optionalId("recordId");
        if (record == null) {
            throw body.refused("recordId", "This field is missing.");
        }
        LegalHold.Wanted wanted = new LegalHold.Wanted(
                id == null ? Ids.next() : id,
                body.oneOf("kind", KINDS),
                record,
                body.text("reason", LegalHold.LONGEST_REASON),
                body.optionalText("reference", LegalHold.LONGEST_REFERENCE),
                body.optionalDate("reviewOn"));
        return today(scope)
                .compose(today -> desk.place(scope, wanted, today, Pages.address(context)))
                .map(result -> answer(result, 201));
    }

    private Future<Answer> review(RoutingContext context) {
        Scope scope = keeper(context);
        UUID id = Query.id(context);
        LocalDate on = Json.body(context).optionalDate("reviewOn");
        return today(scope)
                .compose(today -> desk.review(scope, id, on, today, Pages.address(context)))
                .map(result -> answer(result, 200));
    }

    private Future<Answer> lift(RoutingContext context) {
        Scope scope = keeper(context);
        UUID id = Query.id(context);
        String why = Json.body(context).text("why", LegalHold.LONGEST_REASON);
        return desk.lift(scope, id, why, Pages.address(context)).map(result -> answer(result, 200));
    }

    private Future<Answer> retention(RoutingContext context) {
        Scope scope = keeper(context);
        return Future.all(retention.waiting(scope), retention.runs(scope, Page.LARGEST))
                .map(both -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put(
                            "kinds",
                            both.<List<RetentionReport.Waiting>>resultAt(0).stream()
                                    .map(HoldsApi::json)
                                    .toList());
                    json.put(
                            "runs",
                            both.<List<RetentionReport.Run>>resultAt(1).stream()
                                    .map(HoldsApi::json)
                                    .toList());
                    return Answer.ok(json);
                });
    }

    private static Scope keeper(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(KEEPERS);
        return caller.scope();
    }

    private Future<LocalDate> today(Scope scope) {
        return services.findById(scope.serviceId())
                .map(Optional::orElseThrow)
                .map(service -> LocalDate.ofInstant(clock.instant(), service.zone()));
    }

    private static Answer answer(HoldResult result, int status) {
        if (result instanceof HoldResult.Unfit unfit) {
            throw Problem.field(unfit.field(), unfit.why());
        }
        if (result instanceof HoldResult.Done done) {
            return new Answer(
                    done.again() ? 200 : status, Map.of("id", done.holdId().toString(), "already", done.again()));
        }
        throw Problem.notFound();
    }

    private static Map<String, @Nullable Object> json(LegalHold hold) {
        LegalHold.Lifted lifted = hold.lifted();
        UUID home = hold.of().homeId();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", hold.id().toString());
        json.put("kind", hold.of().kind().name());
        json.put("recordId", hold.of().id().toString());
        json.put("name", hold.of().name());
        json.put("place", hold.of().place());
        json.put("homeId", home == null ? null : home.toString());
        json.put("reason", hold.placed().reason());
        json.put("reference", hold.placed().reference());
        json.put("reviewOn", hold.reviewOn().toString());
        json.put("placedAt", hold.placed().at().toString());
        json.put("placedBy", hold.placed().by());
        json.put("liftedAt", lifted == null ? null : lifted.at().toString());
        json.put("liftedBy", lifted == null ? null : lifted.by());
        json.put("liftedWhy", lifted == null ? null : lifted.why());
        return json;
    }

    private static Map<String, @Nullable Object> json(RetentionReport.Waiting waiting) {
        Instant oldest = waiting.oldest();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", waiting.kind().name());
        json.put("days", waiting.days());
        json.put("due", waiting.due());
        json.put("oldest", oldest == null ? null : oldest.toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(RetentionReport.Run run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", run.id().toString());
        json.put("kind", run.kind().name());
        json.put("days", run.days());
        json.put("startedAt", run.startedAt().toString());
        json.put("endedAt", run.endedAt().toString());
        json.put("gone", run.gone());
        json.put("complete", run.complete());
        return json;
    }
}
