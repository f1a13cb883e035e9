package org.tocsin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.rollout.RolloutRules.Situation;
import org.tocsin.rollout.RolloutRules.Turn;
import org.tocsin.rollout.RolloutRules.Wave;
import org.tocsin.unit.CommandOp;

class RolloutRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final UUID ID = new UUID(1, 1);

    @Test
    void it_begins_at_its_time_and_asks_while_the_hours_are_open_and_the_centre_is_calm() {
        Wave wave = new Wave(5, 0, 0, 0, 0);
        assertThat(next(State.PLANNED, 0, NOW.plusSeconds(1), wave, true, 3)).isEqualTo(Turn.NOTHING);
        assertThat(next(State.PLANNED, 0, NOW, wave, true, 3)).isEqualTo(Turn.BEGIN);
        assertThat(next(State.ASKING, 0, NOW, wave, true, 3)).isEqualTo(Turn.ASK);
        assertThat(next(State.ASKING, 0, NOW, wave, false, 3)).isEqualTo(Turn.NOTHING);
        assertThat(next(State.ASKING, 0, NOW, new Wave(0, 1, 4, 0, 0), true, 3)).isEqualTo(Turn.NOTHING);
        assertThat(next(State.ASKING, 0, NOW, new Wave(0, 0, 5, 0, 0), true, 3)).isEqualTo(Turn.WATCH);
    }

    @Test
    void a_wave_is_watched_before_the_next_and_the_trial_is_accepted_by_a_person() {
        Wave back = new Wave(0, 0, 5, 0, 0);
        assertThat(watching(0, NOW.plusSeconds(1), back, 3, 0)).isEqualTo(Turn.NOTHING);
        assertThat(watching(0, NOW, back, 3, 0)).isEqualTo(Turn.TRIAL_OVER);
        assertThat(watching(0, NOW, back, 0, 0)).isEqualTo(Turn.END);
        assertThat(watching(1, NOW, back, 3, 0)).isEqualTo(Turn.NEXT_WAVE);
        assertThat(watching(3, NOW, back, 3, 0)).isEqualTo(Turn.END);
    }

    @Test
    void more_trouble_than_allowed_halts_it_whether_refused_not_back_or_late_with_heartbeats() {
        assertThat(next(State.ASKING, 1, NOW, new Wave(95, 3, 0, 2, 0), true, 3))
                .isEqualTo(Turn.ASK);
        assertThat(next(State.ASKING, 1, NOW, new Wave(94, 3, 0, 3, 0), true, 3))
                .isEqualTo(Turn.HALT);
        assertThat(next(State.ASKING, 1, NOW, new Wave(94, 0, 5, 1, 2), false, 3))
                .isEqualTo(Turn.HALT);
        assertThat(watching(1, NOW.plusSeconds(60), new Wave(0, 0, 100, 0, 3), 3, 0))
                .isEqualTo(Turn.HALT);
        assertThat(watching(1, NOW, new Wave(0, 0, 100, 0, 3), 3, 3))
                .as("what somebody has accepted halts it no more")
                .isEqualTo(Turn.NEXT_WAVE);
        for (State state : new State[] {State.TO_ACCEPT, State.HALTED, State.PAUSED, State.DONE, State.STOPPED}) {
            assertThat(next(state, 1, NOW, new Wave(5, 0, 0, 0, 0), true, 3)).isEqualTo(Turn.NOTHING);
        }
    }

    private static Turn next(State state, int wave, Instant startsAt, Wave units, boolean mayAsk, int last) {
        return RolloutRules.next(rollout(state, wave, startsAt, null), new Situation(NOW, units, mayAsk, last, 0));
    }

    private static Turn watching(int wave, Instant until, Wave units, int last, int accepted) {
        return RolloutRules.next(
                rollout(State.WATCHING, wave, NOW, until), new Situation(NOW, units, true, last, accepted));
    }

    private static Rollout rollout(State state, int wave, Instant startsAt, @Nullable Instant watchUntil) {
        Rollout.Waves waves =
                new Rollout.Waves(20, 100, null, AskingHours.ALWAYS, Duration.ofHours(1), Duration.ofHours(1), 2);
        Rollout.Change change = new Rollout.Change(CommandOp.CONFIG_SET, Map.of("values", Map.of("volume", 7)));
        return new Rollout(
                ID,
                ID,
                ZoneOffset.UTC,
                new Rollout.Order("Louder", change, Selection.ALL, waves),
                new Rollout.Standing(state, wave, startsAt, watchUntil, null),
                NOW,
                "operator:mary");
    }
}
