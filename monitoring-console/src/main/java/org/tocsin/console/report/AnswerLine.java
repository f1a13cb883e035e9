package org.tocsin.console.report;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.LineAnswers.Answered;

/**
 * One answer of a phone company as it is read.
 *
 * @param words what it answered, with its dates
 * @param when and by whom it was noted; empty where none has come
 */
public record AnswerLine(String homeId, String place, String words, String when, String by) {
    static List<AnswerLine> of(List<Answered> answers, WallClock clock) {
        return answers.stream().map(answer -> of(answer, clock)).toList();
    }

    private static AnswerLine of(Answered answer, WallClock clock) {
        String words = answer.answer() == null
                ? answer.at() == null ? "no answer yet" : "the answer before was taken back"
                : answer.answer().words();
        return new AnswerLine(
                answer.homeId().toString(),
                answer.place(),
                words
                        + (answer.plannedOn() == null ? "" : ", planned for " + Words.shortDay(answer.plannedOn()))
                        + (answer.notBefore() == null
                                ? ""
                                : ", will not be moved before " + Words.shortDay(answer.notBefore())),
                answer.at() == null ? "" : clock.full(answer.at()),
                text(answer.by()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
