package org.tocsin.console.figures;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.figures.FigureSheet.Cell;
import org.tocsin.console.figures.FigureSheet.Part;
import org.tocsin.console.figures.FigureSheet.Said;
import org.tocsin.console.figures.FigureSheet.Table;
import org.tocsin.console.report.Charts;
import org.tocsin.console.report.Paper.Picture;
import org.tocsin.figures.AnswerMonth;
import org.tocsin.figures.CallKind;
import org.tocsin.figures.CallRows.Which;
import org.tocsin.figures.Profile;
import org.tocsin.figures.RuleWords;
import org.tocsin.figures.Share;
import org.tocsin.figures.Target;

/** How soon calls were answered, in sentences, a picture and tables. Draws; otherwise pure. */
final class AnswerWriter {
    private final List<AnswerMonth> months;
    private final Charts charts;

    /** @param months the newest first */
    AnswerWriter(List<AnswerMonth> months, Charts charts) {
        this.months = months;
        this.charts = charts;
    }

    Part part() {
        AnswerMonth now = months.get(0);
        List<Said> said = new ArrayList<>();
        said.add(inShort(now));
        said.add(missing());
        said.add(Said.of(months(
                months.stream().filter(month -> month.counted().calls() > 0).count(),
                months.stream()
                        .filter(month -> month.counted().calls() > 0 && month.isMet())
                        .count())));
        return new Part(
                title(months.stream().allMatch(AnswerMonth::isAnswered)),
                said,
                RuleWords.answers(now.profile()),
                picture(now.profile().targets()),
                List.of(table(), apart()));
    }

    private static String title(boolean answered) {
        return answered ? "Calls answered" : "Time to take";
    }

    private static Said inShort(AnswerMonth month) {
        AnswerMonth.Count counted = month.counted();
        Profile.Targets targets = month.profile().targets();
        if (counted.calls() == 0) {
            return Said.of("No call has been counted in " + FigureWords.month(month.month()) + " yet.");
        }
        String verb = month.isAnswered() ? "answered" : "taken";
        return new Said(
                "Of " + FigureWords.many(counted.calls(), "call", "calls") + " in " + FigureWords.month(month.month())
                        + ", " + counted.inTimeShare().words() + " were " + verb + " within "
                        + Target.words(targets.answer().within()) + " (target "
                        + Share.words(targets.answer().share()) + ") and "
                        + counted.inLatestShare().words() + " within "
                        + Target.words(targets.answerLatest().within()) + " (target "
                        + Share.words(targets.answerLatest().share()) + ")."
                        + (month.isAnswered()
                                ? ""
                                : " The telephone system does not report speech for all of them: this is the time to"
                                        + " take, which is shorter than the time to an answer."),
                FigureWords.calls(month.month(), Which.COUNTED),
                !month.isMet());
    }

    private Said missing() {
        long needed = months.stream()
                .mapToLong(month -> month.investigations().opened())
                .sum();
        long missing = months.stream()
                .mapToLong(month -> month.investigations().missing())
                .sum();
        return missing == 0
                ? Said.of(needed == 0 ? "No call needs an investigation." : "Every slow call has been investigated.")
                : new Said(
                        FigureWords.many(missing, "slow call has", "slow calls have")
                                + " not been investigated yet, of " + FigureWords.number(needed)
                                + " that must be.",
                        "/figures/calls?which=NOT_INVESTIGATED",
                        true);
    }

    static String months(long all, long met) {
        return all == 0
                ? "There is no month to judge yet."
                : "Both targets were met in " + met + " of " + FigureWords.many(all, "month", "months") + ".";
    }

    private @Nullable Picture picture(Profile.Targets targets) {
        List<AnswerMonth> counted =
                months.stream().filter(month -> month.counted().calls() > 0).toList();
        if (counted.isEmpty()) {
            return null;
        }
        return charts.shares(
                List.of(
                        line(
                                "Within " + Target.words(targets.answer().within()),
                                counted,
                                month -> month.counted().inTimeShare()),
                        line(
                                "Within " + Target.words(targets.answerLatest().within()),
                                counted,
                                month -> month.counted().inLatestShare())),
                targets.answer().share() / 100.0,
                "Shares of calls month by month. The table below has each figure.");
    }

