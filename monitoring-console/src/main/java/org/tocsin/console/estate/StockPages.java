package org.tocsin.console.estate;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Residents;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;
import org.tocsin.unit.Stock;
import org.tocsin.unit.StockItem;
import org.tocsin.unit.StockState;
import org.tocsin.unit.StockState.Act;

/** The shelf: what the service owns and where it is; and whose status is to be asked after. */
public final class StockPages {
    private static final Set<Role> HANDLERS = EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    private static final int LISTED = 100;
    private static final int REVIEWS = 200;
    private static final int LONGEST = 100;

    private final Parts parts;
    private final Pages pages;
    private final Stock stock;
    private final Residents residents;
    private final ServiceStore services;
    private final AuditTrail audit;

    public StockPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.stock = new Stock(parts.database(), parts.clock());
        this.residents = new Residents(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** @param where words: "with 12 Rose Court, Leeds", "on the shelf" */
    public record Line(
            String id,
            String what,
            String where,
            @Nullable String homeId,
            @Nullable String cid,
            String since,
            List<Act> acts) {}

    public record MoveLine(String when, String what, String by) {}

    public record ReviewLine(String homeId, String name, String place, String why) {}

    /** Adds the addresses of the shelf and of the reviews, for people who are signed in. */
    public void mount(Router router) {
        router.route("/stock*").handler(HomePages::notForResponders);
        router.get("/stock").handler(this::list);
        router.post("/stock").handler(this::add);
        router.get("/stock/:id").handler(this::show);
        router.post("/stock/:id/:act").handler(this::act);
        router.get("/reviews").handler(HomePages::notForResponders).handler(this::reviews);
    }

    /** "Home unit Bell One, serial SN1, number 1001". */
    static String words(StockItem item) {
        return item.name()
                + (item.serial() == null ? "" : ", serial " + item.serial())
                + (item.cid() == null ? "" : ", number " + item.cid());
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        StockState state = HomePages.one(StockState.values(), HomePages.parameter(context, "state"));
        Future<Page<StockItem>> found = audit.record(
                        me.scope(), "list-stock", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> stock.list(me.scope(), state, LISTED, HomePages.parameter(context, "after")));
        Future.all(found, clock(me))
                .onSuccess(all -> {
                    String next = found.result().next();
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("me", me);
                    values.put("chosen", state == null ? "" : state.name());
                    values.put("mayHandle", HANDLERS.contains(me.role()));
                    values.put(
                            "lines",
                            found.result().items().stream()
                                    .map(item -> line(item, all.resultAt(1)))
                                    .toList());
                    values.put(
                            "next",
                            next == null ? null : "/stock?after=" + next + (state == null ? "" : "&state=" + state));
                    Pages.html(context, pages.render("stock.jte", values));
                })
                .onFailure(e -> context.fail(e instanceof IllegalArgumentException ? 404 : 500, e));
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        audit.record(me.scope(), "read-stock", "stock:" + id, Pages.address(context))
                .compose(audited -> Future.all(stock.find(me.scope(), id), stock.moves(me.scope(), id), clock(me)))
                .onSuccess(all -> {
                    Optional<StockItem> item = all.resultAt(0);
                    List<StockItem.Move> moves = all.resultAt(1);
                    WallClock clock = all.resultAt(2);
                    if (item.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    Map<String, Object> values = Map.of(
                            "me", me,
                            "mayHandle", HANDLERS.contains(me.role()),
                            "line", line(item.get(), clock),
                            "moves",
                                    moves.stream()
                                            .map(move -> move(move, clock))
                                            .toList());
                    Pages.html(context, pages.render("stockitem.jte", values));
                })
                .onFailure(context::fail);
    }

    private void add(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String name = Pages.field(context, "name");
        String serial = Pages.field(context, "serial");
        StockItem.Kind kind = HomePages.one(StockItem.Kind.values(), Pages.text(context, "kind"));
        if (refused(context, me)) {
            return;
        }
        if (name == null || kind == null || name.length() > LONGEST || (serial != null && serial.length() > LONGEST)) {
            notDone(context, "Say what it is, in at most " + LONGEST + " characters.", "/stock");
            return;
        }
        stock.add(me.scope(), kind, name, serial)
                .onSuccess(done -> Pages.seeOther(context, "/stock?state=IN_STOCK"))
                .onFailure(context::fail);
    }

    private void act(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (refused(context, me)) {
            return;
        }
        UUID id = Pages.id(context, "id");
        String word = context.pathParam("act").toUpperCase(Locale.ROOT).replace('-', '_');
        Act act = HomePages.one(Act.values(), word);
        if (id == null || act == null || act == Act.ADD) {
            context.fail(404);
            return;
        }
        String home = Pages.field(context, "home");
        String note = Pages.field(context, "note");
        UUID homeId = home == null ? null : Pages.uuid(home);
        if ((home != null && homeId == null) || (note != null && note.length() > LONGEST)) {
            notDone(context, "That home is not on file.", "/stock/" + id);
            return;
        }
        String back = homeId == null ? "/stock/" + id : "/homes/" + homeId;
        stock.act(me.scope(), id, new Stock.Doing(act, homeId, note))
                .onSuccess(result -> {
                    if (result instanceof Stock.Done) {
                        Pages.seeOther(context, back);
                    } else {
                        notDone(
                                context,
                                result instanceof Stock.NotNow no ? no.why() : "That is not on file with your service.",
                                back);
                    }
                })
                .onFailure(context::fail);
    }

    private void reviews(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        clock(me)
                .compose(clock -> residents
                        .reviewsDue(
                                me.scope(),
                                parts.clock().instant().atZone(clock.zone()).toLocalDate(),
                                REVIEWS)
                        .compose(found -> audit.record(
                                        me.scope(), "list-reviews", "service:" + me.serviceId(), Pages.address(context))
                                .map(audited -> found.stream()
                                        .map(review -> review(review, clock))
                                        .toList())))
                .onSuccess(lines -> Pages.html(
                        context,
                        pages.render("reviews.jte", Map.of("me", me, "lines", lines, "full", lines.size() == REVIEWS))))
                .onFailure(context::fail);
    }

    private static ReviewLine review(Residents.Review review, WallClock clock) {
        String status = review.status().words();
        String why = review.reviewOn() != null
                ? status + ", to be asked after on " + HomeWriter.day(review.reviewOn())
                : status + " until " + clock.day(Objects.requireNonNull(review.over())) + ", which is over";
        return new ReviewLine(review.homeId().toString(), review.name(), review.place(), why);
    }

    private boolean refused(RoutingContext context, SignedIn me) {
        if (HANDLERS.contains(me.role())) {
            return false;
        }
        context.fail(403, new Refusal("That is for installers and managers."));
        return true;
    }

    private void notDone(RoutingContext context, String why, String back) {
        context.response().setStatusCode(422);
        Pages.html(
                context,
                pages.render(
                        "message.jte",
                        Map.of("heading", "Not done", "words", why, "backTo", back, "backWords", "Back")));
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()));
    }

    private static Line line(StockItem item, WallClock clock) {
        UUID home = item.homeId();
        List<Act> acts = Arrays.stream(Act.values())
                .filter(act -> act != Act.ISSUE && act.after(item.state()).isPresent())
                .toList();
        return new Line(
                item.id().toString(),
                words(item),
                switch (item.state()) {
                    case IN_STOCK -> "on the shelf";
                    case ON_LOAN -> "on loan at " + item.place();
                    case RETURNED -> "back, to be cleaned";
                    case WRITTEN_OFF -> "written off";
                },
                home == null ? null : home.toString(),
                item.cid(),
                clock.day(item.since()),
                acts);
    }

    private static MoveLine move(StockItem.Move move, WallClock clock) {
        String what = switch (move.act()) {
            case ADD -> "Came into stock";
            case ISSUE -> "Went to " + move.place();
            case RETURN -> "Came back from " + move.place();
            case CLEAN -> "Cleaned, back on the shelf";
            case WRITE_OFF -> "Written off";
        };
        return new MoveLine(
                clock.full(move.at()),
                move.note() == null ? what : what + ": " + move.note(),
                HomeWriter.by(move.by()));
    }
}
