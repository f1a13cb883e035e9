package org.tocsin.console.figures;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.figures.CallRow;
import org.tocsin.figures.CallRows.Query;
import org.tocsin.figures.CallRows.Which;
import org.tocsin.platform.Page;

/**
 * The calls behind one figure.
 *
 * @param address of this list, for forms and files: "month=2026-11&which=LATE"
 * @param next of the following calls; null when this was the end
 * @param choices other lists of the same month
 */
public record CallPage(
        String title,
        String address,
        List<Choice> choices,
        List<Line> lines,
        @Nullable String next) {
    public CallPage {
        choices = List.copyOf(choices);
        lines = List.copyOf(lines);
    }

    public record Choice(String words, String link, boolean chosen) {}

    /**
     * @param became what became of it, in a few words
     * @param leftOut who left it out and why; empty where nobody did
     * @param investigation empty where none is asked for
     * @param investigate an investigation is asked for
     */
    public record Line(
            UUID signal,
            UUID alarm,
            String reference,
            String place,
            String pressed,
            String kind,
            String waited,
            String became,
            Said said) {}

    public record Said(
            @Nullable UUID exclusion, String leftOut, String investigation, boolean investigate, boolean missing) {}

    static CallPage of(Query query, Page<CallRow> page, WallClock clock) {
        LocalDate month = query.month();
        String where = month == null ? "the last eighteen months" : FigureWords.month(month);
        return new CallPage(
                "Of " + where + ": " + FigureWords.of(query.which())
                        + (query.kind() == null ? "" : ", " + query.kind().words()),
                address(new Query(month, query.which(), query.kind(), null)),
                List.of(Which.values()).stream()
                        .map(which -> new Choice(
                                FigureWords.of(which),
                                "/figures/calls?" + address(new Query(month, which, null, null)),
                                which == query.which()))
                        .toList(),
                page.items().stream().map(row -> line(row, clock)).toList(),
                page.next() == null
                        ? null
                        : "/figures/calls?" + address(new Query(month, query.which(), query.kind(), null)) + "&cursor="
                                + page.next());
    }

    static String address(Query query) {
        LocalDate month = query.month();
        return (month == null ? "" : "month=" + FigureWords.code(month) + "&") + "which="
                + query.which().name()
                + (query.kind() == null ? "" : "&kind=" + query.kind().name())
                + (query.cursor() == null ? "" : "&cursor=" + query.cursor());
    }

    private static Line line(CallRow row, WallClock clock) {
        return new Line(
                row.signalId(),
                row.alarmId(),
                row.reference(),
                row.place() == null ? "no home on file" : row.place(),
                clock.full(row.pressed()),
                row.kind().words(),
                FigureWords.time(row.waited()),
                FigureWords.became(row),
                said(row, clock));
    }

    private static Said said(CallRow row, WallClock clock) {
        CallRow.Exclusion exclusion = row.exclusion();
        CallRow.Investigation investigation = row.investigation();
        CallRow.Finding finding = investigation == null ? null : investigation.finding();
        boolean asked = investigation != null && !investigation.needless();
        return new Said(
                exclusion == null ? null : exclusion.id(),
                exclusion == null
                        ? ""
                        : "Left out by " + exclusion.by() + ", " + clock.day(exclusion.at()) + ": "
                                + exclusion.reason(),
                finding != null
                        ? "Found by " + finding.by() + ", " + clock.day(finding.at()) + ": "
                                + finding.cause().words() + ". " + finding.words()
                        : asked ? "Nobody has investigated it yet." : "",
                investigation != null,
                asked && finding == null);
    }
}
