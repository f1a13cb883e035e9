package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.response.TextMatch.Ask;
import org.tocsin.response.TextMatch.Match;
import org.tocsin.response.TextMatch.Unclarity;
import org.tocsin.response.TextReading.Meaning;

class TextMatchTest {
    private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final UUID DAUGHTER = UUID.randomUUID();

    @Test
    void an_answer_to_the_one_open_ask_is_taken() {
        Ask ask = ask(TEN, CalloutState.OFFERED, false);
        assertThat(TextMatch.of(List.of(ask), Meaning.GOING, TEN.plusSeconds(60)))
                .isEqualTo(new Match.Answers(ask, CalloutLifecycle.Answer.ACCEPT));
    }

    @Test
    void one_that_was_sent_before_the_ask_answers_nothing() {
        Ask ask = ask(TEN, CalloutState.OFFERED, false);
        assertThat(TextMatch.of(List.of(ask), Meaning.GOING, TEN.minusSeconds(60)))
                .isInstanceOf(Match.Late.class);
    }

    @Test
    void soon_after_an_ask_about_another_alarm_that_ended_unanswered_it_may_be_meant_for_that_one() {
        Ask over = ask(TEN, CalloutState.WITHDRAWN, true);
        Ask now = ask(TEN.plusSeconds(300), CalloutState.OFFERED, false);
        Match match = TextMatch.of(List.of(now, over), Meaning.GOING, TEN.plusSeconds(310));
        assertThat(match).isEqualTo(new Match.Unclear(List.of(now), Unclarity.SEVERAL));
        assertThat(TextMatch.of(List.of(now, over), Meaning.GOING, TEN.plus(Duration.ofMinutes(31))))
                .isInstanceOf(Match.Answers.class);
    }

    @Test
    void what_they_declined_before_is_not_meant_again() {
        Ask declined = ask(TEN, CalloutState.DECLINED, false);
        Ask now = ask(TEN.plusSeconds(300), CalloutState.OFFERED, false);
        assertThat(TextMatch.of(List.of(now, declined), Meaning.GOING, TEN.plusSeconds(360)))
                .isInstanceOf(Match.Answers.class);
    }

    private static Ask ask(Instant asked, CalloutState state, boolean closed) {
        return new Ask(
                UUID.randomUUID(), UUID.randomUUID(), DAUGHTER, "Dora Daughter", state, asked, null, closed, false);
    }
}
