package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.response.InjuryScreen.Question;
import org.tocsin.response.InjuryScreen.Verdict;
import org.tocsin.response.PressProof.Press;
import org.tocsin.response.ResponseClock.Standing;

/** What proves an arrival, how the clocks count, and when nobody is to be lifted. */
class RoadRulesTest {
    private static final Instant ACCEPTED = Instant.parse("2026-11-22T03:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** Minutes since the acceptance; "-" for never said, or no press that is theirs. */
    @ParameterizedTest(name = "arrived {0}, left {1}, presses {2}")
    @CsvSource(delimiter = '|', textBlock = """
            30 | -  | 29        | 29 | -
            30 | -  | 33        | 33 | -
            30 | -  | 25        | 25 | -
            30 | -  | 24        | -  | -
            30 | -  | 36        | -  | -
            30 | -  | 28 31     | 31 | -
            -  | -  | 30        | -  | -
            3  | -  | -1        | -  | -
            30 | 60 | 30 58     | 30 | 58
            30 | 60 | 30        | 30 | -
            30 | 60 | 58        | -  | 58
            30 | 33 | 29 32     | 29 | 32
            30 | 33 | 31        | 31 | -
            30 | 60 | 30 66     | 30 | -
            """)
    void a_press_near_the_word_is_the_responders(
            String arrived, String left, String presses, String arrival, String leaving) {
        List<Press> heard = Arrays.stream(presses.split(" "))
                .map(minute -> new Press(new UUID(1, Long.parseLong(minute)), at(minute)))
                .toList();
        PressProof.Said said = new PressProof.Said(ACCEPTED, atOrNull(arrived), atOrNull(left));
        Optional<Press> came = PressProof.arrival(said, heard, WINDOW);
        Optional<Press> went =
                PressProof.leaving(said, came.map(Press::signalId).orElse(null), heard, WINDOW);
        assertThat(came.map(Press::at).orElse(null)).isEqualTo(atOrNull(arrival));
        assertThat(went.map(Press::at).orElse(null)).isEqualTo(atOrNull(leaving));
    }

    @ParameterizedTest(name = "{0} min: {1}")
    @CsvSource({
        "0, IN_TIME",
        "45, IN_TIME",
        "45.1, OVER_MOSTLY",
        "60, OVER_MOSTLY",
        "60.1, OVER_LATEST",
        "120, OVER_LATEST",
        "120.1, OVER_CRISIS"
    })
    void a_limit_is_kept_until_it_is_passed(double minutes, Standing expected) {
        Duration time = Duration.ofSeconds(Math.round(minutes * 60));
        assertThat(ResponseClock.standing(time, ResponseSettings.Values.USUAL.promise()))
                .isEqualTo(expected);
    }

    @Test
    void both_clocks_end_with_the_arrival() {
        Instant now = at("90");
        ResponseClock waiting = new ResponseClock(ACCEPTED, at("10"), null);
        assertThat(waiting.fromReceipt(now)).isEqualTo(Duration.ofMinutes(90));
        assertThat(waiting.fromDecision(now)).isEqualTo(Duration.ofMinutes(80));
        ResponseClock there = new ResponseClock(ACCEPTED, at("10"), at("40"));
        assertThat(there.fromReceipt(now)).isEqualTo(Duration.ofMinutes(40));
        assertThat(there.fromDecision(now)).isEqualTo(Duration.ofMinutes(30));
        assertThat(new ResponseClock(ACCEPTED, null, null).fromDecision(now)).isNull();
        // A phone whose clock is slow makes no time less than none.
        assertThat(new ResponseClock(ACCEPTED, at("10"), at("9")).fromDecision(now))
                .isZero();
    }

    @Test
    void one_danger_is_enough_and_every_question_is_asked() {
        Map<Question, Boolean> answers = new EnumMap<>(Question.class);
        assertThat(InjuryScreen.verdict(answers)).isEqualTo(Verdict.ASK_ON);
        for (Question question : Question.values()) {
            assertThat(InjuryScreen.verdict(answers)).isEqualTo(Verdict.ASK_ON);
            answers.put(question, !question.dangerous());
        }
        assertThat(InjuryScreen.verdict(answers)).isEqualTo(Verdict.MAY_BE_HELPED_UP);
        for (Question question : Question.values()) {
            Map<Question, Boolean> one = Map.of(question, question.dangerous());
            assertThat(InjuryScreen.verdict(one)).isEqualTo(Verdict.DO_NOT_LIFT);
            assertThat(InjuryScreen.dangers(one)).containsExactly(question);
        }
    }

    private static Instant at(String minute) {
        return ACCEPTED.plus(Duration.ofMinutes(Long.parseLong(minute)));
    }

    private static @Nullable Instant atOrNull(String minute) {
        return minute.equals("-") ? null : at(minute);
    }
}
