package org.tocsin.console.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tocsin.estate.CsvWriting;
import org.tocsin.estate.Ghosts;
import org.tocsin.estate.Strangers;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;

/** Who is on file and never heard, who is heard and not on file; and everything of the service to take away. */
public final class EstatePages {
    private static final int LISTED = 100;

    private final Pages pages;
    private final Parts parts;
    private final Ghosts ghosts;
    private final Strangers strangers;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final Sending sending;

    public EstatePages(Vertx vertx, Parts parts, Pages pages) {
        this.pages = pages;
        this.parts = parts;
        this.ghosts = new Ghosts(parts.database(), parts.clock());
        this.strangers = new Strangers(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.sending = new Sending(vertx, parts);
    }

    /** Adds the lists, for people who are signed in. */
    public void mount(Router router) {
        for (String path : List.of("/estate/ghosts*", "/estate/strangers*")) {
            router.route(path).handler(EstatePages::notForResponders);
        }
        router.get("/estate/ghosts").handler(this::ghosts);
        router.get("/estate/ghosts.csv").handler(this::ghostsTable);
        router.post("/estate/ghosts/days").handler(this::days);
        router.get("/estate/strangers").handler(this::strangers);
        router.get("/estate/strangers.csv").handler(this::strangersTable);
        router.post("/estate/strangers/:cid/home").handler(new StrangerBinding(parts, pages)::bind);
    }

    /** The export; mounted where no time limit holds, behind a handler that has made sure of the person. */
    public void export(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role != Role.MANAGER && role != Role.ADMIN) {
            context.fail(403, new Refusal("Imports and exports are the service manager's."));
            return;
        }
        sending.everything(context, "estate.zip");
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Units are looked after by others."));
        } else {
            context.next();
        }
    }

    /**
     * @param since when it was put into its home
     */
    public record Line(String cid, String who, String place, String model, String since, int signals, String address) {}

    private void ghosts(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String after = context.request().getParam("after");
        UUID cursor = after == null ? null : Pages.uuid(after);
        audit.record(me.scope(), "list-ghosts", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> Future.all(
                        ghosts.list(me.scope(), LISTED, cursor),
                        ghosts.count(me.scope()),
                        ghosts.days(me.scope()),
                        clock(me)))
                .onSuccess(all -> {
                    Page<Ghosts.Ghost> page = all.resultAt(0);
                    WallClock clock = all.resultAt(3);
                    List<Line> lines = page.items().stream()
                            .map(ghost -> line(ghost, clock))
                            .toList();
                    Map<String, Object> values = new HashMap<>(Map.of(
                            "me",
                            me,
                            "lines",
                            lines,
                            "count",
                            all.<Integer>resultAt(1),
                            "days",
                            all.<Integer>resultAt(2),
                            "next",
                            page.next() == null ? "" : "/estate/ghosts?after=" + page.next(),
                            "mayChange",
                            me.role() == Role.MANAGER || me.role() == Role.ADMIN));
                    Pages.html(context, pages.render("ghosts.jte", values));
                })
                .onFailure(context::fail);
    }

    private static Line line(Ghosts.Ghost ghost, WallClock clock) {
        return new Line(ghost.cid(), who(ghost), ghost.place(), ghost.model(), clock.day(ghost.since()), 0, "");
    }

    private static String who(Ghosts.Ghost ghost) {
        if (ghost.homeId() == null) {
            return "Controller, dwellings behind it: " + ghost.dwellings();
        }
        return ghost.who().isEmpty() ? "Nobody on file" : ghost.who();
    }

    private void days(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String text = Pages.text(context, "days");
        boolean may = me.role() == Role.MANAGER || me.role() == Role.ADMIN;
        int days = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (!may || days < 1 || days > 365) {
            context.fail(
                    may ? 400 : 403, new Refusal(may ? "Between 1 and 365 days." : "The service manager sets this."));
            return;
        }
        ghosts.setDays(me.scope(), days)
                .onSuccess(set -> Pages.seeOther(context, "/estate/ghosts"))
                .onFailure(context::fail);
    }

    private void ghostsTable(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        audit.record(me.scope(), "export-ghosts", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> allGhosts(me, null, new ArrayList<>()))
                .compose(all -> sending.table(context, "ghosts.csv", out -> {
                    try (CsvWriting csv = new CsvWriting(out)) {
                        csv.row(List.of("cid", "protocol", "home_id", "who", "place", "model", "dwellings", "since"));
                        for (Ghosts.Ghost ghost : all) {
                            csv.row(Arrays.asList(
                                    ghost.cid(),
                                    ghost.protocol(),
                                    ghost.homeExternalId(),
                                    ghost.who(),
                                    ghost.place(),
                                    ghost.model(),
                                    Integer.toString(ghost.dwellings()),
                                    ghost.since().toString()));
                        }
                    }
                }))
                .onFailure(context::fail);
    }

    private Future<List<Ghosts.Ghost>> allGhosts(SignedIn me, @Nullable UUID after, List<Ghosts.Ghost> found) {
        return ghosts.list(me.scope(), Page.LARGEST, after).compose(page -> {
            found.addAll(page.items());
            return page.next() == null
                    ? Future.succeededFuture(found)
                    : allGhosts(me, UUID.fromString(page.next()), found);
        });
    }

    private void strangers(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Future.all(strangers.list(me.scope()), clock(me))
                .onSuccess(both -> {
                    WallClock clock = both.resultAt(1);
                    List<Line> lines = both.<List<Strangers.Stranger>>resultAt(0).stream()
                            .map(one -> new Line(
                                    one.cid(),
                                    "",
                                    "",
                                    one.protocol(),
                                    clock.day(one.lastAt()),
                                    one.signals(),
                                    one.address()))
                            .toList();
                    Pages.html(
                            context,
                            pages.render(
                                    "strangers.jte",
                                    Map.of(
                                            "me",
                                            me,
                                            "lines",
                                            lines,
                                            "most",
                                            Strangers.MOST,
                                            "days",
                                            Strangers.DAYS,
                                            "mayEnrol",
                                            StrangerBinding.may(me))));
                })
                .onFailure(context::fail);
    }

    private void strangersTable(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        strangers
                .list(me.scope())
                .compose(all -> sending.table(context, "strangers.csv", out -> {
                    try (CsvWriting csv = new CsvWriting(out)) {
                        csv.row(List.of("cid", "signals", "first_at", "last_at", "protocol", "address"));
                        for (Strangers.Stranger one : all) {
                            csv.row(List.of(
                                    one.cid(),
                                    String.valueOf(one.signals()),
                                    one.firstAt().toString(),
                                    one.lastAt().toString(),
                                    one.protocol(),
                                    one.address()));
                        }
                    }
                }))
                .onFailure(context::fail);
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()));
    }
}
