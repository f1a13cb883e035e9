package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.SoundTests;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.telephone.CallBack;
import org.tocsin.telephone.CallBacks;

/**
 * What the board reminds of, politely: call-backs and clocks that are due, a sound test at the start of a shift. Each board
 * asks every few seconds; what is due stands in the database, so that it sounds wherever somebody sits.
 */
public final class ReminderPages {
    /** What is due within this time is shown, quietly. */
    private static final Duration SOON = Duration.ofMinutes(30);

    private static final int MOST_LINES = 4;
    private static final List<String> SOUNDS = List.of("life", "urgent", "fault", "information", "reminder", "lost");

    private final Parts parts;
    private final Pages pages;
    private final CallBacks callBacks;
    private final CaseClocks clocks;
    private final SoundTests tests;
    private final ServiceStore services;

    ReminderPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.callBacks = new CallBacks(parts.database(), parts.clock(), parts.wakeup());
        this.clocks = new CaseClocks(parts.database(), parts.clock(), parts.wakeup());
        this.tests = new SoundTests(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /**
     * @param href where it is seen to
     * @param alarmId opens in the board; null for another page
     */
    public record Line(String words, String href, @Nullable String alarmId, boolean due) {}

    void mount(Router router) {
        router.get("/reminders").handler(this::reminders);
        router.get("/sound-test").handler(this::soundTest);
        router.post("/sound-test").handler(this::heard);
    }

    private void reminders(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Instant now = parts.clock().instant();
        Future<List<CallBack>> due = callBacks.open(me.scope(), now.plus(SOON));
        Future<List<CaseClock>> running = clocks.ofReader(me.scope());
        Future<Optional<Instant>> tested = tests.lastOf(me.scope());
        Future.all(due, running, tested, clock(me))
                .onSuccess(all -> {
                    List<Line> lines = lines(due.result(), running.result(), all.resultAt(3), now);
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("lines", lines.stream().limit(MOST_LINES).toList());
                    values.put("more", Math.max(0, lines.size() - MOST_LINES));
                    values.put("sounds", lines.stream().anyMatch(Line::due));
                    values.put("untested", tested.result().isEmpty());
                    Pages.html(context, pages.render("reminders.jte", values));
                })
                .onFailure(context::fail);
    }

    /** What is due before what will be. */
    private static List<Line> lines(List<CallBack> callBacks, List<CaseClock> clocks, WallClock clock, Instant now) {
        List<Line> lines = new ArrayList<>();
        for (CaseClock one : clocks) {
            if (one.isDue(now)) {
                lines.add(new Line(
                        words(one, now),
                        "/alarms/" + one.alarmId(),
                        one.alarmId().toString(),
                        true));
            }
        }
        for (CallBack one : callBacks) {
            String at = clock.time(one.dueAt()).substring(0, 5);
            lines.add(new Line(
                    "Ring " + one.whom() + (one.isDue(now) ? " now" : " at " + at) + ": " + one.reason(),
                    "/call-backs#" + one.id(),
                    null,
                    one.isDue(now)));
        }
        lines.sort((a, b) -> Boolean.compare(b.due(), a.due()));
        return lines;
    }

    private static String words(CaseClock one, Instant now) {
        long minutes = Duration.between(one.lastAt(), now).toMinutes();
        return switch (one.kind()) {
            case FLOOR ->
                "On the floor for " + Duration.between(one.startedAt(), now).toMinutes() + " minutes";
            case STAY_WITH -> "Speak with them: nobody has for " + minutes + " minutes";
            case AMBULANCE -> "Tell 999 how it stands: last told " + minutes + " minutes ago";
        };
    }

    private void soundTest(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        boolean manages = me.role() != Role.OPERATOR;
        Future<List<SoundTests.Test>> all = manages ? tests.list(me.scope()) : Future.succeededFuture(List.of());
        Future.all(tests.lastOf(me.scope()), all, clock(me))
                .onSuccess(found -> {
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("me", me);
                    values.put("sounds", SOUNDS);
                    values.put("last", found.<Optional<Instant>>resultAt(0).orElse(null));
                    values.put("tests", all.result());
                    values.put("clock", found.resultAt(2));
                    Pages.html(context, pages.render("soundtest.jte", values));
                })
                .onFailure(context::fail);
    }

    private void heard(RoutingContext context) {
        List<String> heard = context.request().formAttributes().getAll("heard").stream()
                .filter(SOUNDS::contains)
                .distinct()
                .toList();
        List<String> missing =
                SOUNDS.stream().filter(sound -> !heard.contains(sound)).toList();
        tests.record(Login.signedIn(context).scope(), heard, missing)
                .onSuccess(v -> Pages.seeOther(context, "/sound-test"))
                .onFailure(context::fail);
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new WallClock(service.map(TelecareService::zone).orElseThrow()));
    }
}
