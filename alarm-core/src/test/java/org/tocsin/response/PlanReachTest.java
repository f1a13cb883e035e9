package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** Saturday 21 November 2026, 03:10, Dora is the home's contact, Rita the service's responder. */
class PlanReachTest {
    static final Set<DayOfWeek> WEEK = EnumSet.allOf(DayOfWeek.class);
    static Town town;
    MillLane lane;
    ContactTimes times;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void pressed() {
        town.sql("truncate callout");
        lane = new MillLane(town);
        times = new ContactTimes(town.database, town.clock);
    }

    @Test
    void whoever_is_away_comes_last_and_is_not_left_out() {
        away(lane.daughter, "2026-11-20", "2026-11-23");
        lane.callOut(null);
        assertThat(log())
                .endsWith(
                        "NOT_CALLED_OUT Comes last, not to be reached now: Dora Daughter (away until Mon 23 Nov)",
                        "CALLED_OUT Called out Rita Responder");
        settle();
        assertThat(log())
                .endsWith(
                        "EXPIRED Rita Responder did not answer within 2 minutes",
                        "CALLED_OUT Called out Dora Daughter: nobody else is left, though away until Mon 23 Nov");
        settle();
        assertThat(log()).endsWith("RETURNED Nobody is left to call out: back to the board, sounding");
    }

    @Test
    void a_decline_is_not_followed_by_somebody_who_is_out_of_their_hours() {
        UUID ned = town.contact(lane.olga, lane.home, 2, "Ned Neighbour");
        hours(ned, WEEK, "08:00", "22:00");
        lane.callOut(null);
        await(lane.callouts.decline(lane.dora, lane.onlyCallout().id(), "Car broke down"));
        assertThat(log())
                .endsWith(
                        "DECLINED Dora Daughter declined: Car broke down",
                        "NOT_CALLED_OUT Comes last, not to be reached now: Ned Neighbour (not before 08:00)",
                        "CALLED_OUT Called out Rita Responder");
    }

    @Test
    void hours_over_midnight_belong_to_the_night_they_began() {
        hours(lane.daughter, Set.of(DayOfWeek.FRIDAY), "22:00", "07:00");
        lane.callOut(null);
        assertThat(log()).endsWith("CALLED_OUT Called out Dora Daughter");
    }

    @Test
    void where_all_are_away_they_are_asked_in_their_order() {
        away(lane.daughter, "2026-11-21", "2026-11-21");
        UUID ned = town.contact(lane.olga, lane.home, 2, "Ned Neighbour");
        away(ned, "2026-11-21", "2026-11-21");
        town.sql("update operator set active = false where display_name = 'Rita Responder'");
        lane.callOut(null);
        assertThat(log())
                .endsWith("CALLED_OUT Called out Dora Daughter: nobody else is left, though away until Sat 21 Nov");
        settle();
        assertThat(log())
                .endsWith("CALLED_OUT Called out Ned Neighbour: nobody else is left, though away until Sat 21 Nov");
    }

    @Test
    void what_has_ended_and_other_days_hold_nobody_back() {
        away(lane.daughter, "2026-11-22", "2026-11-23");
        UUID over = Ids.next();
        await(times.addAway(
                lane.olga,
                lane.home,
                new ContactTime.Away(
                        over, lane.daughter, LocalDate.parse("2026-11-21"), LocalDate.parse("2026-11-23"), null),
                null));
        await(times.end(lane.olga, lane.home, over, null));
        lane.callOut(null);
        assertThat(log()).endsWith("CALLED_OUT Called out Dora Daughter");
    }

    @Test
    void the_hours_are_those_of_the_service_also_when_the_clocks_have_gone_forward() {
        town.sql("update service set time_zone = 'Europe/London' where id = '%s'", lane.service);
        hours(lane.daughter, WEEK, "02:00", "09:00");
        // 28 March 2027: 00:59 by the clock, and a minute later 02:00.
        town.pass(Duration.between(town.clock.instant(), Instant.parse("2027-03-28T00:59:30Z")));
        try {
            lane.callOut(null);
            assertThat(log()).endsWith("CALLED_OUT Called out Rita Responder");
            town.pass(Duration.ofMinutes(1));
            await(lane.callouts.decline(lane.rita, lane.onlyCallout().id(), "Asleep"));
            assertThat(log()).endsWith("CALLED_OUT Called out Dora Daughter");
        } finally {
            town.pass(Duration.between(town.clock.instant(), Town.MORNING));
        }
    }

    private List<String> log() {
        return town.log(lane.olga, lane.alarm);
    }

    /** Two minutes later, without an answer. */
    private void settle() {
        town.pass(Duration.ofMinutes(2));
        EscalationWorker worker = new EscalationWorker(town.vertx, town.database, town.clock, town.wakeup);
        await(worker.claim()).forEach(claim -> await(worker.settle(claim)));
    }

    private void away(UUID contact, String from, String until) {
        assertThat(await(times.addAway(
                        lane.olga,
                        lane.home,
                        new ContactTime.Away(Ids.next(), contact, LocalDate.parse(from), LocalDate.parse(until), null),
                        null)))
                .isTrue();
    }

    private void hours(UUID contact, Set<DayOfWeek> days, String from, String until) {
        assertThat(await(times.addHours(
                        lane.olga,
                        lane.home,
                        new ContactTime.Hours(Ids.next(), contact, days, LocalTime.parse(from), LocalTime.parse(until)),
                        null)))
                .isTrue();
    }
}
