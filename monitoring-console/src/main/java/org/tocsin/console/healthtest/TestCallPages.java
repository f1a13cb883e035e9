package org.tocsin.console.healthtest;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.healthtest.TestCalls;
import org.tocsin.healthtest.TestCalls.Due;
import org.tocsin.healthtest.TestCalls.Outcome;
import org.tocsin.healthtest.TestMethod;

/** The operators' list of tests that need a call or an appointment: who is due, whom to dial, and what was heard. */
final class TestCallPages {
    private static final String ROOT = "/health-tests/calls";

    private final Parts parts;
    private final Pages pages;
    private final CampaignReader reader;
    private final TestCalls calls;

    TestCallPages(Parts parts, Pages pages, CampaignReader reader) {
        this.parts = parts;
        this.pages = pages;
        this.reader = reader;
        this.calls = new TestCalls(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get(ROOT).handler(context -> list(context, method(context), ""));
        router.get(ROOT + "/:run").handler(this::standing);
        router.post(ROOT + "/:run").handler(TestCallPages::operatorsOnly).handler(this::called);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Operators and managers ring homes for their tests."));
        }
    }

    private static TestMethod method(RoutingContext context) {
        return "appointment".equals(context.request().getParam("way")) ? TestMethod.BY_APPOINTMENT : TestMethod.BY_CALL;
    }

    private void list(RoutingContext context, TestMethod method, String problem) {
        SignedIn me = Login.signedIn(context);
        Future.all(calls.counts(me.scope()), calls.due(me.scope(), method, Pages.address(context)), writer(me))
                .onSuccess(all -> {
                    Map<TestMethod, Long> counts = all.resultAt(0);
                    List<Due> due = all.resultAt(1);
                    TestCallWriter writer = all.resultAt(2);
                    TestCallPage page = new TestCallPage(
                            method == TestMethod.BY_APPOINTMENT,
                            counts.getOrDefault(TestMethod.BY_CALL, 0L),
                            counts.getOrDefault(TestMethod.BY_APPOINTMENT, 0L),
                            due.stream().map(writer::line).toList(),
                            due.size() == TestCalls.MOST,
                            problem);
                    if (!problem.isEmpty()) {
                        context.response().setStatusCode(422);
                    }
                    Pages.html(
                            context,
                            pages.render(
                                    "healthcalls.jte",
                                    Map.of(
                                            "page",
                                            page,
                                            "me",
                                            me,
                                            "calls",
                                            me.role().worksOnAlarms())));
                })
                .onFailure(context::fail);
    }

    /** How one of them stands, for a page that waits for its signal. */
    private void standing(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "run");
        if (id == null) {
            context.fail(404);
            return;
        }
        Future.all(calls.find(me.scope(), id), writer(me))
                .onSuccess(both -> both.<Optional<Due>>resultAt(0)
                        .ifPresentOrElse(
                                due -> Pages.html(
                                        context,
                                        pages.render(
                                                "healthcall.jte",
                                                Map.of(
                                                        "standing",
                                                        both.<TestCallWriter>resultAt(1)
                                                                .standing(due)))),
                                () -> context.fail(404)))
                .onFailure(context::fail);
    }

    private void called(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "run");
        TestMethod method = method(context);
        Outcome outcome = Arrays.stream(Outcome.values())
                .filter(one -> one.name().equals(Pages.text(context, "outcome")))
                .findFirst()
                .orElse(null);
        if (id == null || outcome == null) {
            list(context, method, "Say what came of the call: nothing was written down.");
            return;
        }
        reader.service(me)
                .compose(service -> calls.called(
                        me.scope(),
                        id,
                        new TestCalls.Said(outcome, time(context, service.zone()), Pages.field(context, "note")),
                        Pages.address(context)))
                .onSuccess(result -> {
                    switch (result) {
                        case DONE ->
                            Pages.seeOther(
                                    context,
                                    ROOT + (method == TestMethod.BY_APPOINTMENT ? "?way=appointment" : "") + "#run-"
                                            + id);
                        case NOT_FOUND -> context.fail(404);
                        case NOT_AWAITED ->
                            list(context, method, "It has its result already, or its campaign is over.");
                        case NO_SUCH_TIME ->
                            list(context, method, "An appointment is a day and a time within the next ninety days.");
                    }
                })
                .onFailure(context::fail);
    }

    private static @Nullable Instant time(RoutingContext context, ZoneId zone) {
        String value = Pages.field(context, "at");
        try {
            return value == null
                    ? null
                    : LocalDateTime.parse(value).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private Future<TestCallWriter> writer(SignedIn me) {
        return reader.service(me)
                .map(service -> new TestCallWriter(
                        new WallClock(service.zone()), parts.clock().instant()));
    }
}
