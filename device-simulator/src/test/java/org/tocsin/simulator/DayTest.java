package org.tocsin.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalTime;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Timing;

class DayTest {
    @Test
    void threeCallsAMonthAndHomeMostOfThemInTheMorning() {
        double aDay = IntStream.range(0, 24)
                .mapToDouble(hour -> Day.callsPerSecond(7_000, LocalTime.of(hour, 30)) * 3_600)
                .sum();

        assertThat(aDay).isCloseTo(7_000 * 3 / 30.44, within(1.0));
        assertThat(Day.callsPerSecond(7_000, LocalTime.of(9, 0)))
                .isGreaterThan(4 * Day.callsPerSecond(7_000, LocalTime.of(3, 0)));
    }

    @Test
    void asManyAsExpectedOnAverage() {
        SplittableRandom random = new SplittableRandom(1);

        assertThat(average(0.01, random)).isCloseTo(0.01, within(0.005));
        assertThat(average(3, random)).isCloseTo(3, within(0.1));
        assertThat(average(100, random)).isCloseTo(100, within(1.0));
        assertThat(Day.drawCount(0, random)).isZero();
    }

    private static double average(double expected, SplittableRandom random) {
        return IntStream.range(0, 10_000)
                .map(i -> Day.drawCount(expected, random))
                .average()
                .orElseThrow();
    }

    @Test
    void aRealUnitRepeatsAsOftenAsItShould() {
        assertThat(IntStream.range(0, 8).mapToObj(Timing.REAL::gap))
                .containsExactly(0L, 5_000L, 10_000L, 20_000L, 30_000L, 60_000L, 60_000L, 60_000L);
        assertThat(Timing.REAL.answerWait()).isEqualTo(20_000);
        assertThat(Timing.REAL.transactionEnd()).isEqualTo(32_000);
    }

    @Test
    void referencesFitTheWireAndNeverComeTwice() {
        Refs first = new Refs(1_773_567_000_120L, 0);
        Refs second = new Refs(1_773_567_000_120L, 1);

        assertThat(IntStream.range(0, 1_000).boxed().flatMap(i -> Stream.of(first.next(), second.next())))
                .allMatch(ref -> ref.matches("[0-9a-z]{1,16}"))
                .doesNotHaveDuplicates();
    }
}
