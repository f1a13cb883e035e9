package org.tocsin.response;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.response.CalloutLifecycle.Answer;
import org.tocsin.response.TextReading.Meaning;

/**
 * Which of the asks that went to a number a text from it answers. A text names no ask, so it answers one only where there
 * is just one it can mean; with two, which it means is for a person to find out. Pure.
 */
public final class TextMatch {
    /** A text from before the ask cannot answer it; clocks differ a little. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    /** After so long nobody answers an ask that is over. */
    private static final Duration STILL_ANSWERED = Duration.ofMinutes(30);

    private TextMatch() {}

    /**
     * Somebody who was asked by text.
     *
     * @param asked when the provider had the text that asks
     * @param closed the alarm is
     * @param gone works here no more: no help that can be counted on
     */
    public record Ask(
            UUID calloutId,
            UUID alarmId,
            UUID contactId,
            String contact,
            CalloutState state,
            Instant asked,
            @Nullable Instant accepted,
            boolean closed,
            boolean gone) {
        /** An answer to it can still change something. */
        boolean isOpen() {
            return !closed
                    && !gone
                    && (state == CalloutState.OFFERED
                            || state == CalloutState.ACCEPTED
                            || state == CalloutState.EN_ROUTE);
        }

        /** It ended without an answer of theirs a while ago at most: a text may still be meant for it. */
        boolean mayBeMeant(Instant sent) {
            return !isOpen()
                    && accepted == null
                    && state != CalloutState.DECLINED
                    && asked.isBefore(sent)
                    && asked.isAfter(sent.minus(STILL_ANSWERED));
        }
    }

    /** What is to be done with a text. */
    public sealed interface Match {
        record Answers(Ask ask, Answer answer) implements Match {}

        /** They said so before. */
        record Again(Ask ask) implements Match {}

        /** @param why a person has to ring */
        record Unclear(List<Ask> asks, Unclarity why) implements Match {
            public Unclear {
                asks = List.copyOf(asks);
            }
        }

        /** Their last ask is over. */
        record Late(Ask ask) implements Match {}

        /** This number was not asked anything. */
        record NoAsk() implements Match {}
    }

    /** Why a text answers nothing. */
    public enum Unclarity {
        NO_ANSWER("texted, and that is no clear answer. Ring them: "),
        SEVERAL("texted, and they are asked about more than one alarm. Ring them: "),
        OVERTAKEN("texted, and it was sent before they accepted. Ring them: "),
        TOO_LATE("texted, and nobody waits for their answer any more. Ring them: ");

        private final String words;

        Unclarity(String words) {
            this.words = words;
        }

        /** Between who sent it and what they said. */
        public String words() {
            return words;
        }
    }

    /**
     * @param asks that went to this number by text lately, in any order
     * @param sent when the provider received the text
     */
    public static Match of(List<Ask> asks, Meaning meaning, Instant sent) {
        List<Ask> open = asks.stream()
                .filter(Ask::isOpen)
                .filter(ask -> !sent.isBefore(ask.asked().minus(CLOCKS_DIFFER)))
                .toList();
        if (open.isEmpty()) {
            return asks.stream()
                    .max(Comparator.comparing(Ask::asked).thenComparing(Ask::calloutId))
                    .<Match>map(Match.Late::new)
                    .orElseGet(Match.NoAsk::new);
        }
        Ask ask = open.get(0);
        boolean several = open.size() > 1
                || asks.stream()
                        .anyMatch(other ->
                                other.mayBeMeant(sent) && !other.alarmId().equals(ask.alarmId()));
        if (meaning == Meaning.UNCLEAR || several) {
            return new Match.Unclear(open, several ? Unclarity.SEVERAL : Unclarity.NO_ANSWER);
        }
        if (meaning == Meaning.GOING) {
            return ask.state() == CalloutState.OFFERED ? new Match.Answers(ask, Answer.ACCEPT) : new Match.Again(ask);
        }
        Instant accepted = ask.accepted();
        return accepted != null && sent.isBefore(accepted)
                ? new Match.Unclear(open, Unclarity.OVERTAKEN)
                : new Match.Answers(ask, Answer.DECLINE);
    }
}
