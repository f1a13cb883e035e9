package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.healthtest.Campaign.Hold;
import org.tocsin.healthtest.Campaign.Pause;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.healthtest.Campaign.Why;
import org.tocsin.healthtest.CampaignPlanner.Asked;
import org.tocsin.healthtest.CampaignPlanner.Plan;
import org.tocsin.healthtest.CampaignPlanner.Situation;
import org.tocsin.healthtest.CampaignPlanner.Turn;

/** What a campaign does next, by the clock and by what is known. */
class CampaignPlannerTest {
    static final ZoneId LONDON = ZoneId.of("Europe/London");
    static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");
    static final Instant SUNDAY = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void it_begins_at_its_time_and_not_before() {
        assertThat(next(State.PLANNED, null, null, now(MONDAY.minusSeconds(1))).turn())
                .isEqualTo(Turn.NOTHING);
        assertThat(next(State.PLANNED, null, null, now(MONDAY)).turn()).isEqualTo(Turn.BEGIN);
        assertThat(next(State.WAITING, null, null, now(MONDAY)).turn()).isEqualTo(Turn.BEGIN);
        Pause pause = new Pause(MONDAY, "operator:ann", "fire drill");
        assertThat(next(State.PLANNED, pause, null, now(MONDAY)).turn()).isEqualTo(Turn.NOTHING);
    }

    @Test
    void it_asks_in_its_hours_only() {
        Plan monday = next(State.RUNNING, null, null, now(MONDAY));
        assertThat(monday.turn()).isEqualTo(Turn.ASK);
        assertThat(monday.most()).isEqualTo(CampaignPlanner.MOST_AT_ONCE);
        assertThat(next(State.RUNNING, null, null, now(SUNDAY)).turn()).isEqualTo(Turn.NOTHING);
    }

    @Test
    void who_has_just_been_asked_and_not_answered_leaves_less_room() {
        Situation busy = new Situation(
                MONDAY, null, true, true, Pace.STILL, new Asked(CampaignPlanner.MOST_UNDER_WAY - 10, false));
        assertThat(next(State.RUNNING, null, null, busy).most()).isEqualTo(10);
        Situation full = new Situation(
                MONDAY, null, true, true, Pace.STILL, new Asked(CampaignPlanner.MOST_UNDER_WAY + 100, false));
        assertThat(next(State.RUNNING, null, null, full).turn()).isEqualTo(Turn.NOTHING);
    }

    @Test
    void beside_life_alarms_only_a_few_are_asked_at_once() {
        Situation pressed = new Situation(
                MONDAY, null, true, true, Pace.STILL, new Asked(CampaignPlanner.MOST_BESIDE_LIFE_ALARMS - 10, true));
        assertThat(next(State.RUNNING, null, null, pressed).most()).isEqualTo(10);
        Situation already = new Situation(MONDAY, null, true, true, Pace.STILL, new Asked(3_000, true));
        assertThat(next(State.RUNNING, null, null, already).turn()).isEqualTo(Turn.NOTHING);
    }

    @Test
    void a_life_alarm_that_waits_holds_it_until_it_was_calm_for_a_minute() {
        Plan held = next(State.RUNNING, null, null, trouble(MONDAY));
        assertThat(held.turn()).isEqualTo(Turn.HOLD);
        assertThat(held.hold()).isEqualTo(new Hold(Why.LIFE_ALARM_WAITS, MONDAY, null));
        Plan calm = next(State.RUNNING, null, held.hold(), now(MONDAY.plusSeconds(10)));
        assertThat(calm.turn()).isEqualTo(Turn.NOTHING);
        assertThat(calm.hold()).isEqualTo(new Hold(Why.LIFE_ALARM_WAITS, MONDAY, MONDAY.plusSeconds(10)));
        Plan again = next(State.RUNNING, null, calm.hold(), trouble(MONDAY.plusSeconds(30)));
        assertThat(again.hold()).as("not calm any more").isEqualTo(new Hold(Why.LIFE_ALARM_WAITS, MONDAY, null));
        assertThat(next(State.RUNNING, null, calm.hold(), now(MONDAY.plusSeconds(69)))
                        .turn())
                .isEqualTo(Turn.NOTHING);
        Plan on = next(State.RUNNING, null, calm.hold(), now(MONDAY.plusSeconds(70)));
        assertThat(on.turn()).isEqualTo(Turn.GO_ON);
        assertThat(on.hold()).isNull();
    }

