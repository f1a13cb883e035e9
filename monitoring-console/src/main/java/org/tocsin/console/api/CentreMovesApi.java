package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.readiness.CentreMoves;
import org.tocsin.readiness.CentreRelease;
import org.tocsin.readiness.CentreRelease.Result;
import org.tocsin.readiness.Moved;

/** Homes that come from another alarm receiving centre, and their release there. */
final class CentreMovesApi {
    private static final String PATH = Api.ROOT + "/centre-moves";
    private static final String OF_HOME = Api.ROOT + "/homes/:id/centre-release";
    private static final int LONGEST_CENTRE = 100;

    private final CentreMoves moves;
    private final CentreRelease releases;
    private final AuditTrail audit;

    CentreMovesApi(Parts parts) {
        this.moves = new CentreMoves(parts.database());
        this.releases = new CentreRelease(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get(PATH).handler(Answers.answering(this::list));
        router.get(PATH + "/figures").handler(Answers.answering(this::figures));
        router.post(PATH + "/release").handler(Answers.answering(this::releaseProven));
        router.post(OF_HOME).handler(Answers.answering(this::release));
        router.post(OF_HOME + "/take-back").handler(Answers.answering(this::takeBack));
    }

    private Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.READERS);
        return audit.record(caller.scope(), "list-centre-moves", "service", Pages.address(context))
                .compose(audited -> moves.list(
                        caller.scope(),
                        Query.text(context, "centre"),
                        state(Query.text(context, "state")),
                        Query.limit(context),
                        Query.text(context, "cursor")))
                .recover(e -> Future.failedFuture(
                        e instanceof IllegalArgumentException
                                ? Problem.field("cursor", "A cursor is the next of the page before.")
                                : e))
                .map(page -> Answer.ok(AlarmsApi.page(page, CentreMovesApi::line)));
    }

    private Future<Answer> figures(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.READERS);
        return moves.figures(caller.scope()).map(figures -> {
            List<Object> items = figures.entrySet().stream()
                    .map(one -> {
                        Map<String, Object> centre = new LinkedHashMap<>();
                        centre.put("formerCentre", one.getKey());
                        for (Moved.State state : Moved.State.values()) {
                            centre.put(state.name(), one.getValue().getOrDefault(state, 0L));
                        }
                        return (Object) centre;
                    })
                    .toList();
            return Answer.ok(Map.of("items", items));
        });
    }

    private Future<Answer> releaseProven(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.MANAGERS);
        String centre = Json.body(context).text("formerCentre", LONGEST_CENTRE);
        return releases.releaseProven(caller.scope(), centre, Pages.address(context))
                .map(done -> Answer.ok(Map.of("released", done.released(), "more", done.more())));
    }

    private Future<Answer> release(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.MANAGERS);
        String reason = Json.body(context).optionalText("overrideReason", CentreRelease.LONGEST_REASON);
        return releases.release(caller.scope(), Query.id(context), reason, Pages.address(context))
                .map(result -> {
                    if (result instanceof Result.Released released) {
                        return new Answer(201, Map.of("id", released.id().toString()));
                    }
                    if (result instanceof Result.NotProven not) {
                        throw new Problem(409, "It is not proven here; say why it is released all the same.")
                                .with("triggers", not.stands().triggers())
                                .with("current", not.stands().current())
                                .with("units", not.stands().units())
                                .with("heard", not.stands().heard());
                    }
                    if (result instanceof Result.NothingToRelease) {
                        throw new Problem(409, "It is released already, or came from no other centre.");
                    }
                    if (result instanceof Result.Invalid invalid) {
                        throw Problem.field("overrideReason", invalid.why());
                    }
                    throw Problem.notFound();
                });
    }

    private Future<Answer> takeBack(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.MANAGERS);
        String why = Json.body(context).text("why", CentreRelease.LONGEST_REASON);
        return releases.takeBack(caller.scope(), Query.id(context), why, Pages.address(context))
                .map(done -> {
                    if (!done) {
                        throw new Problem(409, "It is not released.");
                    }
                    return Answer.ok(Map.of("released", false));
                });
    }

    private static Moved.@Nullable State state(@Nullable String asked) {
        return asked == null
                ? null
                : Arrays.stream(Moved.State.values())
                        .filter(one -> one.name().equals(asked))
                        .findFirst()
                        .orElseThrow(() -> Problem.field(
                                "state", "A state is NOT_PROVEN, MAY_BE_RELEASED, RELEASED or RELEASED_NOT_PROVEN."));
    }

    private static Map<String, @Nullable Object> line(CentreMoves.Line line) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("homeId", line.homeId().toString());
        json.put("externalId", line.reference());
        json.put("place", line.place());
        json.put("formerCentre", line.formerCentre());
        json.put("risk", line.risk().name());
        json.put("state", line.state().name());
        json.put("triggers", line.stands().triggers());
        json.put("current", line.stands().current());
        json.put("units", line.stands().units());
        json.put("heard", line.stands().heard());
        CentreMoves.Released released = line.released();
        json.put("releasedAt", released == null ? null : released.at().toString());
        json.put("releasedBy", released == null ? null : released.by());
        json.put("overrideReason", released == null ? null : released.overrideReason());
        return json;
    }
}
