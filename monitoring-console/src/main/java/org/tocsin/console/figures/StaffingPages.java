package org.tocsin.console.figures;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
import org.tocsin.console.report.Charts;
import org.tocsin.figures.Staffing;
import org.tocsin.figures.Staffing.Slot;
import org.tocsin.figures.StaffingStore;
import org.tocsin.figures.StaffingStore.Worked;
import org.tocsin.service.ServiceStore;

/** How many people are needed when, by half-hour of the week. */
final class StaffingPages {
    static final String RULE =
            "Counted are the alarms somebody worked on, faults and calls taken by hand among them, by"
                    + " the half-hour in which they were received, in the last " + StaffingStore.WEEKS
                    + " whole weeks. One keeps"
                    + " somebody busy from each opening until it is put aside, handed back, a responder accepts, or it is closed,"
                    + " and while speech is up. People needed are the fewest with whom the first answering target is met by"
                    + " Erlang's formula for callers who wait (Erlang C), never fewer than one: for the average of those weeks,"
                    + " and for the busiest. It knows nothing of breaks, meetings or calls lists; add what those take. A half-hour"
                    + " with fewer than 30 alarms takes the handling time of all.";

    private final Pages pages;
    private final StaffingStore store;
    private final ServiceStore services;

    StaffingPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new StaffingStore(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get("/figures/staffing").handler(this::week);
        router.get("/figures/staffing/rows").handler(this::rows);
        router.get("/figures/staffing.csv").handler(this::file);
    }

    private void week(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Charts charts = new Charts(Tongue.of(context));
        store.plan(me.scope())
                // The picture is drawn off the event loop.
                .compose(plan -> context.vertx().executeBlocking(() -> sheet(plan, charts), false))
                .onSuccess(sheet -> Pages.html(context, pages.render("figures.jte", Map.of("me", me, "sheet", sheet))))
                .onFailure(context::fail);
    }

    private static FigureSheet sheet(Staffing plan, Charts charts) {
        List<List<Cell>> rows = IntStream.range(0, Staffing.SLOTS_A_DAY)
                .mapToObj(number -> row(plan, number))
                .toList();
        Slot peak = plan.slots().stream()
                .max((a, b) -> Integer.compare(a.busiest(), b.busiest()))
                .orElseThrow();
        boolean nothing = plan.slots().stream().allMatch(slot -> slot.alarms() == 0);
        List<Said> said = nothing
                ? List.of(Said.of("Nothing has been worked on in the last " + plan.weeks() + " weeks."))
                : List.of(
                        new Said(
                                "The busiest half-hour needed " + FigureWords.many(peak.busiest(), "person", "people")
                                        + ": " + day(peak.day()) + " from " + peak.from() + ".",
                                rowsOf(peak),
                                false),
                        Said.of("An alarm keeps somebody busy for " + FigureWords.time(plan.handling())
                                + " on average; the target is " + plan.target().words() + "."),
                        new Said("As a file", "/figures/staffing.csv", false));
        return new FigureSheet(
                "People needed",
                List.of(),
                List.of(new Part(
                        "By half-hour of the week",
                        said,
                        RULE,
                        nothing
                                ? null
                                : charts.people(
                                        List.of(
                                                line("Weekdays, the busiest", plan, day -> day.getValue() <= 5),
                                                line("Weekend, the busiest", plan, day -> day.getValue() > 5)),
                                        "People needed by the hour of the day. The table below has each figure."),
                        List.of(Table.of(
                                "People needed, average week / busiest week",
                                "A figure opens the alarms behind it.",
                                "From|Mon#|Tue#|Wed#|Thu#|Fri#|Sat#|Sun#",
                                rows)))));
    }

    private static Charts.Line<Double> line(String name, Staffing plan, Predicate<DayOfWeek> days) {
        List<Double> at = new ArrayList<>();
        List<Double> people = new ArrayList<>();
        for (int number = 0; number < Staffing.SLOTS_A_DAY; number++) {
            int slot = number;
            at.add(number / 2.0);
            people.add((double) plan.slots().stream()
                    .filter(one -> one.number() == slot && days.test(one.day()))
                    .mapToInt(Slot::busiest)
                    .max()
                    .orElse(1));
        }
        return new Charts.Line<>(name, at, people);
    }

    private static List<Cell> row(Staffing plan, int number) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(
                LocalTime.MIDNIGHT.plus(Staffing.HALF_HOUR.multipliedBy(number)).toString()));
        plan.slots().stream()
                .filter(slot -> slot.number() == number)
                .forEach(slot -> cells.add(new Cell(
                        slot.average() + " / " + slot.busiest(), slot.alarms() == 0 ? null : rowsOf(slot), false)));
        return cells;
    }

    private static String rowsOf(Slot slot) {
        return "/figures/staffing/rows?day=" + slot.day() + "&slot=" + slot.number();
    }

    private static String day(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.UK);
    }

    private void rows(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        DayOfWeek day = FigurePages.one(context, "day", DayOfWeek.class, null);
        String text = context.request().getParam("slot");
        int slot = text != null && text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : -1;
        if (day == null || slot < 0 || slot >= Staffing.SLOTS_A_DAY) {
            context.fail(404);
            return;
        }
        Future<WallClock> clock = services.findById(me.serviceId())
                .map(found -> new WallClock(found.orElseThrow().zone()));
        store.rows(me.scope(), day, slot)
                .compose(alarms -> clock.map(wall -> sheet(day, slot, alarms, wall)))
                .onSuccess(sheet -> Pages.html(
                        context,
                        pages.render("figurerows.jte", Map.of("me", me, "sheet", sheet, "back", "/figures/staffing"))))
                .onFailure(context::fail);
    }

    private static FigureSheet sheet(DayOfWeek day, int slot, List<Worked> alarms, WallClock clock) {
        List<List<Cell>> rows = alarms.stream()
                .map(one -> {
                    Integer busy = one.busy();
                    return List.of(
                            new Cell(one.reference(), "/alarms/" + one.alarmId(), false),
                            Cell.of(clock.full(one.received())),
                            Cell.of(one.kind().words()),
                            Cell.of(busy == null ? "still open" : FigureWords.time(Duration.ofSeconds(busy))));
                })
                .toList();
        return new FigureSheet(
                day(day) + "s from " + LocalTime.MIDNIGHT.plus(Staffing.HALF_HOUR.multipliedBy(slot)),
                List.of(),
                List.of(new Part(
                        "",
                        List.of(),
                        RULE,
                        null,
                        List.of(Table.of("Alarms somebody worked on", "", "Alarm|Received|Kind|Busy for#", rows)))));
    }

    private void file(RoutingContext context) {
        store.plan(Login.signedIn(context).scope())
                .onSuccess(plan -> FigurePages.csv(
                        context,
                        "people-needed",
                        heads(plan.weeks()),
                        plan.slots().stream()
                                .map(slot -> List.of(
                                        Tongue.of(context).say(day(slot.day())),
                                        slot.from().toString(),
                                        Long.toString(slot.alarms()),
                                        Long.toString(slot.most()),
                                        Long.toString(slot.handling().toSeconds()),
                                        Integer.toString(slot.average()),
                                        Integer.toString(slot.busiest())))
                                .toList()))
                .onFailure(context::fail);
    }

    /** Of the file, for a person. */
    static List<String> heads(int weeks) {
        return List.of(
                "day",
                "from",
                "alarms in " + weeks + " weeks",
                "most in one week",
                "handling (s)",
                "needed on average",
                "needed at the busiest");
    }
}
