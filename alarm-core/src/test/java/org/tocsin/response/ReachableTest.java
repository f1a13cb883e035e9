package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Saturday 21 November 2026 and the days around it. */
class ReachableTest {
    static final UUID NADIA = new UUID(0, 1);
    static final Set<DayOfWeek> WEEK = EnumSet.allOf(DayOfWeek.class);
    static final Set<DayOfWeek> WORK = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    @Test
    void with_nothing_on_file_at_any_time() {
        assertThat(Reachable.of(List.of(), at("2026-11-21T03:10"))).isEqualTo(Reachable.ALWAYS);
    }

    @Test
    void within_the_hours_until_their_end() {
        assertThat(Reachable.of(List.of(hours(WEEK, "08:00", "18:00")), at("2026-11-21T08:00")))
                .isEqualTo(new Reachable(true, "until 18:00"));
        assertThat(Reachable.of(List.of(hours(WEEK, "08:00", "18:00")), at("2026-11-21T18:00")))
                .isEqualTo(new Reachable(false, "not before tomorrow 08:00"));
    }

    @Test
    void hours_over_midnight_belong_to_the_day_they_began() {
        List<ContactTime> nights = List.of(hours(Set.of(DayOfWeek.FRIDAY), "22:00", "07:00"));
        assertThat(Reachable.of(nights, at("2026-11-21T03:10")).now()).isTrue();
        assertThat(Reachable.of(nights, at("2026-11-21T07:00")))
                .isEqualTo(new Reachable(false, "not before Fri 22:00"));
        assertThat(Reachable.of(nights, at("2026-11-22T03:10")).now()).isFalse();
    }

    @Test
    void from_the_same_hour_to_the_same_is_the_whole_day() {
        assertThat(Reachable.of(List.of(hours(WEEK, "00:00", "00:00")), at("2026-11-21T23:59"))
                        .now())
                .isTrue();
    }

    @Test
    void later_today_or_on_the_next_working_day() {
        List<ContactTime> work = List.of(hours(WORK, "09:00", "17:00"));
        assertThat(Reachable.of(work, at("2026-11-20T06:00")).words()).isEqualTo("not before 09:00");
        assertThat(Reachable.of(work, at("2026-11-20T18:00")).words()).isEqualTo("not before Mon 09:00");
    }

    @Test
    void away_comes_before_hours_and_both_days_count() {
        List<ContactTime> times = List.of(
                hours(WEEK, "00:00", "00:00"),
                new ContactTime.Away(
                        new UUID(0, 3),
                        NADIA,
                        LocalDate.parse("2026-11-20"),
                        LocalDate.parse("2026-11-21"),
                        "in Cardiff"));
        assertThat(Reachable.of(times, at("2026-11-21T23:59")))
                .isEqualTo(new Reachable(false, "away until Sat 21 Nov, in Cardiff"));
        assertThat(Reachable.of(times, at("2026-11-22T00:00")).now()).isTrue();
        assertThat(Reachable.of(times, at("2026-11-19T23:59")).now()).isTrue();
    }

    private static ContactTime hours(Set<DayOfWeek> days, String from, String until) {
        return new ContactTime.Hours(new UUID(0, 2), NADIA, days, LocalTime.parse(from), LocalTime.parse(until));
    }

    private static LocalDateTime at(String time) {
        return LocalDateTime.parse(time);
    }
}
