package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pace that several processes share. */
class PaceTest {
    static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 1_000, 60_000})
    void it_is_never_exceeded_and_kept_within_two_per_cent_however_often_anybody_looks(int perMinute) {
        SplittableRandom random = new SplittableRandom(perMinute);
        Pace pace = Pace.STILL.at(TEN, perMinute);
        Instant now = TEN;
        Instant end = TEN.plus(Duration.ofMinutes(50));
        long asked = 0;
        while (now.isBefore(end)) {
            now = now.plusMillis(1 + random.nextInt(1_200));
            pace = pace.at(now, perMinute);
            long due = pace.due(now, perMinute);
            pace = pace.asked(due);
            asked += due;
            assertThat(asked).isLessThanOrEqualTo(Duration.between(TEN, now).toMillis() * perMinute / 60_000);
        }
        assertThat((double) asked).isGreaterThanOrEqualTo(50.0 * perMinute * 0.98);
    }

    @Test
    void what_a_pause_has_cost_is_never_made_up_for() {
        Pace pace = Pace.STILL.at(TEN, 60).asked(0);
        Instant later = TEN.plus(Duration.ofMinutes(20));
        assertThat(pace.at(later, 60).due(later, 60)).isZero();
        Instant soon = TEN.plusSeconds(5);
        assertThat(pace.at(soon, 60).due(soon, 60)).as("a moment's delay is").isEqualTo(5);
    }

    @Test
    void a_clock_that_steps_back_begins_anew() {
        Pace pace = Pace.STILL.at(TEN, 60).asked(3);
        Instant before = TEN.minusSeconds(100);
        assertThat(pace.at(before, 60)).isEqualTo(new Pace(before, 0));
    }
}
