package org.tocsin.console.figures;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.figures.FigureSheet.Cell;
import org.tocsin.console.figures.FigureSheet.Part;
import org.tocsin.console.figures.FigureSheet.Said;
import org.tocsin.console.figures.FigureSheet.Table;
import org.tocsin.console.language.Tongue;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.figures.SentRow;
import org.tocsin.figures.SentRows;
import org.tocsin.figures.SentRows.Query;
import org.tocsin.figures.SentRows.Which;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;

/** The alarms behind the arrivals of a month, as a page and as a file. */
final class SentPages {
    private static final int A_PAGE = 200;
    static final List<String> HEADS = List.of(
            "alarm",
            "place",
            "received at (UTC)",
            "decided at (UTC)",
            "there at (UTC)",
            "proven at (UTC)",
            "closed at (UTC)",
            "from decision (s)",
            "from receipt (s)");

    private final Pages pages;
    private final Parts parts;
    private final SentRows rows;
    private final AuditTrail audit;
    private final ServiceStore services;

    SentPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.parts = parts;
        this.rows = new SentRows(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get("/figures/sent").handler(this::list);
        router.get("/figures/sent.csv").handler(new OneAtATime()).handler(this::file);
    }

    private Query query(RoutingContext context, ZoneId zone) {
        String cursor = context.request().getParam("cursor");
        LocalDate month = FigurePages.month(context);
        return new Query(
                month == null
                        ? parts.clock().instant().atZone(zone).toLocalDate().withDayOfMonth(1)
                        : month,
                Objects.requireNonNull(FigurePages.one(context, "which", Which.class, Which.COUNTED)),
                FigurePages.one(context, "clock", ArrivalClock.class, null),
                cursor == null ? null : Pages.uuid(cursor));
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        zone(me.scope())
                .compose(zone -> {
                    Query query = query(context, zone);
                    return read(context, me.scope())
                            .compose(v -> rows.list(me.scope(), query, A_PAGE))
                            .map(page -> sheet(query, page, new WallClock(zone)));
                })
                .onSuccess(sheet -> Pages.html(
                        context, pages.render("figurerows.jte", Map.of("me", me, "sheet", sheet, "back", "/figures"))))
                .onFailure(context::fail);
    }

    private static FigureSheet sheet(Query query, Page<SentRow> page, WallClock clock) {
        String address = address(query);
        List<List<Cell>> lines = page.items().stream()
                .map(row -> List.of(
                        new Cell(row.reference(), "/alarms/" + row.alarmId(), false),
                        Cell.of(row.place() == null ? "no home on file" : row.place()),
                        Cell.of(clock.full(row.received())),
                        Cell.of(clock.full(row.decided())),
                        Cell.of(row.arrived() == null ? ended(row, clock) : clock.full(row.arrived())),
                        Cell.of(row.proven() == null ? "–" : clock.full(row.proven())),
                        Cell.of(FigureWords.time(FigureWords.between(row.decided(), row.arrived()))),
                        Cell.of(FigureWords.time(FigureWords.between(row.received(), row.arrived())))))
                .toList();
        return new FigureSheet(
                "Of " + FigureWords.month(query.month()) + ": " + FigureWords.of(query.which()),
                List.of(),
                List.of(new Part(
                        "",
                        page.next() == null
                                ? List.of(new Said("As a file", "/figures/sent.csv?" + address, false))
                                : List.of(
                                        new Said("As a file", "/figures/sent.csv?" + address, false),
                                        new Said(
                                                "There are more",
                                                "/figures/sent?" + address + "&cursor=" + page.next(),
                                                false)),
                        "",
                        null,
                        List.of(Table.of(
                                "Alarms to which somebody was sent",
                                "",
                                "Alarm|Place|Received|Decided|There|Proven by a press|From the decision#|From the receipt#",
                                lines)))));
    }

    private static String ended(SentRow row, WallClock clock) {
        return row.closed() == null ? "nobody yet" : "nobody; closed " + clock.full(row.closed());
    }

    private static String address(Query query) {
        return "month=" + FigureWords.code(query.month()) + "&which=" + query.which()
                + (query.clock() == null ? "" : "&clock=" + query.clock());
    }

    private void file(RoutingContext context) {
        Scope scope = Login.signedIn(context).scope();
        zone(scope)
                .compose(zone -> {
                    Query query = query(context, zone);
                    FigureFile file = new FigureFile(context.vertx(), Tongue.of(context), HEADS);
                    return read(context, scope)
                            .compose(v -> rows.each(scope, query, portion -> file.add(portion, SentPages::cells)))
                            .onSuccess(v -> file.send(context, "responses-" + FigureWords.code(query.month())));
                })
                .onFailure(context::fail);
    }

    private static List<String> cells(SentRow row) {
        return List.of(
                row.reference(),
                text(row.place()),
                row.received().toString(),
                row.decided().toString(),
                text(row.arrived()),
                text(row.proven()),
                text(row.closed()),
                seconds(FigureWords.between(row.decided(), row.arrived())),
                seconds(FigureWords.between(row.received(), row.arrived())));
    }

    private static String seconds(@Nullable Duration time) {
        return time == null ? "" : Long.toString(time.toSeconds());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private Future<ZoneId> zone(Scope scope) {
        return services.findById(scope.serviceId())
                .map(found -> found.orElseThrow().zone());
    }

    private Future<Void> read(RoutingContext context, Scope scope) {
        return audit.record(scope, "read-figure-rows", "service:" + scope.serviceId(), Pages.address(context));
    }
}
