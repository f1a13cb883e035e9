package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.healthtest.TestCalls;
import org.tocsin.healthtest.TestMethod;

/** Tests that need a call or an appointment: who is due, and what came of ringing. */
final class TestCallsApi {
    private static final Map<String, TestMethod> WAYS =
            Map.of("by-call", TestMethod.BY_CALL, "by-appointment", TestMethod.BY_APPOINTMENT);
    private static final Map<String, TestCalls.Outcome> OUTCOMES = EstateFields.words(TestCalls.Outcome.class);
    private static final int LONGEST_NOTE = 500;

    private final TestCalls calls;

    TestCallsApi(Parts parts) {
        this.calls = new TestCalls(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        String way = Query.text(context, "way");
        TestMethod method = way == null ? null : WAYS.get(way);
        if (method == null) {
            throw Problem.field("way", "One of by-appointment, by-call.");
        }
        return calls.due(caller.scope(), method, Pages.address(context)).map(due -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", due.stream().map(TestCallsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    Future<Answer> called(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        TestCalls.Said said = new TestCalls.Said(
                body.oneOf("outcome", OUTCOMES),
                body.optionalTime("agreedFor"),
                body.optionalText("note", LONGEST_NOTE));
        return calls.called(caller.scope(), id, said, Pages.address(context)).compose(result -> switch (result) {
            case NOT_FOUND -> throw Problem.notFound();
            case NOT_AWAITED -> throw new Problem(409, "It has its result already, or its campaign is over.");
            case NO_SUCH_TIME -> throw Problem.field("agreedFor", "A time within the next ninety days.");
            case DONE -> calls.find(caller.scope(), id).map(found -> Answer.ok(json(found.orElseThrow())));
        });
    }

    private static Map<String, @Nullable Object> json(TestCalls.Due due) {
        TestCalls.Course course = due.course();
        TestCalls.Call last = due.last();
        Duration delay = course.delay();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", due.runId().toString());
        json.put("campaignId", due.campaign().id().toString());
        json.put("way", due.method() == TestMethod.BY_CALL ? "by-call" : "by-appointment");
        json.put("cid", due.cid());
        json.put("homeId", EstateFields.text(due.door().homeId()));
        json.put("names", due.door().who());
        json.put("place", due.door().place());
        json.put("telephone", due.door().telephone());
        json.put("state", EstateFields.word(course.state()));
        json.put("askedAt", EstateFields.text(course.askedAt()));
        json.put("receivedAt", EstateFields.text(course.passedAt()));
        json.put("delaySeconds", delay == null ? null : delay.toMillis() / 1_000.0);
        json.put("dueAt", EstateFields.text(due.dueAt()));
        json.put("alarmOpen", due.alarmOpen());
        json.put("lastOutcome", last == null ? null : EstateFields.word(last.outcome()));
        json.put("lastAt", last == null ? null : last.at().toString());
        json.put("agreedFor", last == null ? null : EstateFields.text(last.agreedFor()));
        return json;
    }
}
