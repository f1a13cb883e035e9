package org.tocsin.console.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.report.Paper.Picture;
import org.tocsin.console.report.Paper.Row;
import org.tocsin.console.report.Paper.Section;
import org.tocsin.console.report.Paper.Sentence;
import org.tocsin.console.report.Paper.Table;
import org.tocsin.report.BurnDown;
import org.tocsin.report.Counts;
import org.tocsin.report.Counts.By;
import org.tocsin.report.Switchover;

/** The way to the analogue shutdown in words, tables and pictures. Draws; otherwise pure. */
final class SwitchoverWriter {
    private final Switchover report;
    private final Charts charts;
    private final Counts counts;
    private final BurnDown down;
    private final WallClock clock;

    SwitchoverWriter(Switchover report, Charts charts) {
        this.charts = charts;
        this.report = report;
        this.counts = report.counts();
        this.down = report.burnDown();
        this.clock = new WallClock(report.terms().zone());
    }

    Paper paper() {
        HeardSections heard = new HeardSections(report);
        return new Paper(
                "The analogue switchover",
                List.of(
                        report.terms().service(),
                        "As of " + Words.day(report.terms().today()) + ", "
                                + clock.time(report.terms().asOf()) + "."),
                List.of(
                        shortly(),
                        time(),
                        split("risk", "By risk", By.RISK),
                        split("area", "By area", By.AREA),
                        split("provider", "By line provider", By.PROVIDER),
                        equipment(),
                        proof(),
                        obstacles(),
                        heard.heard(),
                        heard.failures()),
                SwitchoverRules.of(report.terms()));
    }

    private Section shortly() {
        int homes = counts.all().homes();
        int proven = counts.all().proven();
        List<Sentence> words = new ArrayList<>();
        if (homes == 0) {
            words.add(new Sentence("There are no homes with the service yet.", null, "/homes"));
            return new Section("shortly", "In short", words, List.of(), List.of());
        }
        words.add(new Sentence(
                Words.number(proven) + " of " + Words.homes(homes) + " (" + Words.percent(proven, homes) + ") "
                        + Words.are(proven) + " proven ready for the end of the analogue network.",
                "Every trigger of the home was heard at the alarm centre since the last change to it.",
                Words.rows(By.PROOF, "CURRENT")));
        words.add(new Sentence(
                left() + pace(),
                "The pace is what was gained in the last " + BurnDown.PACE_DAYS
                        + " days, less what became stale, for a week.",
                "/readiness"));
        int critical = counts.of(By.RISK, "1").open();
        words.add(new Sentence(
                Words.homes(critical) + " at critical risk " + Words.are(critical) + " not proven.",
                null,
                Words.rows(By.RISK, "1")));
        if (report.watched().waiting() > 0) {
            words.add(Sentence.of(Words.many(
                            report.watched().waiting(),
                            "change of the last moments is",
                            "changes of the last moments are")
                    + " not in these figures yet."));
        }
        return new Section("shortly", "In short", words, List.of(), List.of());
    }

    private String left() {
        String day = Words.day(report.terms().switchoverOn());
        return down.daysLeft() >= 0
                ? Words.homes(down.open()) + " " + Words.are(down.open()) + " open, with "
                        + Words.many(down.daysLeft(), "day", "days") + " left until " + day + ". "
                : Words.homes(down.open()) + " " + Words.are(down.open()) + " open, and " + day + " has passed. ";
    }

    private String pace() {
        if (down.open() <= 0) {
            return "Nothing is left to prove.";
        }
        if (Double.isNaN(down.pace())) {
            return "There is no pace to measure yet: it takes a week of figures.";
        }
        String needed = Double.isNaN(down.needed()) ? "" : " " + Words.rate(down.needed()) + " a week would be needed.";
        if (down.doneBy() == null) {
            return "At the pace of late (" + Words.rate(down.pace()) + " a week) it would never be done." + needed;
        }
        return "At the pace of late (" + Words.rate(down.pace()) + " homes a week) the last would be proven by "
                + Words.day(down.doneBy())
                + (down.inTime(report.terms().switchoverOn()) ? ", in time." : ", too late." + needed);
    }

    private Section time() {
        List<Row> rows = new ArrayList<>();
        boolean derived = false;
        for (BurnDown.Point point : down.points()) {
            derived |= point.derived();
            rows.add(Row.of(
                    null,
                    Words.shortDay(point.day()) + (point.derived() ? " *" : ""),
                    Words.number(point.homes()),
                    Words.number(point.proven()),
                    Words.number(point.homes() - point.proven())));
        }
        List<Sentence> words = derived
                ? List.of(Sentence.of(
                        "* Worked out afterwards from what was heard, for days before figures were kept: the"
                                + " homes of today whose every trigger of today had been heard by then."))
                : List.of();
        Picture picture = charts.burnDown(
                down,
                report.terms().switchoverOn(),
                "Homes not proven, week by week: " + Words.number(down.open())
                        + " now. The table below has each figure.");
        return new Section(
                "time",
                "Week by week",
                words,
                counts.all().homes() == 0 ? List.of() : List.of(picture),
                List.of(Table.of("Homes at the end of each week", "Day|Homes#|Proven#|Not proven#", rows)));
    }

