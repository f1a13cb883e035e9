package org.tocsin.console.report;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.console.report.Paper.Row;
import org.tocsin.console.report.Paper.Section;
import org.tocsin.console.report.Paper.Sentence;
import org.tocsin.console.report.Paper.Table;
import org.tocsin.report.FailureRates;
import org.tocsin.report.FailureRates.Rate;
import org.tocsin.report.FailureRates.Source;
import org.tocsin.report.Switchover;

/** What is heard of the estate, and what is not: units on one side only, silent homes, tests that failed. */
record HeardSections(Switchover report) {
    Section heard() {
        int ghosts = report.unmatched().ghosts();
        int strangers = report.unmatched().strangers();
        int silent = report.watched().silentHomes();
        return new Section(
                "heard",
                "Heard and not heard",
                List.of(
                        new Sentence(
                                Words.many(ghosts, "unit is", "units are") + " on file and "
                                        + (ghosts == 1 ? "was" : "were") + " never heard (ghosts).",
                                "In service in a home for more than "
                                        + report.terms().limits().ghost()
                                        + " days, and not one signal or sign of life.",
                                "/estate/ghosts"),
                        new Sentence(
                                Words.many(strangers, "unit is", "units are") + " heard and not on file (strangers).",
                                "Numbers in the signals of the last 30 days.",
                                "/estate/strangers"),
                        new Sentence(
                                Words.homes(silent) + " " + Words.are(silent) + " silent now.",
                                "A unit there has missed its time by more than it is allowed, while we were listening.",
                                "/supervision?state=SILENT")),
                List.of(),
                List.of());
    }

    Section failures() {
        List<Sentence> words = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (Source source : Source.values()) {
            Rate all = FailureRates.total(report.rates(), source);
            words.add(new Sentence(
                    SwitchoverRules.source(source) + ": of " + Words.number(all.asked()) + " that had to be heard, "
                            + Words.number(all.notAtFirst()) + " (" + Words.percent(all.notAtFirst(), all.asked())
                            + ") were not heard at the first asking, and " + Words.number(all.never()) + " ("
                            + Words.percent(all.never(), all.asked()) + ") at none.",
                    SwitchoverRules.counted(source),
                    source == Source.VISIT ? "/visits" : "/health-tests"));
        }
        report.rates()
                .forEach(rate -> rows.add(Row.of(
                        null,
                        SwitchoverRules.source(rate.source()),
                        rate.model().isEmpty() ? "model not known" : rate.model(),
                        rate.network().isEmpty() ? "network not known" : rate.network(),
                        rate.protocol(),
                        Words.number(rate.asked()),
                        Words.number(rate.notAtFirst()),
                        Words.percent(rate.notAtFirst(), rate.asked()),
                        Words.number(rate.never()),
                        Words.percent(rate.never(), rate.asked()))));
        return new Section(
                "failures",
                "Not heard when asked",
                words,
                List.of(),
                List.of(Table.of(
                        "First-time and total failures by model, network and protocol",
                        "Asked by|Model|Network|Protocol|Asked#|Not at first#|First-time failure#|Never#|Total failure#",
                        rows)));
    }
}
