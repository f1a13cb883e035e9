package org.tocsin.console.figures;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.tocsin.figures.FallMonth;
import org.tocsin.figures.FallStore;
import org.tocsin.figures.FallStore.Fall;
import org.tocsin.figures.FallStore.Reported;
import org.tocsin.service.ServiceStore;

/** Falls by month, and each of them. */
final class FallPages {
    /** Of the file, for a person. */
    static final List<String> HEADS = List.of(
            "alarm",
            "place",
            "received at (UTC)",
            "on the floor (min)",
            "lift",
            "injury",
            "left",
            "hospital or ambulance avoided",
            "999 rung",
            "outcome");

    private final Pages pages;
    private final FallStore store;
    private final AuditTrail audit;
    private final ServiceStore services;

    FallPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new FallStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get("/figures/falls").handler(this::months);
        router.get("/figures/falls/rows").handler(this::rows);
        router.get("/figures/falls.csv").handler(this::file);
    }

    private void months(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        store.months(me.scope())
                .onSuccess(months ->
                        Pages.html(context, pages.render("figures.jte", Map.of("me", me, "sheet", sheet(months)))))
                .onFailure(context::fail);
    }

    private static FigureSheet sheet(List<FallMonth> months) {
        FallMonth now = months.get(0);
        long falls = months.stream().mapToLong(FallMonth::falls).sum();
        long up = months.stream().mapToLong(FallMonth::helpedUp).sum();
        long hurt = months.stream()
                .mapToLong(month -> month.minor() + month.serious())
                .sum();
        long avoided = months.stream().mapToLong(FallMonth::avoided).sum();
        List<Said> said = List.of(
                new Said(
                        FigureWords.many(now.falls(), "fall", "falls") + " in " + FigureWords.month(now.month()) + ", "
                                + FigureWords.many(now.helpedUp(), "person", "people") + " helped up.",
                        now.falls() == 0 ? null : rows(now.month()),
                        false),
                Said.of("In eighteen months: " + FigureWords.many(falls, "fall", "falls") + ", "
                        + FigureWords.many(up, "person", "people") + " helped up, "
                        + FigureWords.number(hurt) + " with an injury, and "
                        + FigureWords.many(
                                avoided, "visit to hospital or ambulance", "visits to hospital or ambulances")
                        + " avoided."));
        List<List<Cell>> lines = new ArrayList<>();
        for (FallMonth month : months) {
            lines.add(List.of(
                    Cell.of(FigureWords.month(month.month())),
                    Cell.count(month.falls(), rows(month.month())),
                    number(month.attended()),
                    number(month.helpedUp()),
                    number(month.minor()),
                    number(month.serious()),
                    number(month.avoided()),
                    number(month.ambulance()),
                    number(month.hospital()),
                    number(month.longLies())));
        }
        return new FigureSheet(
                "Falls",
                List.of(),
                List.of(new Part(
                        "People on the floor",
                        said,
                        FallMonth.RULE,
                        null,
                        List.of(Table.of(
                                "Month by month",
                                "",
                                "Month|Falls#|Attended by us#|Helped up#|Minor injury#|Serious injury#|"
                                        + "Hospital or ambulance avoided#|999 rung#|Taken to hospital#|"
                                        + "An hour or more on the floor#",
                                lines)))));
    }

    private static Cell number(long number) {
        return Cell.of(FigureWords.number(number));
    }

    private static String rows(LocalDate month) {
        return "/figures/falls/rows?month=" + FigureWords.code(month);
    }

    private void rows(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        LocalDate month = FigurePages.month(context);
        if (month == null) {
            context.fail(404);
            return;
        }
        Future<WallClock> clock = services.findById(me.serviceId())
                .map(found -> new WallClock(found.orElseThrow().zone()));
        read(context, me.scope())
                .compose(v -> store.rows(me.scope(), month))
                .compose(falls -> clock.map(wall -> sheet(month, falls, wall)))
                .onSuccess(sheet -> Pages.html(
                        context,
                        pages.render("figurerows.jte", Map.of("me", me, "sheet", sheet, "back", "/figures/falls"))))
                .onFailure(context::fail);
    }

    private static FigureSheet sheet(LocalDate month, List<Fall> falls, WallClock clock) {
        List<List<Cell>> lines = falls.stream()
                .map(fall -> {
                    Reported report = fall.report();
                    return List.of(
                            new Cell(fall.reference(), "/alarms/" + fall.alarmId(), false),
                            Cell.of(text(fall.place())),
                            Cell.of(clock.full(fall.received())),
                            Cell.of(fall.minutes() == null ? "–" : fall.minutes() + " min"),
                            Cell.of(report == null ? "no report" : report.lift().words()),
                            Cell.of(report == null ? "–" : report.injury().words()),
                            Cell.of(report == null ? "–" : report.left().words()),
                            Cell.of(report != null && report.avoided() ? "yes" : "no"),
                            Cell.of(fall.rang999() ? "yes" : "no"));
                })
                .toList();
        return new FigureSheet(
                "Falls in " + FigureWords.month(month),
                List.of(),
                List.of(new Part(
                        "",
                        List.of(new Said("As a file", "/figures/falls.csv?month=" + FigureWords.code(month), false)),
                        FallMonth.RULE,
                        null,
                        List.of(Table.of(
                                "Each of them",
                                "",
                                "Alarm|Place|Received|On the floor#|How they got up|Injury|How they were left|Avoided|999",
                                lines)))));
    }

    private void file(RoutingContext context) {
        Scope scope = Login.signedIn(context).scope();
        LocalDate month = FigurePages.month(context);
        if (month == null) {
            context.fail(404);
            return;
        }
        read(context, scope)
                .compose(v -> store.rows(scope, month))
                .onSuccess(falls -> FigurePages.csv(
                        context,
                        "falls-" + FigureWords.code(month),
                        HEADS,
                        falls.stream()
                                .map(fall -> cells(fall, Tongue.of(context)))
                                .toList()))
                .onFailure(context::fail);
    }

    private static List<String> cells(Fall fall, Tongue tongue) {
        Reported report = fall.report();
        return List.of(
                fall.reference(),
                text(fall.place()),
                fall.received().toString(),
                fall.minutes() == null ? "" : fall.minutes().toString(),
                report == null ? "" : tongue.say(report.lift().words()),
                report == null ? "" : tongue.say(report.injury().words()),
                report == null ? "" : tongue.say(report.left().words()),
                report == null ? "" : tongue.say(report.avoided() ? "yes" : "no"),
                tongue.say(fall.rang999() ? "yes" : "no"),
                text(fall.outcome()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private Future<Void> read(RoutingContext context, Scope scope) {
        return audit.record(scope, "read-figure-rows", "service:" + scope.serviceId(), Pages.address(context));
    }
}
