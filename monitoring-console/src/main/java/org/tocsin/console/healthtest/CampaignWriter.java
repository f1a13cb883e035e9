package org.tocsin.console.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.healthtest.CampaignPage.Bar;
import org.tocsin.console.healthtest.CampaignPage.Fact;
import org.tocsin.console.healthtest.CampaignPage.Figure;
import org.tocsin.console.healthtest.CampaignPage.Head;
import org.tocsin.console.healthtest.CampaignPage.Listed;
import org.tocsin.console.healthtest.CampaignPage.Row;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.healthtest.CampaignEstimate;
import org.tocsin.healthtest.CampaignStore.Preview;
import org.tocsin.healthtest.Progress;
import org.tocsin.healthtest.Selection;
import org.tocsin.healthtest.TestMethod;
import org.tocsin.healthtest.TestRun;
import org.tocsin.healthtest.TestRun.Cause;

/** Campaigns in words, at this moment and in the service's zone. */
final class CampaignWriter {
    private final WallClock clock;
    private final Instant now;

    CampaignWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    Listed listed(Campaign campaign, Progress progress) {
        Instant began = campaign.standing().beganAt();
        return new Listed(
                campaign.id(),
                campaign.order().name(),
                standing(campaign),
                progress.all() == 0 ? "" : "%,d of %,d".formatted(progress.over(), progress.all()),
                began == null ? "" : clock.day(began));
    }

    Head head(Campaign campaign) {
        boolean paused = campaign.standing().pause() != null;
        boolean still = paused
                || campaign.standing().hold() != null
                || campaign.standing().state() == State.TO_ACCEPT;
        return new Head(
                campaign.id(), campaign.order().name(), campaign.standing().state(), standing(campaign), still, paused);
    }

    private String standing(Campaign campaign) {
        Campaign.Standing standing = campaign.standing();
        Campaign.Pause pause = standing.pause();
        if (pause != null && !standing.state().over()) {
            return "Paused since %s by %s: %s".formatted(clock.day(pause.at()), person(pause.by()), pause.reason());
        }
        Campaign.Hold hold = standing.hold();
        if (hold != null) {
            return "Stands still since %s: %s. It goes on by itself after a minute of calm."
                    .formatted(clock.day(hold.since()), hold.why().words());
        }
        String asking = campaign.order().pacing().hours().open(now, campaign.zone())
                ? ""
                : ", next asking " + clock.day(campaign.order().pacing().hours().next(now, campaign.zone()));
        return switch (standing.state()) {
            case PLANNED -> "Begins " + clock.day(standing.nextAt());
            case TRIAL -> "Asking the homes of the trial" + asking;
            case TO_ACCEPT -> "The trial is over: its results wait for a manager";
            case RUNNING -> "Under way" + asking;
            case WAITING -> "This cycle is over; the next begins " + clock.day(standing.nextAt());
            case DONE -> "Every unit has its result";
            case STOPPED -> "Stopped";
        };
    }

    Bar bar(Campaign campaign, Progress progress) {
        String words = "%,d of %,d units have their result".formatted(progress.over(), progress.all());
        long toAsk = progress.of(TestRun.State.PLANNED);
        return new Bar(progress.over(), Math.max(1, progress.all()), words, estimate(campaign, toAsk, progress));
    }

    private String estimate(Campaign campaign, long toAsk, Progress progress) {
        if (campaign.standing().state().over() || campaign.standing().state() == State.WAITING || progress.all() == 0) {
            return "";
        }
        if (toAsk == 0) {
            return "Everybody who can be asked has been; what is awaited has its own time.";
        }
        Optional<Instant> end = CampaignEstimate.end(campaign.order().pacing(), toAsk, now, campaign.zone());
        String last = "%,d were asked in the last minute".formatted(progress.lastMinute());
        return end.map(at -> "%,d are still to be asked, at this pace until about %s; %s."
                        .formatted(toAsk, clock.day(at), last))
                .orElse("%,d are still to be asked; %s.".formatted(toAsk, last));
    }

    List<Figure> results(Campaign campaign, Progress progress, boolean trial) {
        List<Figure> figures = new ArrayList<>();
        for (TestRun.State state : TestRun.State.values()) {
            long units = progress.of(state);
            if (units > 0) {
                String link = rows(campaign) + "?state=" + state.name() + (trial ? "&trial=1" : "");
                figures.add(new Figure(capital(state.words()), units, share(units, progress.all()), link));
            }
        }
        return figures;
    }

    List<Figure> causes(Campaign campaign, Progress progress) {
        return Arrays.stream(Cause.values())
                .filter(cause -> progress.causes().getOrDefault(cause, 0L) > 0)
                .map(cause -> {
                    long units = progress.causes().getOrDefault(cause, 0L);
                    String link = rows(campaign) + "?cause=" + cause.name();
                    return new Figure(capital(cause.words()), units, share(units, progress.all()), link);
                })
                .toList();
    }

    private static String rows(Campaign campaign) {
        return "/health-tests/" + campaign.id() + "/runs";
    }

