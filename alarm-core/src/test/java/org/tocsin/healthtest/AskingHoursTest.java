package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When homes may be asked, also on the days on which the clocks change. */
class AskingHoursTest {
    static final ZoneId LONDON = ZoneId.of("Europe/London");

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T09:29:59Z, false, a Monday in winter",
        "2026-11-23T09:30:00Z, true, the window begins",
        "2026-11-23T15:59:59Z, true, its last second",
        "2026-11-23T16:00:00Z, false, its end is not in it",
        "2026-11-22T12:00:00Z, false, a Sunday",
        "2026-06-01T08:30:00Z, true, half past nine of a summer's Monday",
        "2026-06-01T15:00:00Z, false, four o'clock in summer"
    })
    void weekdays_from_half_past_nine_to_four_where_the_homes_are(String at, boolean open, String why) {
        assertThat(AskingHours.USUAL.open(Instant.parse(at), LONDON)).as(why).isEqualTo(open);
    }

    @Test
    void a_window_is_as_long_as_it_really_lasts_when_the_clocks_change() {
        AskingHours night = AskingHours.parse("SUN 00:30-03:30");
        Instant spring = Instant.parse("2026-03-29T00:30:00Z");
        assertThat(night.after(Duration.ofHours(2), spring, LONDON)).contains(Instant.parse("2026-03-29T02:30:00Z"));
        assertThat(night.open(Instant.parse("2026-03-29T02:30:00Z"), LONDON)).isFalse();
        Instant autumn = Instant.parse("2026-10-24T23:30:00Z");
        assertThat(night.after(Duration.ofHours(4), autumn, LONDON)).contains(Instant.parse("2026-10-25T03:30:00Z"));
        assertThat(AskingHours.parse("SUN 01:10-01:50").open(Instant.parse("2026-03-29T01:15:00Z"), LONDON))
                .as("a window that the clocks jump over moves with them")
                .isTrue();
    }

    @Test
    void a_window_that_another_goes_on_from_closes_with_that_one() {
        Instant noon = Instant.parse("2026-11-23T12:00:00Z");
        assertThat(AskingHours.USUAL.closes(noon, LONDON)).contains(Instant.parse("2026-11-23T16:00:00Z"));
        assertThat(AskingHours.parse("MON 14:00-18:00; MON 11:00-14:00").closes(noon, LONDON))
                .contains(Instant.parse("2026-11-23T18:00:00Z"));
        assertThat(AskingHours.USUAL.closes(Instant.parse("2026-11-22T12:00:00Z"), LONDON))
                .as("homes may not be asked now")
                .contains(Instant.parse("2026-11-22T12:00:00Z"));
        assertThat(AskingHours.ALWAYS.closes(noon, LONDON)).isEmpty();
    }

    @Test
    void the_next_window_is_found_over_a_weekend() {
        assertThat(AskingHours.USUAL.next(Instant.parse("2026-11-20T17:00:00Z"), LONDON))
                .isEqualTo(Instant.parse("2026-11-23T09:30:00Z"));
        assertThat(AskingHours.ALWAYS.next(Instant.parse("2026-11-20T17:00:00Z"), LONDON))
                .isEqualTo(Instant.parse("2026-11-20T17:00:00Z"));
    }

    @Test
    void seven_thousand_homes_at_ten_a_minute_take_two_days_of_windows() {
        Instant friday = Instant.parse("2026-11-20T09:30:00Z");
        assertThat(AskingHours.USUAL.after(Duration.ofMinutes(700), friday, LONDON))
                .contains(Instant.parse("2026-11-23T14:40:00Z"));
        assertThat(AskingHours.USUAL.after(Duration.ofDays(10_000), friday, LONDON))
                .isEmpty();
    }

    @Test
    void whatever_the_moment_the_next_window_is_open_and_nothing_between_is() {
        SplittableRandom random = new SplittableRandom(7);
        AskingHours hours = AskingHours.parse("MON-FRI 09:30-16:00; SAT 10:00-12:00");
        for (int i = 0; i < 2_000; i++) {
            Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextLong(2 * 365 * 86_400L));
            Instant next = hours.next(at, LONDON);
            assertThat(hours.open(next, LONDON)).as("%s", next).isTrue();
            if (next.isAfter(at)) {
                Instant between = at.plusSeconds(
                        random.nextLong(Duration.between(at, next).toSeconds()));
                assertThat(hours.open(between, LONDON)).as("%s", between).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MON-FRI 09:30-16:00; SAT 10:00-12:00", "FRI-MON 20:00-23:59", ""})
    void what_is_written_is_read_again(String text) {
        assertThat(AskingHours.parse(text)).hasToString(text);
        assertThat(AskingHours.parse(" " + text.toLowerCase(java.util.Locale.ROOT)))
                .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MON 16:00-09:00", "weekdays", "MON 09:00-24:00", "MON-FRI 9-16"})
    void what_cannot_be_meant_is_refused_with_a_sentence(String text) {
        assertThatThrownBy(() -> AskingHours.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
