package org.tocsin.journey.story;

import static org.tocsin.journey.story.Printed.are;
import static org.tocsin.journey.story.Printed.homes;
import static org.tocsin.journey.story.Printed.number;
import static org.tocsin.journey.story.Printed.percent;
import static org.tocsin.journey.story.Printed.rate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.tocsin.simulator.estate.Truth;

/** What the pack for the committee must print, line by line, counted from the homes of the story. */
final class Expected {
    private static final LocalDate SHUTDOWN = LocalDate.of(2027, 1, 31);
    private static final List<String> RISKS = List.of("CRITICAL", "HIGH", "STANDARD");

    private final Collection<StoryHome> estate;
    private final Reckoning reckoning;
    private final Map<LocalDate, Weeks.Day> kept;
    private final Found found;
    private final LocalDate today;
    private final Map<StoryHome, Reckoning.Standing> standings = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    /** What else is counted. */
    record Found(int ghosts, int strangers, Map<String, Rate.Unit> units) {}

    Expected(
            Collection<StoryHome> estate,
            Reckoning reckoning,
            Map<LocalDate, Weeks.Day> kept,
            Found found,
            Instant now) {
        this.estate = estate;
        this.reckoning = reckoning;
        this.kept = kept;
        this.found = found;
        this.today = now.atZone(SeedService.ZONE).toLocalDate();
        estate.forEach(home -> standings.put(home, reckoning.standing(home)));
    }

    /** As it stands now, to be kept with its day. */
    Weeks.Day day() {
        Map<String, int[]> counts = new HashMap<>();
        for (StoryHome home : estate) {
            for (String group : groups(home)) {
                int[] count = counts.computeIfAbsent(group, one -> new int[2]);
                count[0]++;
                count[1] += standing(home).proven() ? 1 : 0;
            }
        }
        return new Weeks.Day(counts);
    }

    private static List<String> groups(StoryHome home) {
        return List.of(
                "all",
                "risk:" + (RISKS.indexOf(home.truth.home().risk()) + 1),
                "area:" + home.truth.home().area(),
                "provider:" + provider(home));
    }

    private static String provider(StoryHome home) {
        return home.provider.equals(Truth.NONE) ? "" : home.provider;
    }

    List<String> lines() {
        Weeks.Day now = day();
        shortly(now);
        weeks(now, "all")
                .points()
                .forEach(point -> row(
                        "time",
                        1,
                        Printed.day(point.day()) + (point.derived() ? " *" : ""),
                        number(point.homes()),
                        number(point.proven()),
                        number(point.homes() - point.proven())));
        split(now, "risk", Map.of("1", "critical", "2", "high", "3", "standard"));
        split(now, "area", Map.of());
        split(now, "provider", Map.of("", "provider not known"));
        equipment();
        proof();
        obstacles();
        heard();
        failures();
        return lines;
    }

    private void shortly(Weeks.Day now) {
        int[] all = Objects.requireNonNull(now.counts().get("all"));
        Weeks down = weeks(now, "all");
        say(
                "shortly",
                "%s of %s (%s) %s proven ready for the end of the analogue network."
                        .formatted(number(all[1]), homes(all[0]), percent(all[1], all[0]), are(all[1])));
        int open = all[0] - all[1];
        long left = SHUTDOWN.toEpochDay() - today.toEpochDay();
        String needed = " %s a week would be needed.".formatted(rate(open * 7.0 / left));
        String unfinished = Double.isNaN(down.pace())
                ? "There is no pace to measure yet: it takes a week of figures."
                : "At the pace of late (%s a week) it would never be done.%s".formatted(rate(down.pace()), needed);
        String pace = down.doneBy() == null
                ? unfinished
                : "At the pace of late (%s homes a week) the last would be proven by %s%s"
                        .formatted(
                                rate(down.pace()),
                                Printed.inWords(down.doneBy()),
                                down.doneBy().isAfter(SHUTDOWN) ? ", too late." + needed : ", in time.");
        say(
                "shortly",
                "%s %s open, with %s %s left until %s. %s"
                        .formatted(
                                homes(open),
                                are(open),
                                number(left),
                                left == 1 ? "day" : "days",
                                Printed.inWords(SHUTDOWN),
                                pace));
        int[] critical = now.counts().getOrDefault("risk:1", new int[2]);
        int exposed = critical[0] - critical[1];
        say("shortly", "%s at critical risk %s not proven.".formatted(homes(exposed), are(exposed)));
        say(
                "time",
                "* Worked out afterwards from what was heard, for days before figures were kept: the homes of today"
                        + " whose every trigger of today had been heard by then.");
    }

    private Weeks weeks(Weeks.Day now, String group) {
        return Weeks.of(group, today, now, kept, day -> {
            List<StoryHome> of =
                    estate.stream().filter(home -> groups(home).contains(group)).toList();
            long proven =
                    of.stream().filter(home -> reckoning.heardBy(home, day)).count();
            return new int[] {of.size(), (int) proven};
        });
    }

    private void split(Weeks.Day now, String by, Map<String, String> words) {
        SortedMap<String, int[]> values = new TreeMap<>();
        now.counts().forEach((group, count) -> {
            if (group.startsWith(by + ":")) {
                values.put(group.substring(by.length() + 1), count);
            }
        });
        List<Map.Entry<String, int[]>> rows = new ArrayList<>(values.entrySet());
        if (!by.equals("risk")) {
            rows.sort(Comparator.comparing(row -> row.getValue()[1] - row.getValue()[0]));
        }
        for (Map.Entry<String, int[]> entry : rows) {
            int[] count = entry.getValue();
            Weeks down = weeks(now, by + ":" + entry.getKey());
            row(
                    by,
                    1,
                    words.getOrDefault(entry.getKey(), entry.getKey()),
                    number(count[0]),
                    number(count[1]),
                    number(count[0] - count[1]),
                    percent(count[1], count[0]),
                    rate(down.pace()),
                    Printed.day(down.doneBy()));
        }
    }

