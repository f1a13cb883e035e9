package org.tocsin.console.keeping;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.hold.HoldDesk;
import org.tocsin.hold.HoldResult;
import org.tocsin.hold.HoldStore;
import org.tocsin.hold.LegalHold;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.platform.Ids;

/** The legal holds of a service: the list with what is due, the form that places one, and the acts. Works without scripts. */
public final class HoldPages {
    private static final int MOST = 300;
    private static final int LAST_LIFTED = 30;
    /** What the form proposes: soon enough that nothing is forgotten. */
    private static final int LOOK_AGAIN_DAYS = 90;

    private final Pages pages;
    private final HoldDesk desk;
    private final HoldStore holds;
    private final HoldBanner banner;
    private final AuditTrail audit;

    public HoldPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new HoldDesk(parts.database(), parts.clock());
        this.holds = new HoldStore(parts.database());
        this.banner = new HoldBanner(parts, pages);
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses of holds, for people who are signed in. */
    public void mount(Router router) {
        router.get("/holds/of/:kind/:id").handler(this::part);
        router.route("/holds*").handler(HoldPages::keepersOnly);
        router.get("/holds").handler(context -> list(context, ""));
        router.get("/holds/place")
                .handler(context -> ask(
                        context,
                        kind(context.request().getParam("kind")),
                        id(context.request().getParam("id")),
                        null));
        router.post("/holds").handler(this::place);
        router.post("/holds/:id/lift").handler(this::lift);
        router.post("/holds/:id/review").handler(this::review);
    }

    static void keepersOnly(RoutingContext context) {
        if (HoldBanner.KEEPERS.contains(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("Legal holds are for managers."));
        }
    }

    /** What an alarm's page shows a moment after it was opened: nothing of an alarm waits for it. */
    private void part(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (!me.role().worksOnAlarms()) {
            context.fail(403, new Refusal("That is for those who work on alarms."));
            return;
        }
        Kind kind = kind(context.pathParam("kind"));
        UUID id = Pages.id(context, "id");
        if (kind == null || id == null) {
            context.fail(404);
            return;
        }
        banner.render(me, kind, id).onSuccess(html -> Pages.html(context, html)).onFailure(context::fail);
    }

    private void list(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Future.all(
                        holds.standing(me.scope(), MOST),
                        holds.lifted(me.scope(), LAST_LIFTED),
                        banner.writer(me),
                        audit.record(me.scope(), "read-holds", "service:" + me.serviceId(), Pages.address(context)))
                .onSuccess(all -> {
                    HoldPage page = all.<HoldWriter>resultAt(2).page(all.resultAt(0), all.resultAt(1), MOST);
                    Pages.html(context, pages.render("holds.jte", Map.of("me", me, "page", page, "problem", problem)));
                })
                .onFailure(context::fail);
    }

    /** What was refused, and where the form came from. */
    private record Refused(String why, HoldPage.Typed typed, String chosen) {}

    private void ask(RoutingContext context, @Nullable Kind kind, @Nullable UUID id, @Nullable Refused refused) {
        SignedIn me = Login.signedIn(context);
        if (kind == null || id == null) {
            context.fail(404);
            return;
        }
        Future.all(holds.choices(me.scope(), kind, id), banner.writer(me))
                .onSuccess(both -> {
                    List<LegalHold.Subject> found = both.resultAt(0);
                    if (found.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    HoldWriter writer = both.resultAt(1);
                    String chosen = refused == null ? kind + ":" + id : refused.chosen;
                    HoldPage.Typed typed = refused == null
                            ? new HoldPage.Typed(
                                    "",
                                    "",
                                    writer.today().plusDays(LOOK_AGAIN_DAYS).toString())
                            : refused.typed;
                    Pages.html(
                            context,
                            pages.render(
                                    "holdplace.jte",
                                    Map.of(
                                            "me",
                                            me,
                                            "choices",
                                            found.stream()
                                                    .map(of ->
                                                            writer.choice(of, chosen.equals(of.kind() + ":" + of.id())))
                                                    .toList(),
                                            "typed",
                                            typed,
                                            "from",
                                            kind + ":" + id,
                                            "hold",
                                            Ids.next().toString(),
                                            "earliest",
                                            writer.today().plusDays(1).toString(),
                                            "problem",
                                            refused == null ? "" : refused.why)));
                })
                .onFailure(context::fail);
    }

    private void place(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String[] of = Pages.text(context, "of").split(":", 2);
        String[] from = Pages.text(context, "from").split(":", 2);
        Kind kind = kind(of[0]);
        UUID record = id(of.length == 2 ? of[1] : null);
        UUID hold = id(Pages.field(context, "hold"));
        if (kind == null || record == null || hold == null) {
            context.fail(404);
            return;
        }
        String reason = Pages.field(context, "reason");
        String reference = Pages.field(context, "reference");
        LegalHold.Wanted wanted =
                new LegalHold.Wanted(hold, kind, record, reason, reference, day(Pages.field(context, "reviewOn")));
        banner.writer(me)
                .compose(writer -> desk.place(me.scope(), wanted, writer.today(), Pages.address(context)))
                .onSuccess(result -> {
                    if (result instanceof HoldResult.Unfit unfit) {
                        HoldPage.Typed typed = new HoldPage.Typed(
                                reason == null ? "" : reason,
                                reference == null ? "" : reference,
                                Pages.text(context, "reviewOn"));
                        ask(
                                context,
                                kind(from[0]),
                                id(from.length == 2 ? from[1] : null),
                                new Refused(unfit.why(), typed, kind + ":" + record));
                    } else {
                        done(context, result);
                    }
                })
                .onFailure(context::fail);
    }

    private void lift(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        answer(
                context,
                id == null
                        ? Future.succeededFuture(new HoldResult.NotOnFile())
                        : desk.lift(me.scope(), id, Pages.field(context, "why"), Pages.address(context)));
    }

    private void review(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        LocalDate on = day(Pages.field(context, "reviewOn"));
        answer(
                context,
                id == null
                        ? Future.succeededFuture(new HoldResult.NotOnFile())
                        : banner.writer(me)
                                .compose(writer ->
                                        desk.review(me.scope(), id, on, writer.today(), Pages.address(context))));
    }

    private void answer(RoutingContext context, Future<HoldResult> act) {
        act.onSuccess(result -> done(context, result)).onFailure(context::fail);
    }

    private void done(RoutingContext context, HoldResult result) {
        if (result instanceof HoldResult.Unfit unfit) {
            list(context, unfit.why());
        } else if (result instanceof HoldResult.Done) {
            Pages.seeOther(context, "/holds");
        } else {
            context.fail(404);
        }
    }

    private static @Nullable Kind kind(@Nullable String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    private static @Nullable UUID id(@Nullable String text) {
        return text == null ? null : Pages.uuid(text);
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
