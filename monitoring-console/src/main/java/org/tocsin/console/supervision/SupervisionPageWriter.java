package org.tocsin.console.supervision;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Page;
import org.tocsin.supervision.Liveness.Pause;
import org.tocsin.supervision.Liveness.State;
import org.tocsin.supervision.Trend;
import org.tocsin.supervision.WatchFile;
import org.tocsin.supervision.WatchLine;

/** From what the stores have to what is read. Pure. */
final class SupervisionPageWriter {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
    private static final int TABLE_DAYS = 14;

    private final WallClock clock;
    private final Instant now;

    SupervisionPageWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    SupervisionListPage list(State state, Map<State, Long> counts, Page<WatchLine> page) {
        List<SupervisionListPage.Tab> tabs = new ArrayList<>();
        for (State one : List.of(State.SILENT, State.LATE, State.NEW, State.PAUSED, State.ALIVE)) {
            tabs.add(new SupervisionListPage.Tab(
                    word(one),
                    counts.getOrDefault(one, 0L),
                    one == State.ALIVE
                            ? null
                            : "/supervision?state=" + one.name().toLowerCase(Locale.ROOT),
                    one == state));
        }
        String next = page.next() == null
                ? null
                : "/supervision?state=" + state.name().toLowerCase(Locale.ROOT) + "&after=" + page.next();
        return new SupervisionListPage(
                tabs,
                word(state),
                rule(state),
                page.items().stream().map(this::line).toList(),
                next);
    }

    private SupervisionListPage.Line line(WatchLine line) {
        Pause pause = line.pause();
        String since = clock.day(line.since());
        return new SupervisionListPage.Line(
                line.cid(),
                line.people() == null ? "Nobody on file" : line.people(),
                line.place() == null ? "No home on file" : line.place(),
                line.risk() == RiskTier.STANDARD ? "" : line.risk().name().toLowerCase(Locale.ROOT),
                line.risk() == RiskTier.CRITICAL,
                pause == null ? since : reason(pause) + ", since " + since,
                span(Duration.between(line.since(), now)),
                line.heard() == null ? "never" : clock.day(line.heard()));
    }

    WatchPage one(WatchFile file, boolean mayPause, String problem) {
        State state = file.now().state();
        WatchFile.Planned planned = file.planned();
        return new WatchPage(
                file.cid(),
                headline(file),
                state == State.SILENT || state == State.LATE,
                facts(file),
                planned == null
                        ? null
                        : new WatchPage.Planned(planned.words(), clock.day(planned.until()), planned.setBy()),
                mayPause,
                problem,
                file.more().triggers().stream().map(this::trigger).toList(),
                file.more().silences().stream().map(this::silence).toList(),
                charts(file.more().trend()));
    }

    private String headline(WatchFile file) {
        State state = file.now().state();
        Pause pause = file.pause();
        if (state == State.PAUSED && pause != null) {
            Instant until = file.pausedUntil();
            return "On hold: " + reason(pause) + (until == null ? "" : ", until " + clock.day(until));
        }
        return word(state) + " since " + clock.day(file.now().since());
    }

    private List<WatchPage.Fact> facts(WatchFile file) {
        List<WatchPage.Fact> facts = new ArrayList<>();
        Instant heard = file.now().heard();
        facts.add(new WatchPage.Fact(
                "Last sign of life",
                heard == null
                        ? "never: nothing proves that it works"
                        : clock.full(heard) + ", " + span(Duration.between(heard, now)) + " ago"));
        Instant silentAt = file.now().silentAt();
        if (heard != null && file.now().state() != State.PAUSED && file.now().state() != State.SILENT) {
            facts.add(new WatchPage.Fact(
                    "Expected next",
                    "by " + clock.day(heard.plus(file.expected().interval()))));
            if (silentAt != null) {
                facts.add(new WatchPage.Fact(
                        "Silent", "from " + clock.full(silentAt) + ", if nothing is heard while we listen"));
            }
        }
        facts.add(new WatchPage.Fact(
                "Rule",
                "a sign of life every %s, and %s of grace: any heartbeat or signal counts"
                        .formatted(
                                span(file.expected().interval()),
                                span(file.expected().grace()))));
        file.more()
                .trend()
                .daysToLowBattery(now.atOffset(ZoneOffset.UTC).toLocalDate())
                .ifPresent(days -> facts.add(new WatchPage.Fact(
                        "Battery",
                        days == 0
                                ? "below " + Trend.LOW_BATTERY + " %"
                                : "falls below %d %% in about %d days, if it goes on as in the last fortnight"
                                        .formatted(Trend.LOW_BATTERY, days))));
        return facts;
    }

