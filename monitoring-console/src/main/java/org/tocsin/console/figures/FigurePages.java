package org.tocsin.console.figures;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.report.Charts;
import org.tocsin.figures.FigureStore;
import org.tocsin.figures.FigureStore.Figures;
import org.tocsin.figures.RuleWords;
import org.tocsin.figures.TodayStore;

/** {@code /figures}: answers and arrivals month by month; and the way to everything behind and beside them. For managers. */
public final class FigurePages {
    private static final Set<Role> READERS = EnumSet.of(Role.MANAGER, Role.ADMIN);

    private final Parts parts;
    private final Pages pages;
    private final FigureStore store;
    private final TodayStore today;

    public FigurePages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.store = new FigureStore(parts.database(), parts.clock());
        this.today = new TodayStore(parts.database(), parts.clock());
    }

    /** Adds the addresses of figures, for people who are signed in. */
    public void mount(Router router) {
        router.route("/figures*").handler(FigurePages::managersOnly);
        router.get("/figures").handler(this::overview);
        router.get("/board/today").handler(this::today);
        new CallPages(parts, pages).mount(router);
        new SentPages(parts, pages).mount(router);
        new ProfilePages(parts, pages).mount(router);
        new FallPages(parts, pages).mount(router);
        new StaffingPages(parts, pages).mount(router);
        new QualityPages(parts, pages).mount(router);
    }

    private static void managersOnly(RoutingContext context) {
        if (READERS.contains(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("Figures are for managers."));
        }
    }

    /** One figure for everybody in the room, with its rule. */
    private void today(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (!me.role().worksOnAlarms()) {
            context.fail(403, new Refusal("Only an operator sees alarms here."));
            return;
        }
        today.read(me.scope())
                .onSuccess(today -> Pages.html(
                        context,
                        pages.render("today.jte", Map.of("today", today, "rule", RuleWords.answers(today.profile())))))
                .onFailure(context::fail);
    }

    private void overview(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Charts charts = new Charts(Tongue.of(context));
        store.read(me.scope())
                // Pictures are drawn off the event loop.
                .compose(figures -> context.vertx().executeBlocking(() -> sheet(figures, charts), false))
                .onSuccess(sheet -> Pages.html(context, pages.render("figures.jte", Map.of("me", me, "sheet", sheet))))
                .onFailure(context::fail);
    }

    private static FigureSheet sheet(Figures figures, Charts charts) {
        List<String> under = new ArrayList<>();
        under.add(figures.service());
        under.add("As of " + new WallClock(figures.zone()).full(figures.asOf()) + ".");
        if (figures.behind() > 0) {
            under.add("Not worked in yet: " + FigureWords.many(figures.behind(), "alarm", "alarms")
                    + " changed in the last moments.");
        }
        return new FigureSheet(
                "Answering and arriving",
                under,
                List.of(
                        new AnswerWriter(figures.answers(), charts).part(),
                        new ArrivalWriter(figures.arrivals()).part()));
    }

    /** The month that was asked for, "2026-11"; null for none, or for what is no month. */
    static @Nullable LocalDate month(RoutingContext context) {
        String month = context.request().getParam("month");
        try {
            return month == null ? null : YearMonth.parse(month).atDay(1);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The constant of this name; {@code usual} where nothing, or nothing we know, was asked for. */
    static <E extends Enum<E>> @Nullable E one(RoutingContext context, String name, Class<E> type, @Nullable E usual) {
        String text = context.request().getParam(name);
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return usual;
    }

    /** A short table as a file that a spreadsheet opens. */
    static void csv(RoutingContext context, String name, List<String> heads, List<List<String>> rows) {
        FigureFile file = new FigureFile(context.vertx(), Tongue.of(context), heads);
        file.add(rows, row -> row).onSuccess(v -> file.send(context, name)).onFailure(context::fail);
    }
}