    private Section split(String id, String heading, By by) {
        Map<String, BurnDown> downs = report.burnDowns(by);
        List<Row> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<Integer> proven = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        List<Map.Entry<String, Counts.Count>> values =
                new ArrayList<>(counts.values(by).entrySet());
        if (by != By.RISK) {
            values.sort(Comparator.comparing(value -> -value.getValue().open()));
        }
        values.forEach(entry -> {
            Counts.Count count = entry.getValue();
            BurnDown one = downs.get(entry.getKey());
            rows.add(Row.of(
                    Words.rows(by, entry.getKey()),
                    Words.of(by, entry.getKey()),
                    Words.number(count.homes()),
                    Words.number(count.proven()),
                    Words.number(count.open()),
                    Words.percent(count.proven(), count.homes()),
                    one == null ? "–" : Words.rate(one.pace()),
                    one == null || one.doneBy() == null ? "–" : Words.shortDay(one.doneBy())));
            names.add(Words.of(by, entry.getKey()));
            proven.add(count.proven());
            open.add(count.open());
        });
        List<Picture> pictures = by == By.RISK && !names.isEmpty()
                ? List.of(charts.bars(
                        names, proven, open, "Proven and not proven homes by risk. The table below has each figure."))
                : List.of();
        return new Section(
                id,
                heading,
                List.of(),
                pictures,
                List.of(Table.of(
                        heading + ": homes, how many are proven, and when the last would be at the pace of late",
                        "Homes that are|Homes#|Proven#|Not proven#|Share proven#|A week#|Done by",
                        rows)));
    }

    private Section equipment() {
        int due = report.watched().convertersDue();
        int converters = counts.of(By.EQUIPMENT, "CONVERTER").homes();
        List<Sentence> words = List.of(
                new Sentence(
                        Words.homes(counts.of(By.EQUIPMENT, "ANALOGUE").homes()) + " still on analogue equipment.",
                        null,
                        Words.rows(By.EQUIPMENT, "ANALOGUE")),
                new Sentence(
                        Words.homes(converters) + " on a converter, which is interim; at " + Words.number(due)
                                + " of them the test is due.",
                        "A home on a converter is tested again "
                                + report.terms().limits().converterRetest()
                                + " days after its trigger heard longest ago.",
                        Words.rows(By.EQUIPMENT, "CONVERTER")));
        return new Section(
                "equipment", "Equipment", words, List.of(), List.of(table("Homes by equipment", By.EQUIPMENT)));
    }

    private Section proof() {
        Switchover.Triggers triggers = report.watched().triggers();
        List<Row> rows = List.of(
                Row.of(null, "heard since the last change", Words.number(triggers.current())),
                Row.of(null, "to be tested remotely again", Words.number(triggers.recheck())),
                Row.of(null, "to be heard on a visit again", Words.number(triggers.revisit())),
                Row.of(null, "never heard", Words.number(triggers.never())),
                Row.of(null, "all", Words.number(triggers.all())));
        return new Section(
                "proof",
                "Proof",
                List.of(),
                List.of(),
                List.of(
                        table("Homes by how far they are", By.STATE),
                        table("Homes by the state of their weakest trigger", By.PROOF),
                        Table.of("Triggers", "Triggers that are|Triggers#", rows)));
    }

    private Table table(String caption, By by) {
        List<Row> rows = new ArrayList<>();
        counts.values(by)
                .forEach((value, count) ->
                        rows.add(Row.of(Words.rows(by, value), Words.of(by, value), Words.number(count.homes()))));
        return Table.of(caption, "Homes that are|Homes#", rows);
    }

    private Section obstacles() {
        int all = counts.values(By.EXCEPTION).entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .mapToInt(entry -> entry.getValue().homes())
                .sum();
        List<Sentence> words = new ArrayList<>();
        words.add(new Sentence(
                "Something stands in the way at " + Words.homes(all) + ".", null, "/readiness?exception=any"));
        if (report.exceptions().size() < all) {
            words.add(Sentence.of("The first " + report.exceptions().size() + " are listed, the gravest risk first."));
        }
        List<Row> rows = report.exceptions().stream()
                .map(one -> Row.of(
                        "/readiness/homes/" + one.homeId(),
                        one.place(),
                        Words.of(By.RISK, Integer.toString(one.risk().ordinal() + 1)),
                        Words.obstacle(one.obstacle().kind()),
                        Words.number(one.obstacle().attempts()),
                        one.obstacle().owner(),
                        Words.shortDay(one.obstacle()
                                .since()
                                .atZone(report.terms().zone())
                                .toLocalDate()),
                        Words.shortDay(one.obstacle().reviewOn())))
                .toList();
        return new Section(
                "obstacles",
                "Homes we cannot get to",
                words,
                List.of(),
                List.of(
                        table("What stands in the way", By.EXCEPTION),
                        Table.of(
                                "Each of them, with who looks after it",
                                "Home|Risk|What|No access#|Owner|Since|Again on",
                                rows)));
    }
}