    private WatchPage.Trigger trigger(WatchFile.Trigger trigger) {
        Instant low = trigger.batteryLow();
        String battery = low == null ? "" : "battery low since at least " + clock.day(low);
        Duration every = trigger.expectedEvery();
        String range = trigger.outOfRange()
                ? "out of range of its unit"
                : trigger.late() && every != null ? "late: it reports every " + span(every) + ", and missed two" : "";
        String standing = range.isEmpty() || battery.isEmpty() ? range + battery : range + "; " + battery;
        return new WatchPage.Trigger(
                trigger.words(),
                trigger.heard() == null ? "never" : clock.day(trigger.heard()),
                standing,
                !standing.isEmpty());
    }

    private WatchPage.Silence silence(WatchFile.Silence silence) {
        Instant again = silence.heardAgain();
        return new WatchPage.Silence(
                silence.trigger() == null ? "the unit" : silence.trigger(),
                clock.full(silence.began()),
                clock.full(silence.noticed()),
                again == null ? "not yet" : clock.full(again),
                span(Duration.between(silence.heardBefore(), again == null ? now : again)) + " without a word");
    }

    private List<WatchPage.Chart> charts(Trend trend) {
        List<WatchPage.Chart> charts = new ArrayList<>();
        chart(charts, "Battery", " %", 0, 100, trend, Trend.Day::batteryMin, Trend.Day::batteryMax);
        chart(charts, "Signal", " dBm", -120, -40, trend, Trend.Day::rssiMin, Trend.Day::rssiMax);
        return charts;
    }

    private void chart(
            List<WatchPage.Chart> charts,
            String name,
            String unit,
            int bottom,
            int top,
            Trend trend,
            Function<Trend.Day, @Nullable Integer> lowest,
            Function<Trend.Day, @Nullable Integer> highest) {
        List<Trend.Day> known =
                trend.days().stream().filter(day -> lowest.apply(day) != null).toList();
        if (known.isEmpty()) {
            return;
        }
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        StringBuilder points = new StringBuilder();
        for (Trend.Day day : known) {
            long x = 600 - ChronoUnit.DAYS.between(day.day(), today) * 600 / 90;
            int value = Math.max(bottom, Math.min(top, or(lowest.apply(day), bottom)));
            points.append(points.isEmpty() ? "" : " ")
                    .append(x)
                    .append(',')
                    .append(78 - 76 * (value - bottom) / (top - bottom));
        }
        Trend.Day first = known.get(0);
        Trend.Day last = known.get(known.size() - 1);
        String words = "%s: lowest of each day, %s%s on %s, %s%s on %s"
                .formatted(
                        name,
                        lowest.apply(first),
                        unit,
                        DAY.format(first.day()),
                        lowest.apply(last),
                        unit,
                        DAY.format(last.day()));
        List<WatchPage.Day> days = new ArrayList<>();
        for (int i = known.size() - 1; i >= Math.max(0, known.size() - TABLE_DAYS); i--) {
            Trend.Day day = known.get(i);
            days.add(new WatchPage.Day(DAY.format(day.day()), lowest.apply(day) + unit, highest.apply(day) + unit));
        }
        charts.add(new WatchPage.Chart(name, points.toString(), words, days));
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    static String word(State state) {
        return switch (state) {
            case SILENT -> "Silent";
            case LATE -> "Late";
            case NEW -> "Never heard";
            case PAUSED -> "On hold";
            case ALIVE -> "Alive";
        };
    }

    private static String rule(State state) {
        return switch (state) {
            case SILENT ->
                "Nothing was heard for the interval and the grace of this model and risk, while we listened. Each"
                        + " was raised as a fault, once.";
            case LATE -> "Later than usual by a fifth of the interval, and not yet silent. Nothing has to be done.";
            case NEW ->
                "On file and never heard: nothing proves that these work. Since counts from when they were put on"
                        + " file, or first looked at.";
            case PAUSED -> "Not expected, with a reason. What they send is heard and sounds as ever.";
            case ALIVE -> "Heard in time.";
        };
    }

    private static String reason(Pause pause) {
        return switch (pause) {
            case IN_STOCK -> "in no home";
            case HOME_ENDED -> "the home's service has ended";
            case SUSPENDED -> "suspended";
            case TEST_MODE -> "in test mode";
            case PLANNED_WORK -> "planned work";
        };
    }

    /** "3 days", "2 hours", "12 minutes", "5 seconds": the largest that fits. */
    static String span(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds >= 2 * 86_400) {
            return seconds / 86_400 + " days";
        }
        if (seconds >= 2 * 3_600) {
            long minutes = seconds % 3_600 / 60;
            return seconds / 3_600 + " hours" + (minutes == 0 ? "" : " " + minutes + " minutes");
        }
        return seconds >= 120 ? seconds / 60 + " minutes" : seconds + " seconds";
    }
}