    @Test
    void the_trial_ends_when_nothing_of_it_is_open_and_somebody_must_accept_it() {
        Situation trialOver = new Situation(MONDAY, null, false, true, Pace.STILL, new Asked(0, false));
        assertThat(next(State.TRIAL, null, null, trialOver).turn()).isEqualTo(Turn.TRIAL_OVER);
        assertThat(next(State.TO_ACCEPT, null, null, trialOver).turn()).isEqualTo(Turn.NOTHING);
        assertThat(next(
                                State.RUNNING,
                                null,
                                null,
                                new Situation(MONDAY, null, false, false, Pace.STILL, new Asked(0, false)))
                        .turn())
                .isEqualTo(Turn.END_OF_CYCLE);
    }

    @Test
    void nobody_is_asked_while_it_is_paused_or_over() {
        Pause pause = new Pause(MONDAY, "operator:ann", "fire drill");
        assertThat(next(State.RUNNING, pause, null, now(MONDAY)).turn()).isEqualTo(Turn.NOTHING);
        assertThat(next(State.STOPPED, null, null, now(MONDAY)).turn()).isEqualTo(Turn.NOTHING);
        assertThat(next(State.DONE, null, null, now(MONDAY)).turn()).isEqualTo(Turn.NOTHING);
    }

    @Test
    void the_next_cycle_is_at_the_same_time_of_day_also_over_a_change_of_the_clocks() {
        Campaign monthly = campaign(State.RUNNING, null, null);
        assertThat(CampaignPlanner.nextCycle(monthly, Instant.parse("2026-10-20T09:00:00Z")))
                .contains(Instant.parse("2026-11-17T10:00:00Z"));
    }

    @Test
    void the_estimate_knows_the_hours() {
        Campaign.Pacing pacing = new Campaign.Pacing(10, AskingHours.USUAL);
        assertThat(CampaignPlanner.estimate(pacing, 7_000, Instant.parse("2026-11-20T09:30:00Z"), LONDON))
                .contains(Instant.parse("2026-11-23T14:40:00Z"));
        assertThat(CampaignPlanner.estimate(new Campaign.Pacing(null, AskingHours.USUAL), 7_000, MONDAY, LONDON))
                .isEmpty();
    }

    private static Situation now(Instant at) {
        return new Situation(at, null, true, true, Pace.STILL, new Asked(0, false));
    }

    private static Situation trouble(Instant at) {
        return new Situation(at, Why.LIFE_ALARM_WAITS, true, true, Pace.STILL, new Asked(0, false));
    }

    private static Plan next(State state, @Nullable Pause pause, @Nullable Hold hold, Situation situation) {
        return CampaignPlanner.next(campaign(state, pause, hold), situation);
    }

    private static Campaign campaign(State state, @Nullable Pause pause, @Nullable Hold hold) {
        Campaign.Order order = new Campaign.Order(
                "All",
                Selection.ALL,
                new Campaign.Pacing(null, AskingHours.USUAL),
                Campaign.Retries.USUAL,
                Campaign.Order.USUAL_TRIAL,
                28);
        return new Campaign(
                new UUID(0, 1),
                new UUID(0, 2),
                LONDON,
                order,
                new Campaign.Standing(state, 1, MONDAY, MONDAY.minus(Duration.ofHours(1)), pause, hold),
                new Campaign.Made(MONDAY, "operator:ann"));
    }
}
