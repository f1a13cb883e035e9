package org.tocsin.console.keeping;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;
import org.tocsin.service.RetentionReport;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** What of each kind would go on the next run of the retention program, and what the last ones took. For managers. */
public final class RetentionPages {
    /** A program that runs each night, and once is missed. */
    private static final Duration STALE = Duration.ofDays(2);

    private static final int LAST_LINES = 60;
    private static final int YEAR = 365;

    private final Pages pages;
    private final RetentionReport report;
    private final ServiceStore services;
    private final InstantSource clock;

    public RetentionPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.report = new RetentionReport(parts.database(), clock);
        this.services = new ServiceStore(parts.database(), clock);
    }

    /** Adds its address, for people who are signed in. */
    public void mount(Router router) {
        router.get("/retention").handler(this::show);
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (!HoldBanner.KEEPERS.contains(me.role())) {
            context.fail(403, new Refusal("What is kept how long is for managers."));
            return;
        }
        Future.all(report.waiting(me.scope()), report.runs(me.scope(), LAST_LINES), services.findById(me.serviceId()))
                .onSuccess(all -> {
                    TelecareService service =
                            all.<Optional<TelecareService>>resultAt(2).orElseThrow();
                    RetentionPage page = page(all.resultAt(0), all.resultAt(1), service);
                    Pages.html(context, pages.render("retention.jte", Map.of("me", me, "page", page)));
                })
                .onFailure(context::fail);
    }

    private RetentionPage page(
            List<RetentionReport.Waiting> waiting, List<RetentionReport.Run> runs, TelecareService service) {
        WallClock wall = new WallClock(service.zone());
        boolean rules = waiting.stream().anyMatch(kind -> kind.days() != null);
        return new RetentionPage(
                last(runs, wall),
                stale(rules, runs),
                service.code(),
                waiting.stream().map(kind -> line(kind, wall)).toList(),
                runs.stream()
                        .map(run -> new RetentionPage.Run(
                                wall.day(run.startedAt()),
                                what(run.kind()),
                                time(run.days()),
                                number(run.gone()),
                                run.complete() ? "nothing was left" : "more was due: the next run goes on"))
                        .toList());
    }

    private static String last(List<RetentionReport.Run> runs, WallClock wall) {
        if (runs.isEmpty()) {
            return "The program has never taken anything away here.";
        }
        RetentionReport.Run newest = runs.get(0);
        int gone = runs.stream()
                .filter(run -> run.id().equals(newest.id()))
                .mapToInt(RetentionReport.Run::gone)
                .sum();
        return "The last run was on " + wall.day(newest.startedAt()) + "; records it took: " + number(gone) + ".";
    }

    private String stale(boolean rules, List<RetentionReport.Run> runs) {
        Instant before = clock.instant().minus(STALE);
        boolean lately = !runs.isEmpty() && runs.get(0).startedAt().isAfter(before);
        return rules && !lately ? "There are rules, and it has not run for two days or longer." : "";
    }

    private static RetentionPage.Line line(RetentionReport.Waiting kind, WallClock wall) {
        Instant oldest = kind.oldest();
        return new RetentionPage.Line(
                what(kind.kind()),
                goes(kind.kind()),
                kind.days() == null ? "for ever: there is no rule" : time(kind.days()),
                kind.days() == null ? "" : since(kind.kind()),
                due(kind.days(), kind.due()),
                oldest == null ? "" : wall.date(oldest));
    }

    private static String due(@Nullable Integer days, @Nullable Integer due) {
        if (due == null) {
            return days == null ? "nothing" : "not counted: somebody else is counting just now";
        }
        if (due == 0) {
            return "nothing";
        }
        return due >= Retention.MOST ? "at least " + number(Retention.MOST) : number(due);
    }

    private static String number(int number) {
        return String.format(Locale.UK, "%,d", number);
    }

    private static String time(int days) {
        if (days % YEAR == 0) {
            return days == YEAR ? "1 year" : days / YEAR + " years";
        }
        return days == 1 ? "1 day" : number(days) + " days";
    }

    private static String what(RetentionKind kind) {
        return switch (kind) {
            case PERSON -> "People who live in no home any more";
            case HOME -> "Homes that have left the service";
            case ALARM_NOTE -> "Notes of closed alarms";
            case VISIT_NOTE -> "Notes of visits";
            case CALL_NOTE -> "Notes of calls because of faults, incidents and tests";
            case STAFF_TRACE -> "Traces of staff";
        };
    }

    private static String goes(RetentionKind kind) {
        return switch (kind) {
            case PERSON -> "Name, telephone, notes, card and scripts";
            case HOME -> "Address, way in, risks, contacts, card, tasks and calls of its lists";
            case ALARM_NOTE ->
                "Whom somebody spoke to, the closing note, numbers that were rung, to whom messages went, what responders wrote, their photos";
            case VISIT_NOTE -> "Notes, with whom somebody spoke, where the phone was, photos of a door nobody opened";
            case CALL_NOTE -> "What was noted of the call";
            case STAFF_TRACE ->
                "Where a responder was, phones that take no notices any more, messages that stand in no alarm";
        };
    }

    private static String since(RetentionKind kind) {
        return switch (kind) {
            case PERSON -> "since they moved out";
            case HOME -> "since it left";
            case ALARM_NOTE -> "since it was closed";
            case VISIT_NOTE -> "since it ended";
            case CALL_NOTE -> "since the call";
            case STAFF_TRACE -> "since it was said, ended or asked";
        };
    }
}