    private Reckoning.Standing standing(StoryHome home) {
        return Objects.requireNonNull(standings.get(home));
    }

    private void equipment() {
        int due = count(home -> standing(home).retestDue());
        int analogue = count(home -> home.equipment.equals("ANALOGUE"));
        int converters = count(home -> home.equipment.equals("CONVERTER"));
        say("equipment", homes(analogue) + " still on analogue equipment.");
        say(
                "equipment",
                "%s on a converter, which is interim; at %s of them the test is due."
                        .formatted(homes(converters), number(due)));
        table(
                "equipment",
                1,
                home -> home.equipment,
                Map.of("ANALOGUE", "analogue", "CONVERTER", "on a converter (interim)", "DIGITAL", "digital"));
    }

    private void proof() {
        table(
                "proof",
                1,
                home -> standing(home).state(),
                Map.of(
                        "UNKNOWN", "nothing planned yet",
                        "PLANNED", "planned: a visit or the line's day is fixed",
                        "VISITED", "visited, nothing heard for proof",
                        "TESTED", "tested in part",
                        "PROVEN", "proven",
                        "CONFIRMED", "proven, and confirmed to the line's provider"));
        table(
                "proof",
                2,
                home -> standing(home).proof(),
                Map.of(
                        "CURRENT", "every trigger heard since the last change",
                        "RECHECK_REMOTELY", "to be tested remotely again",
                        "REVISIT", "to be visited again",
                        "NEVER", "a trigger has never been heard"));
        List<String> triggers = standings.values().stream()
                .flatMap(one -> one.triggers().stream())
                .toList();
        List<String> words = List.of(
                "heard since the last change",
                "to be tested remotely again",
                "to be heard on a visit again",
                "never heard");
        for (int i = 0; i < words.size(); i++) {
            String state = Reckoning.STATES.get(i);
            row(
                    "proof",
                    3,
                    words.get(i),
                    number(triggers.stream().filter(state::equals).count()));
        }
        row("proof", 3, "all", number(triggers.size()));
    }

    private void obstacles() {
        Map<String, String> words = Map.of(
                "", "nothing in the way",
                "NO_ACCESS_1", "no access, once",
                "NO_ACCESS_2", "no access, twice",
                "NO_ACCESS_3", "no access, three times or more",
                "REFUSED", "refused",
                "IN_HOSPITAL", "in hospital",
                "AWAITING_STOCK", "awaiting stock");
        say("obstacles", "Something stands in the way at %s.".formatted(homes(count(home -> home.inTheWay != null))));
        table("obstacles", 1, home -> home.inTheWay == null ? "" : home.inTheWay.kind(), words);
        for (StoryHome home : estate) {
            StoryHome.InTheWay way = home.inTheWay;
            if (way != null) {
                row(
                        "obstacles",
                        2,
                        home.truth.home().place(),
                        home.truth.home().risk().toLowerCase(Locale.ROOT),
                        words.getOrDefault(way.kind(), ""),
                        number(home.noAccess),
                        way.owner(),
                        Printed.day(today),
                        Printed.day(way.again()));
            }
        }
    }

    private void heard() {
        int silent = count(home -> home.switchedOff);
        say(
                "heard",
                "%s on file and %s never heard (ghosts)."
                        .formatted(Printed.units(found.ghosts), found.ghosts == 1 ? "was" : "were"));
        say("heard", "%s heard and not on file (strangers).".formatted(Printed.units(found.strangers)));
        say("heard", "%s %s silent now.".formatted(homes(silent), are(silent)));
    }

    private void failures() {
        List<Rate> visits = Rate.of(reckoning.visits(estate), found.units);
        List<Rate> tests = Rate.of(reckoning.healthTests(), found.units);
        sum("On visits", Rate.sum(visits));
        sum("In health tests", Rate.sum(tests));
        visits.forEach(one -> failed("On visits", one));
        tests.forEach(one -> failed("In health tests", one));
    }

    private void sum(String source, Rate all) {
        say(
                "failures",
                "%s: of %s that had to be heard, %s (%s) were not heard at the first asking, and %s (%s) at none."
                        .formatted(
                                source,
                                number(all.asked()),
                                number(all.notAtFirst()),
                                percent(all.notAtFirst(), all.asked()),
                                number(all.never()),
                                percent(all.never(), all.asked())));
    }

    private void failed(String source, Rate rate) {
        row(
                "failures",
                1,
                source,
                rate.model(),
                rate.network(),
                rate.protocol(),
                number(rate.asked()),
                number(rate.notAtFirst()),
                percent(rate.notAtFirst(), rate.asked()),
                number(rate.never()),
                percent(rate.never(), rate.asked()));
    }

    private void table(String section, int number, Function<StoryHome, String> by, Map<String, String> words) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        estate.forEach(home -> counts.merge(by.apply(home), 1, Integer::sum));
        counts.forEach((value, count) -> row(section, number, words.getOrDefault(value, value), number(count)));
    }

    private int count(Function<StoryHome, Boolean> which) {
        return (int) estate.stream().filter(which::apply).count();
    }

    private void say(String section, String words) {
        lines.add(section + ": " + words);
    }

    private void row(String section, int table, String... cells) {
        lines.add(Pack.row(section, table, Arrays.asList(cells)));
    }
}
