package org.tocsin.console.closing;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.followup.FollowUp;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** The list of follow-up tasks: what is overdue stands out, and what came of each is written down. */
public final class FollowUpPages {
    private static final int MOST = 300;
    private static final int LAST_DONE = 20;

    private final Pages pages;
    private final FollowUpDesk desk;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final InstantSource clock;

    public FollowUpPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.desk = new FollowUpDesk(parts.database(), clock, parts.wakeup());
        this.services = new ServiceStore(parts.database(), clock);
        this.audit = new AuditTrail(parts.database(), clock);
    }

    /** Adds the addresses of tasks, for people who are signed in. */
    public void mount(Router router) {
        router.route("/follow-ups*").handler(FollowUpPages::operatorsOnly);
        router.get("/follow-ups").handler(context -> show(context, ""));
        router.get("/board/tasks").handler(FollowUpPages::operatorsOnly).handler(this::pressing);
        router.post("/follow-ups/:id/done").handler(this::done);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Tasks are for those who work on alarms."));
        }
    }

    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Future.all(
                        desk.open(me.scope(), MOST),
                        desk.done(me.scope(), LAST_DONE),
                        services.findById(me.serviceId()),
                        audit.record(
                                me.scope(), "read-follow-ups", "service:" + me.serviceId(), Pages.address(context)))
                .onSuccess(all -> {
                    List<FollowUp> open = all.resultAt(0);
                    List<FollowUp> done = all.resultAt(1);
                    WallClock wall = new WallClock(all.<Optional<TelecareService>>resultAt(2)
                            .orElseThrow()
                            .zone());
                    Pages.html(
                            context,
                            pages.render(
                                    "followups.jte",
                                    Map.of("me", me, "page", page(open, done, wall), "problem", problem)));
                })
                .onFailure(context::fail);
    }

    /** What stands quietly over the board until somebody has seen to it. */
    private void pressing(RoutingContext context) {
        desk.pressing(Login.signedIn(context).scope())
                .onSuccess(tasks -> Pages.html(context, pages.render("tasksdue.jte", Map.of("words", words(tasks)))))
                .onFailure(context::fail);
    }

    /** "2 tasks overdue, 1 urgent"; empty where there is nothing to say. */
    private static String words(FollowUpDesk.Pressing tasks) {
        if (tasks.overdue() == 0) {
            return tasks.urgent() == 0 ? "" : tasks(tasks.urgent()) + " urgent";
        }
        return tasks(tasks.overdue()) + " overdue" + (tasks.urgent() == 0 ? "" : ", " + tasks.urgent() + " urgent");
    }

    private static String tasks(long count) {
        return count == 1 ? "1 task" : count + " tasks";
    }

    private void done(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        desk.settle(Login.signedIn(context).scope(), id, Pages.field(context, "result"))
                .onSuccess(settled -> {
                    switch (settled) {
                        case DONE -> Pages.seeOther(context, "/follow-ups");
                        case ALREADY -> show(context, "Somebody has seen to that task already.");
                        case UNFIT -> show(context, "Say what came of it: nothing was written down.");
                        case NOT_FOUND -> context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    private FollowUpPage page(List<FollowUp> open, List<FollowUp> done, WallClock wall) {
        Instant now = clock.instant();
        long overdue = open.stream().filter(task -> task.overdue(now)).count();
        String sentence = open.isEmpty()
                ? "Nothing remains to be done."
                : (open.size() == 1 ? "1 task remains, " : open.size() + " tasks remain, ")
                        + (overdue == 0 ? "none is overdue." : overdue + " of them overdue.");
        return new FollowUpPage(
                sentence,
                open.stream().map(task -> line(task, wall, now)).toList(),
                done.stream().map(task -> line(task, wall, now)).toList(),
                open.size() == MOST);
    }

    private static FollowUpPage.Line line(FollowUp task, WallClock wall, Instant now) {
        FollowUp.Done done = task.done();
        UUID home = task.from().homeId();
        UUID alarm = task.from().alarmId();
        return new FollowUpPage.Line(
                task.id().toString(),
                task.what(),
                task.urgent(),
                task.overdue(now),
                done != null ? wall.day(done.at()) : due(task, wall, now),
                task.from().who(),
                home == null ? null : "/homes/" + home,
                alarm == null ? null : "/alarms/" + alarm,
                who(task.made().by()) + ", " + wall.day(task.made().at()),
                done == null ? null : done.result() + " (" + who(done.by()) + ")");
    }

    private static String due(FollowUp task, WallClock wall, Instant now) {
        Duration late = Duration.between(task.dueAt(), now);
        if (late.isNegative()) {
            return "due " + wall.day(task.dueAt());
        }
        long days = late.toDays();
        String lasting = days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
        return lasting + " overdue, " + wall.day(task.dueAt());
    }

    static String who(@Nullable String actor) {
        return actor == null ? "" : actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }
}
