package org.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.figures.Staffing.Came;
import org.tocsin.figures.Staffing.Slot;

/** Erlang C against values that are printed elsewhere, and the plan made of it. */
class StaffingTest {
    static final Duration THREE_MINUTES = Duration.ofMinutes(3);

    @Test
    @DisplayName("the usual textbook's case: 100 calls of three minutes in half an hour, 20 seconds")
    void textbook() {
        ErlangC calls = ErlangC.of(100, Staffing.HALF_HOUR, THREE_MINUTES);
        Duration soon = Duration.ofSeconds(20);

        assertThat(calls.load()).isEqualTo(10);
        assertThat(calls.waits(11)).isCloseTo(0.682, within(0.0005));
        assertThat(calls.answered(11, soon, THREE_MINUTES)).isCloseTo(0.390, within(0.0005));
        assertThat(calls.waits(14)).isCloseTo(0.174, within(0.0005));
        assertThat(calls.answered(14, soon, THREE_MINUTES)).isCloseTo(0.888, within(0.0005));
        assertThat(calls.meanWaitSeconds(14, THREE_MINUTES)).isCloseTo(7.8, within(0.05));
        assertThat(calls.needed(new Target(soon, 8_000), THREE_MINUTES)).isEqualTo(14);
    }

    @Test
    @DisplayName("the other one: 360 calls of four minutes in half an hour, 55 people, 15 seconds")
    void another_textbook() {
        Duration four = Duration.ofMinutes(4);
        ErlangC calls = ErlangC.of(360, Staffing.HALF_HOUR, four);

        assertThat(calls.load()).isEqualTo(48);
        assertThat(calls.waits(55)).isCloseTo(0.239, within(0.0005));
        assertThat(calls.meanWaitSeconds(55, four)).isCloseTo(8.2, within(0.05));
        assertThat(calls.answered(55, Duration.ofSeconds(15), four)).isCloseTo(0.846, within(0.0005));
    }

    @Test
    @DisplayName("exact small cases: one erlang and two people wait in a third of cases, two and three in four ninths")
    void exact() {
        assertThat(new ErlangC(1).waits(2)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(new ErlangC(2).waits(3)).isCloseTo(4.0 / 9, within(1e-12));
        assertThat(new ErlangC(0.5).waits(1)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    @DisplayName(
            "nothing to do needs nobody, more than there are people never catches up, and no load is too large to say so")
    void bounds() {
        Target target = new Target(Duration.ofSeconds(60), 9_750);
        assertThat(new ErlangC(0).needed(target, THREE_MINUTES)).isZero();
        assertThat(new ErlangC(5).waits(5)).isEqualTo(1);
        assertThat(new ErlangC(5).answered(4, Duration.ofSeconds(60), THREE_MINUTES))
                .isZero();
        assertThat(new ErlangC(10_000).needed(target, THREE_MINUTES)).isEqualTo(ErlangC.MOST);
        assertThat(new ErlangC(400).waits(420)).isBetween(0.0, 1.0);
    }

    @Test
    @DisplayName("a week has 336 half-hours, none with nobody; few alarms take the handling time of all")
    void plan() {
        Target target = new Target(Duration.ofSeconds(60), 9_750);
        List<Came> came =
                List.of(new Came(DayOfWeek.FRIDAY, 37, 80, 40, 80 * 360), new Came(DayOfWeek.SUNDAY, 0, 8, 2, 8 * 60));

        Staffing plan = Staffing.plan(8, target, came);

        assertThat(plan.slots()).hasSize(336).allMatch(slot -> slot.average() >= 1);
        assertThat(plan.handling()).isEqualTo(Duration.ofMillis((80 * 360 + 8 * 60) * 1_000L / 88));
        Slot friday = plan.slots().get(4 * 48 + 37);
        assertThat(friday.from()).hasToString("18:30");
        assertThat(friday.handling()).isEqualTo(Duration.ofSeconds(360));
        // 10 alarms of six minutes are two erlangs, 40 are eight.
        assertThat(friday.average()).isEqualTo(new ErlangC(2).needed(target, Duration.ofSeconds(360)));
        assertThat(friday.busiest()).isEqualTo(new ErlangC(8).needed(target, Duration.ofSeconds(360)));
        assertThat(friday.busiest()).isGreaterThan(friday.average());
        assertThat(plan.slots().get(6 * 48).handling()).isEqualTo(plan.handling());
        assertThat(Staffing.plan(8, target, List.of()).slots()).allMatch(slot -> slot.busiest() == 1);
    }
}
