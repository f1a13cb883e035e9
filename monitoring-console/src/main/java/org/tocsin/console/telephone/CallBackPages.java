package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.home.WayInChange;
import org.tocsin.home.WayInDesk;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.telephone.CallBack;
import org.tocsin.telephone.CallBacks;

/** Who is to be rung back, and which key safes did not open: the service's list, whoever has the shift. */
public final class CallBackPages {
    private static final Duration AHEAD = Duration.ofDays(62);

    private final Parts parts;
    private final Pages pages;
    private final CallBacks callBacks;
    private final KeySafeFailures keySafes;
    private final WayInDesk waysIn;
    private final ServiceStore services;
    private final AuditTrail audit;

    CallBackPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.callBacks = new CallBacks(parts.database(), parts.clock(), parts.wakeup());
        this.keySafes = new KeySafeFailures(parts.database(), parts.clock(), parts.wakeup());
        this.waysIn = new WayInDesk(parts.database(), parts.keyring(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** @param late due, and how long in words */
    public record Line(
            String id,
            String due,
            boolean late,
            String whom,
            @Nullable String telephone,
            String reason,
            @Nullable String place,
            @Nullable String alarmId,
            String askedBy) {}

    /** A key safe that did not open. */
    public record Task(String id, String homeId, String place, String when, String by) {}

    void mount(Router router) {
        router.get("/call-backs").handler(context -> list(context, ""));
        router.post("/call-backs/:id").handler(this::change);
        router.post("/key-safes/:id").handler(this::settle);
    }

    private void list(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Instant now = parts.clock().instant();
        Future<List<CallBack>> open = callBacks.open(me.scope(), now.plus(AHEAD));
        Future<List<KeySafeFailures.Failure>> failed = keySafes.open(me.scope());
        // Names, numbers and reasons: who looks is written down first.
        audit.record(me.scope(), "read-call-backs", "service:" + me.serviceId(), Pages.address(context))
                .compose(v -> Future.all(open, failed, services.findById(me.serviceId())))
                .onSuccess(all -> {
                    WallClock clock = new WallClock(all.<Optional<TelecareService>>resultAt(2)
                            .orElseThrow()
                            .zone());
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("me", me);
                    values.put("problem", problem);
                    values.put(
                            "lines",
                            open.result().stream()
                                    .map(one -> line(one, clock, now))
                                    .toList());
                    values.put(
                            "tasks",
                            failed.result().stream()
                                    .map(one -> new Task(
                                            one.id().toString(),
                                            one.homeId().toString(),
                                            one.place(),
                                            clock.day(one.at()),
                                            PersonCards.by(one.by())))
                                    .toList());
                    values.put("more", open.result().size() >= CallBacks.MOST);
                    Pages.html(context, pages.render("callbacks.jte", values));
                })
                .onFailure(context::fail);
    }

    private void change(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        Scope scope = Login.signedIn(context).scope();
        String from = Pages.address(context);
        Integer minutes = CasePages.number(Pages.text(context, "minutes"));
        Future<CallBacks.Result> changed = minutes == null
                ? callBacks.done(scope, id, Pages.text(context, "words"), from)
                : callBacks.later(scope, id, parts.clock().instant().plus(Duration.ofMinutes(minutes)), from);
        changed.onSuccess(result -> {
                    if (result instanceof CallBacks.Result.Invalid invalid) {
                        context.response().setStatusCode(422);
                        list(context, invalid.why());
                    } else if (result instanceof CallBacks.Result.NotFound) {
                        list(context, "Somebody was first: that one is done.");
                    } else {
                        Pages.seeOther(context, "/call-backs");
                    }
                })
                .onFailure(context::fail);
    }

    private void settle(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        String words = Pages.text(context, "words");
        if (id == null) {
            context.fail(404);
            return;
        }
        if (words.isEmpty() || words.length() > 500) {
            context.response().setStatusCode(422);
            list(context, "Say what was done about the key safe.");
            return;
        }
        String code = Pages.field(context, "code");
        if (code != null) {
            waysIn.settle(Login.signedIn(context).scope(), id, WayInChange.code(code), words, Pages.address(context))
                    .onSuccess(result -> settled(context, result))
                    .onFailure(context::fail);
            return;
        }
        keySafes.settle(Login.signedIn(context).scope(), id, words, Pages.address(context))
                .onSuccess(done -> Pages.seeOther(context, "/call-backs"))
                .onFailure(context::fail);
    }

    private void settled(RoutingContext context, WayInDesk.Result result) {
        if (result instanceof WayInDesk.Invalid invalid) {
            context.response().setStatusCode(422);
            list(context, invalid.why());
        } else if (result instanceof WayInDesk.NotOnFile) {
            list(context, "Somebody was first: that one is settled. The code was not changed.");
        } else {
            WayInPanel.answer(context, pages, "/call-backs", "Back to the call-backs", (WayInDesk.Done) result);
        }
    }

    private static Line line(CallBack one, WallClock clock, Instant now) {
        UUID alarm = one.alarmId();
        return new Line(
                one.id().toString(),
                clock.sameDay(one.dueAt(), now) ? clock.time(one.dueAt()) : clock.day(one.dueAt()),
                one.isDue(now),
                one.whom(),
                one.telephone(),
                one.reason(),
                one.place(),
                alarm == null ? null : alarm.toString(),
                PersonCards.by(one.askedBy()));
    }
}
