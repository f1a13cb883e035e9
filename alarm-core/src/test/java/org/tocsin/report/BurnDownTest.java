package org.tocsin.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.report.BurnDown.Point;
import org.tocsin.report.FailureRates.Rate;
import org.tocsin.report.FailureRates.Source;

/** The rules of the figures by hand-made cases. */
class BurnDownTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final LocalDate OFF = LocalDate.of(2027, 1, 31);

    @Test
    void the_pace_of_four_weeks_says_when_the_last_home_is_proven() {
        BurnDown down =
                BurnDown.of(List.of(at(28, 1000, 200), at(14, 1000, 240), at(35, 1000, 0)), at(0, 1000, 300), OFF);
        assertThat(down.points()).extracting(Point::proven).containsExactly(0, 200, 240, 300);
        assertThat(down.daysLeft()).isEqualTo(70);
        assertThat(down.open()).isEqualTo(700);
        assertThat(down.pace()).isEqualTo(25.0);
        assertThat(down.needed()).isEqualTo(70.0);
        assertThat(down.doneBy()).isEqualTo(TODAY.plusDays(196));
        assertThat(down.inTime(OFF)).isFalse();
    }

    @Test
    void what_became_stale_is_taken_off_and_may_mean_never() {
        BurnDown down = BurnDown.of(List.of(at(21, 100, 60)), at(0, 100, 50), OFF);
        assertThat(down.pace()).isNegative();
        assertThat(down.doneBy()).isNull();
        assertThat(down.inTime(OFF)).isFalse();
    }

    @Test
    void less_than_a_week_of_figures_says_nothing_and_nothing_open_is_in_time() {
        assertThat(BurnDown.of(List.of(at(3, 10, 1)), at(0, 10, 5), OFF).pace()).isNaN();
        BurnDown done = BurnDown.of(List.of(), at(0, 10, 10), OFF);
        assertThat(done.inTime(OFF)).isTrue();
        assertThat(done.needed()).isZero();
        assertThat(BurnDown.of(List.of(), at(0, 10, 5), TODAY).needed()).isNaN();
    }

    @Test
    void a_day_worked_out_afterwards_says_nothing_about_a_pace() {
        Point asProvenThen = new Point(TODAY.minusDays(28), 100, 60, true);
        assertThat(BurnDown.of(List.of(asProvenThen), at(0, 100, 70), OFF).pace())
                .as("what was lost since is not in it, so the difference is no gain")
                .isNaN();
        BurnDown down = BurnDown.of(List.of(asProvenThen, at(14, 100, 50)), at(0, 100, 70), OFF);
        assertThat(down.pace()).isEqualTo(10.0);
        assertThat(down.points()).as("it is drawn all the same").hasSize(3);
    }

    @Test
    void not_at_first_and_never_are_counted_apart() {
        List<Rate> rates = List.of(
                new Rate(Source.VISIT, "Bell One", "EE", "MQTT", 3, 2, 1),
                new Rate(Source.HEALTH_TEST, "Bell One", "EE", "MQTT", 9, 9, 9),
                new Rate(Source.VISIT, "Bell Two", "EE", "MQTT", 1, 0, 0));
        assertThat(rates.get(0).first()).isEqualTo(2 / 3.0);
        assertThat(rates.get(0).total()).isEqualTo(1 / 3.0);
        assertThat(FailureRates.total(rates, Source.VISIT)).isEqualTo(new Rate(Source.VISIT, "", "", "", 4, 2, 1));
        assertThat(FailureRates.total(List.of(), Source.HEALTH_TEST).first()).isZero();
    }

    private static Point at(int daysAgo, int homes, int proven) {
        return new Point(TODAY.minusDays(daysAgo), homes, proven, false);
    }
}
