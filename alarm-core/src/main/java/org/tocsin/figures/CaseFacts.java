package org.tocsin.figures;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an alarm and each press in it come to, whatever the profile they are counted by. */
public record CaseFacts(
        CaseRecord.Head head, CallKind kind, Response response, Handling handling, List<Answer> answers) {

    /**
     * @param decided when the first person was asked to go; null where nobody was
     * @param arrived when the first was there
     * @param proven when the home's own device said so
     */
    public record Response(
            @Nullable Instant decided,
            @Nullable Instant arrived,
            @Nullable Instant proven,
            @Nullable Instant closed) {}

    /**
     * @param seconds how long somebody was busy with it; null while somebody is
     * @param handler who closed it
     * @param endToEnd whoever closed it also was the first to take it
     */
    public record Handling(
            @Nullable Instant taken,
            @Nullable Integer seconds,
            @Nullable UUID handler,
            boolean endToEnd,
            @Nullable String outcome) {}

    /**
     * @param answered by its way; null while it is not, or never was
     * @param opened when somebody first opened it after the press
     * @param givenUp the caller rang off before the answer
     */
    public record Answer(
            UUID signalId,
            Instant pressed,
            Way way,
            @Nullable Instant answered,
            @Nullable Instant opened,
            @Nullable Instant givenUp) {}

    public CaseFacts {
        answers = List.copyOf(answers);
    }
}
