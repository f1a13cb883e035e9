package org.tocsin.console.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.tocsin.console.board.WallClock;
import org.tocsin.figures.QualityForm;
import org.tocsin.figures.QualityStore.Review;
import org.tocsin.figures.QualityStore.Sample;

/**
 * One call to be judged.
 *
 * @param judged the newest review in words, each question with its mark; empty before there is one
 * @param recordings where the telephone system keeps what was said
 */
public record ReviewPage(
        UUID id,
        String title,
        String under,
        UUID alarm,
        List<String> recordings,
        String summary,
        List<Judged> judged,
        QualityForm form) {
    public ReviewPage {
        recordings = List.copyOf(recordings);
        judged = List.copyOf(judged);
    }

    public record Judged(String question, String mark) {}

    static ReviewPage of(
            Sample sample, QualityForm form, QualityForm judgedBy, List<String> recordings, WallClock clock) {
        Review review = sample.review();
        List<Judged> judged = new ArrayList<>();
        if (review != null) {
            for (int i = 0;
                    i < Math.min(judgedBy.questions().size(), review.marks().size());
                    i++) {
                QualityForm.Question question = judgedBy.questions().get(i);
                Integer mark = review.marks().get(i);
                judged.add(
                        new Judged(question.words(), mark == null ? "did not apply" : mark + " of " + question.most()));
            }
        }
        String note = review == null || review.note() == null ? "" : " " + review.note();
        return new ReviewPage(
                sample.id(),
                sample.call().reference() + ", " + sample.handler().name(),
                sample.call().trigger() + "; received "
                        + clock.full(sample.call().raised()) + (sample.rang999() ? "; an end-to-end 999 call" : ""),
                sample.call().alarmId(),
                recordings,
                review == null
                        ? ""
                        : QualityPage.score(review.score()) + " by " + review.by() + ", " + clock.full(review.at())
                                + "." + note,
                judged,
                form);
    }
}
