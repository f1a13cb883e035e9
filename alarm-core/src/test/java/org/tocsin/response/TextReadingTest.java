package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.response.TextReading.Meaning;

class TextReadingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                " 1. ",
                "1!",
                "\"1\"",
                "1: I am going",
                "YES",
                "Yes please",
                "y",
                "Going",
                "I'm going",
                "I’m going",
                "on my way",
                "On my way!! x",
                "OMW",
                "Ok going now",
                "Yes, on my way, 10 mins",
                "going, be there in 25 minutes",
                "on my way 1 min",
                "1 in 20 minutes",
                "Yes I can. Thanks",
                "YDW",
                "Mynd",
                "mynd nawr",
                "Rydw i'n mynd",
                "Dw i'n mynd, diolch",
                "ar fy ffordd",
                "Gallaf",
                "Ydw, mewn 10 munud"
            })
    void who_goes_is_understood(String text) {
        assertThat(TextReading.of(text)).as(text).isEqualTo(Meaning.GOING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2",
                "2.",
                "NO",
                "no sorry",
                "CANT",
                "Can't",
                "I can’t",
                "sorry i cannot go",
                "2: I can't",
                "not going",
                "I am not going",
                "not now",
                "No I can't, sorry",
                "I'm away",
                "NA",
                "Nac ydw",
                "Alla i ddim",
                "methu",
                "Na, sori",
                "dw i ddim yn gallu"
            })
    void who_cannot_is_understood(String text) {
        assertThat(TextReading.of(text)).as(text).isEqualTo(Meaning.CANNOT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "?",
                "ok",
                "thanks",
                "1 2",
                "12",
                "3",
                "yes and no",
                "no i am going",
                "going away",
                "can't talk, going",
                "i cant wait im going",
                "yes but not now",
                "Yes?",
                "who is this?",
                "is she ok",
                "no, 10 mins",
                "not",
                "1 min",
                "no problem",
                "no worries",
                "don't know",
                "maybe",
                "\uD83D\uDC4D",
                "yes \uD83D\uDE02",
                "STOP",
                "wrong number",
                "I have fallen, help"
            })
    void everything_else_is_for_a_person(String text) {
        assertThat(TextReading.of(text)).as(text).isEqualTo(Meaning.UNCLEAR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Yes, on my way, 10 mins       | 10
                    1 in 20 minutes               | 20
                    on my way 1 min               | 1
                    2 minutes                     | 2
                    20 min                        | 20
                    ok 20 mins thanks             | 20
                    Ydw, mewn 10 munud            | 10
                    1-2 mins                      | 2
                    going, 240 min                | 240
                    """)
    void how_soon_is_understood(String text, int minutes) {
        assertThat(TextReading.within(text)).as(text).contains(Duration.ofMinutes(minutes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "20",
                "yes",
                "no, 10 mins",
                "going 0 min",
                "going 241 min",
                "10 mins or 20 mins",
                "going 10 mins, 20 mins",
                "10 20 mins",
                "1 hour 20 mins",
                "be there soon",
                "20 mins?",
                ""
            })
    void what_is_no_single_number_of_minutes_is_none(String text) {
        assertThat(TextReading.within(text)).as(text).isEmpty();
    }

    @Test
    void a_long_text_is_nobody_s_answer_and_no_text_takes_long() {
        assertThat(TextReading.of("yes ".repeat(200))).isEqualTo(Meaning.UNCLEAR);
        assertThat(TextReading.of("no ".repeat(130))).isEqualTo(Meaning.CANNOT);
    }
}