    private static Charts.Line<LocalDate> line(
            String name, List<AnswerMonth> months, Function<AnswerMonth, Share> share) {
        List<AnswerMonth> oldestFirst = new ArrayList<>(months);
        Collections.reverse(oldestFirst);
        return new Charts.Line<>(
                name,
                oldestFirst.stream().map(AnswerMonth::month).toList(),
                oldestFirst.stream()
                        .map(month -> share.apply(month).hundredthsOfPercent() / 100.0)
                        .toList());
    }

    private Table table() {
        List<List<Cell>> rows = new ArrayList<>();
        for (AnswerMonth month : months) {
            AnswerMonth.Count counted = month.counted();
            Profile.Targets targets = month.profile().targets();
            rows.add(List.of(
                    new Cell(FigureWords.month(month.month()), FigureWords.calls(month.month(), Which.EVERY), false),
                    Cell.of(counted.calls() == 0 ? "–" : month.isAnswered() ? "answered" : "time to take"),
                    count(counted.calls(), month, Which.COUNTED),
                    share(counted.inTimeShare(), targets.answer(), month, Which.LATE),
                    share(counted.inLatestShare(), targets.answerLatest(), month, Which.OVER_LATEST),
                    count(counted.unanswered(), month, Which.UNANSWERED),
                    count(counted.givenUp(), month, Which.GIVEN_UP),
                    count(month.excluded().calls(), month, Which.EXCLUDED),
                    Cell.of(
                            month.excluded().calls() == 0
                                    ? "–"
                                    : month.withExcluded().inTimeShare().words()),
                    investigated(month),
                    Cell.of(targets.answer().words() + "; "
                            + targets.answerLatest().words())));
        }
        return Table.of(
                "Month by month",
                "A share opens the calls that missed it. Months are judged by the targets that held then.",
                "Month|Measure|Calls#|In the first limit#|In the last limit#|Never answered#|Rang off before#|Left out#|"
                        + "With those left out#|Not investigated#|Targets",
                rows);
    }

    private static Cell count(long number, AnswerMonth month, Which which) {
        return Cell.count(number, FigureWords.calls(month.month(), which));
    }

    private static Cell share(Share share, Target target, AnswerMonth month, Which which) {
        return new Cell(
                share.words(),
                share.whole() == share.part() ? null : FigureWords.calls(month.month(), which),
                !share.meets(target.share()));
    }

    private static Cell investigated(AnswerMonth month) {
        AnswerMonth.Investigated investigated = month.investigations();
        return new Cell(
                FigureWords.number(investigated.missing()) + " of " + FigureWords.number(investigated.opened()),
                investigated.opened() == 0
                        ? null
                        : FigureWords.calls(
                                month.month(),
                                investigated.missing() == 0 ? Which.INVESTIGATED : Which.NOT_INVESTIGATED),
                investigated.missing() > 0);
    }

    private Table apart() {
        List<List<Cell>> rows = new ArrayList<>();
        for (AnswerMonth month : months) {
            for (Map.Entry<CallKind, AnswerMonth.Count> kind : month.apart().entrySet()) {
                AnswerMonth.Count count = kind.getValue();
                rows.add(List.of(
                        Cell.of(FigureWords.month(month.month())),
                        Cell.of(kind.getKey().words()),
                        Cell.count(
                                count.calls(),
                                FigureWords.calls(month.month(), Which.APART) + "&kind="
                                        + kind.getKey().name()),
                        Cell.of(count.inTimeShare().words()),
                        Cell.of(count.inLatestShare().words()),
                        Cell.of(FigureWords.number(count.unanswered()))));
            }
        }
        return Table.of(
                "What stands apart",
                "Not in the shares above; no target is held against it.",
                "Month|Kind|Calls#|In the first limit#|In the last limit#|Never answered#",
                rows);
    }
}
