package org.tocsin.telephone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoughtTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "07700 900123",
                "+44 7700 900123",
                "0044 7700-900123",
                "+44 (0)7700 900123",
                "447700900123",
                "7700900123"
            })
    void a_number_is_one_however_it_is_spelt(String typed) {
        assertThat(Sought.of(typed).digits()).isEqualTo("3210090077");
    }

    @Test
    void the_end_of_a_number_is_enough_and_three_digits_are_not() {
        assertThat("3210649702").startsWith(digits("7946 0123"));
        assertThat(Sought.of("123").digits()).isNull();
        assertThat(Sought.of("12 Rose Court").digits()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "NW5 1AB,nw51ab",
        "nw5,nw5",
        "NW5 1,nw51",
        "ls14ap,ls14ap",
    })
    void half_a_postcode_is_the_beginning_of_one(String typed, String beginning) {
        assertThat(Sought.of(typed).postcode()).isEqualTo(beginning);
    }

    @Test
    void words_are_small_and_plain_and_a_house_number_is_that_house() {
        Sought sought = Sought.of("  Ó'Neill, Siân  12 ");
        assertThat(sought.words()).isEqualTo(List.of("oneill", "sian", "12"));
        assertThat(sought.every()).isEqualTo("'oneill':* & 'sian':* & '12'");
        assertThat(sought.some()).isEqualTo("'oneill':* | 'sian':* | '12'");
    }

    @Test
    void a_reference_has_six_letters_that_can_be_told_apart() {
        assertThat(Sought.of("ab2c4d").reference()).isEqualTo("AB2C4D");
        assertThat(Sought.of("AB0C1D").reference()).isNull();
    }

    @Test
    void whatever_is_typed_is_bounded_and_never_a_fault() {
        assertThat(Sought.of("\0'\"&|!:*()<->").isEmpty()).isTrue();
        assertThat(Sought.of("a b c d e f g h i j k l m n o p").words()).isEmpty();
        assertThat(Sought.of("word ".repeat(100)).text()).hasSizeLessThanOrEqualTo(Sought.LONGEST);
        assertThat(Sought.of("one two three four five six seven eight").words()).hasSize(6);
    }

    private static String digits(String typed) {
        return String.valueOf(Sought.of(typed).digits());
    }
}
