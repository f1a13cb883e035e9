package org.tocsin.console.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.figures.QualityForm;
import org.tocsin.figures.QualityStore.Draw;
import org.tocsin.figures.QualityStore.Review;
import org.tocsin.figures.QualityStore.Sample;
import org.tocsin.figures.Share;

/**
 * The calls of one month that are listened to, by handler.
 *
 * @param drawn how they were drawn, so that anybody can draw the same; empty before the first draw
 * @param form as it is changed: a question on each line, its highest mark before it
 */
public record QualityPage(
        String month, String summary, String drawn, List<Choice> months, List<Handler> handlers, Form form) {
    public static final String RULE = "Two calls of each handler and month are listened to, one of them a 999 call that"
            + " this handler took and closed, where there was one. Nobody chooses: the calls are put in order by SHA-256"
            + " over the seed, a colon and the id of the alarm, and the first are taken. Drawn are calls for help, from"
            + " communal rooms, from doors and tests that were received in the month and are closed; faults are not."
            + " Nobody judges their own call; the newest review counts, and those before it stay on file.";

    public QualityPage {
        months = List.copyOf(months);
        handlers = List.copyOf(handlers);
    }

    public record Choice(String words, String link, boolean chosen) {}

    /** @param score the mean of what was judged; a dash before anything was */
    public record Handler(String name, String score, List<Line> lines) {}

    public record Line(
            UUID id,
            UUID alarm,
            String reference,
            String received,
            String trigger,
            boolean rang999,
            String judged,
            boolean missing) {}

    /** @param number 0 for the shipped one */
    public record Form(int number, String words) {}

    static QualityPage of(
            List<Draw> draws, @Nullable Draw draw, List<Sample> samples, QualityForm form, WallClock clock) {
        Map<UUID, List<Sample>> byHandler = new LinkedHashMap<>();
        samples.forEach(sample -> byHandler
                .computeIfAbsent(sample.handler().id(), id -> new ArrayList<>())
                .add(sample));
        long judged = samples.stream().filter(sample -> sample.review() != null).count();
        return new QualityPage(
                draw == null ? "" : FigureWords.month(draw.month()),
                draw == null
                        ? "Calls are drawn two days after a month is over. None has been drawn yet."
                        : summary(draw, samples.size(), judged),
                draw == null
                        ? ""
                        : "Drawn " + clock.full(draw.at()) + " with the seed " + draw.seed() + " from "
                                + FigureWords.many(draw.candidates(), "call", "calls")
                                + "; SHA-256 over their ids, each on a"
                                + " line, in the order of their text: " + draw.digest() + ".",
                draws.stream()
                        .map(one -> new Choice(
                                FigureWords.month(one.month()),
                                "/figures/quality?month=" + FigureWords.code(one.month()),
                                draw != null && one.month().equals(draw.month())))
                        .toList(),
                byHandler.values().stream()
                        .map(of -> new Handler(
                                of.get(0).handler().name(),
                                mean(of),
                                of.stream().map(sample -> line(sample, clock)).toList()))
                        .toList(),
                new Form(form.number(), form.words()));
    }

    private static String summary(Draw draw, int samples, long judged) {
        return samples == 0
                ? "There was no call to draw in " + FigureWords.month(draw.month()) + "."
                : judged + " of " + FigureWords.many(samples, "call", "calls") + " drawn for "
                        + FigureWords.month(draw.month()) + (judged == 1 ? " has" : " have") + " been judged.";
    }

    private static String mean(List<Sample> samples) {
        List<Review> reviews = new ArrayList<>();
        for (Sample sample : samples) {
            Review review = sample.review();
            if (review != null) {
                reviews.add(review);
            }
        }
        return reviews.isEmpty()
                ? "–"
                : score((int) reviews.stream().mapToInt(Review::score).average().orElse(0));
    }

    private static Line line(Sample sample, WallClock clock) {
        Review review = sample.review();
        return new Line(
                sample.id(),
                sample.call().alarmId(),
                sample.call().reference(),
                clock.full(sample.call().raised()),
                sample.call().trigger(),
                sample.rang999(),
                review == null
                        ? "not judged yet"
                        : score(review.score()) + " by " + review.by() + ", " + clock.day(review.at()),
                review == null);
    }

    static String score(int hundredths) {
        return Share.words(hundredths);
    }
}