    List<Fact> facts(Campaign campaign, String model) {
        Campaign.Order order = campaign.order();
        Campaign.Retries retries = order.retries();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Whom", selection(order.selection(), model)));
        facts.add(new Fact("How often", order.everyDays() == null ? "once" : "every " + order.everyDays() + " days"));
        facts.add(new Fact(
                "Pace",
                order.pacing().perMinute() == null
                        ? "as fast as the units take it"
                        : "%,d a minute".formatted(order.pacing().perMinute())));
        String hours = order.pacing().hours().toString();
        facts.add(new Fact("When", hours.isEmpty() ? "at any time" : hours + ", " + campaign.zone()));
        String again = retries.attempts() == 1
                ? "asked once"
                : "asked up to %d times, %s apart".formatted(retries.attempts(), long2(retries.after()));
        facts.add(new Fact("Rules", "a signal is awaited for %s; %s".formatted(long2(retries.answerWithin()), again)));
        facts.add(new Fact(
                "Trial",
                order.trialPerModel() == 0 ? "none" : order.trialPerModel() + " units of each model before the rest"));
        facts.add(new Fact(
                "Planned by",
                person(campaign.made().by()) + ", " + clock.day(campaign.made().at())));
        return facts;
    }

    private String selection(Selection selection, String model) {
        List<String> parts = new ArrayList<>();
        if (selection.area() != null) {
            parts.add("area " + selection.area());
        }
        if (selection.modelId() != null) {
            parts.add("model " + model);
        }
        if (selection.equipment() != null) {
            parts.add(selection.equipment().toLowerCase(Locale.ROOT) + " equipment");
        }
        if (selection.riskTier() != null) {
            parts.add("risk tier " + selection.riskTier().toLowerCase(Locale.ROOT));
        }
        if (selection.notTestedSince() != null) {
            parts.add("not tested since " + clock.day(selection.notTestedSince()));
        }
        if (selection.notProvenSince() != null) {
            parts.add("not proven since " + clock.day(selection.notProvenSince()));
        }
        return parts.isEmpty() ? "every unit in service" : String.join(", ", parts);
    }

    Row row(TestRun run) {
        TestRun.Course course = run.course();
        TestRun.Heard heard = course.heard();
        Instant asked = course.asked().at();
        String said = course.words() == null ? "" : " (“" + course.words() + "”)";
        Cause cause = course.cause();
        return new Row(
                run.cid(),
                run.who(),
                capital(course.state().words()),
                (cause == null
                                ? course.method() == TestMethod.COMMAND
                                        ? ""
                                        : course.method().words()
                                : cause.words())
                        + said,
                asked == null ? "" : clock.full(asked),
                heard == null ? "" : clock.full(heard.at()) + ", after " + seconds(heard.delay()),
                heard == null ? "" : heard.path(),
                heard == null ? "" : unit(heard));
    }

    private static String unit(TestRun.Heard heard) {
        String battery = heard.battery() == null ? "" : "battery " + heard.battery() + " %";
        String signal = heard.rssi() == null ? "" : "signal " + heard.rssi() + " dBm";
        return battery.isEmpty() || signal.isEmpty() ? battery + signal : battery + ", " + signal;
    }

    CampaignPage.Counted counted(Preview preview, Campaign.Pacing pacing) {
        List<String> ways = new ArrayList<>();
        for (TestMethod method : TestMethod.values()) {
            if (preview.of(method) > 0) {
                ways.add("%,d %s".formatted(preview.of(method), method.words()));
            }
        }
        long toAsk = preview.of(TestMethod.COMMAND);
        String takes = toAsk == 0
                ? "Nobody of them can be asked."
                : CampaignEstimate.end(pacing, toAsk, now, clock.zone())
                        .map(at -> "Begun now, everybody has been asked once by %s; %,d are tried before the rest."
                                .formatted(clock.day(at), preview.trial()))
                        .orElse("As fast as the units take it; %,d are tried before the rest."
                                .formatted(preview.trial()));
        String told = preview.audibleHomes() == 0
                ? ""
                : "%,d homes will hear the test and must be told beforehand.".formatted(preview.audibleHomes());
        return new CampaignPage.Counted(
                "%,d units".formatted(preview.units()), ways, takes, told, preview.units() == 0);
    }

    String day(@Nullable Instant at) {
        return at == null ? "" : clock.day(at);
    }

    static String person(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }

    private static String share(long units, long all) {
        return all == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * units / all);
    }

    private static String seconds(Duration delay) {
        return String.format(Locale.ROOT, "%.1f s", delay.toMillis() / 1_000.0);
    }

    private static String long2(Duration time) {
        if (time.toSeconds() % 3600 == 0 && time.toHours() > 0) {
            return time.toHours() + (time.toHours() == 1 ? " hour" : " hours");
        }
        return time.toSeconds() % 60 == 0 && time.toMinutes() > 0
                ? time.toMinutes() + (time.toMinutes() == 1 ? " minute" : " minutes")
                : time.toSeconds() + " seconds";
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
