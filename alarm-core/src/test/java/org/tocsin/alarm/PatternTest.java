package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternTest {
    static final Instant NOW = Instant.parse("2026-11-21T03:10:00Z");

    @Test
    void the_fourth_fall_in_a_week_is_said() {
        assertThat(of(fall(0), fall(20), fall(50), fall(167), fall(169))).containsExactly("4th fall in 7 days");
    }

    @Test
    void a_fall_is_what_the_detector_or_the_outcome_says() {
        Pattern.One helpedUp = new Pattern.One(before(30), "ALARM", "Pendant, hall", "fall-helped-up");
        Pattern.One waterfall = new Pattern.One(before(31), "ALARM", "Waterfall lounge pull cord", "");
        assertThat(of(fall(0), helpedUp, waterfall)).containsExactly("2nd fall in 7 days");
        assertThat(of(press(0), helpedUp)).containsExactly("A fall in the last 7 days");
    }

    @Test
    void presses_are_counted_by_what_they_came_from_and_by_the_day() {
        assertThat(of(press(0), press(1), press(3)))
                .containsExactly("3rd from the pendant in 7 days", "3rd call in 24 hours");
        assertThat(of(press(0), press(100), press(24 * 8))).isEmpty();
    }

    @Test
    void faults_are_no_calls() {
        Pattern.One fault = new Pattern.One(NOW, "TECHNICAL", "Mains failure", "");
        assertThat(Pattern.of(fault, List.of(fault, fall(1), fall(2)))).isEmpty();
        assertThat(of(press(0), fault, fault, fault)).isEmpty();
    }

    @Test
    void what_came_later_is_not_counted_for_an_earlier_one() {
        assertThat(Pattern.of(fall(48), List.of(fall(48), fall(0), fall(1)))).isEmpty();
    }

    @Test
    void ordinals_of_teens_end_in_th() {
        List<Pattern.One> many = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            many.add(fall(i * 12));
        }
        assertThat(Pattern.of(fall(0), many)).first().isEqualTo("11th fall in 7 days");
    }

    private static List<String> of(Pattern.One... all) {
        return Pattern.of(all[0], List.of(all));
    }

    private static Pattern.One fall(long hoursAgo) {
        return new Pattern.One(before(hoursAgo), "ALARM", "Fall detector, kitchen", "");
    }

    private static Pattern.One press(long hoursAgo) {
        return new Pattern.One(before(hoursAgo), "ALARM", "Pendant, kitchen", "accidental");
    }

    private static Instant before(long hours) {
        return NOW.minus(Duration.ofHours(hours));
    }
}
