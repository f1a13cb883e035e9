package org.tocsin.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.incident.HomeInIncident.Act;
import org.tocsin.incident.HomeInIncident.Alarm;
import org.tocsin.incident.HomeInIncident.State;
import org.tocsin.incident.HomeInIncident.Verdict;

class HomeInIncidentTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final IncidentRule RULE = IncidentRule.USUAL;

    @Test
    void every_act_in_every_state() {
        String table = """
                            OFF               CONTACTED          RESTORED
                RESTORED    RESTORED/STAYS    RESTORED/STAYS     RESTORED/STAYS
                LOST_AGAIN  OFF/STAYS         CONTACTED/STAYS    OFF/STAYS
                SPOKEN_TO   CONTACTED/STAYS   CONTACTED/STAYS    RESTORED/STAYS
                NO_ANSWER   OFF/STAYS         CONTACTED/STAYS    RESTORED/STAYS
                NEEDS_HELP  LEFT/SOUNDS       LEFT/SOUNDS        LEFT/SOUNDS
                OTHER_FAULT LEFT/SOUNDS       LEFT/SOUNDS        LEFT/SOUNDS
                TAKEN_ALONE LEFT/LEAVES       LEFT/LEAVES        LEFT/LEAVES
                STILL_OFF   LEFT/SOUNDS       LEFT/SOUNDS        RESTORED/STAYS
                CARD_CLOSED LEFT/SOUNDS       LEFT/CLOSES        LEFT/CLOSES
                """;
        State[] states = {State.OFF, State.CONTACTED, State.RESTORED};
        Map<Act, String[]> expected = new HashMap<>();
        table.lines()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .forEach(row -> expected.put(Act.valueOf(row[0]), row));
        assertThat(expected.keySet()).containsExactlyInAnyOrder(Act.values());
        expected.forEach((act, row) -> {
            for (int i = 0; i < states.length; i++) {
                String[] becomes = row[i + 1].split("/");
                assertThat(HomeInIncident.of(states[i], act))
                        .as("%s in %s", act, states[i])
                        .isEqualTo(new Verdict.To(State.valueOf(becomes[0]), Alarm.valueOf(becomes[1])));
            }
            assertThat(HomeInIncident.of(State.LEFT, act)).isInstanceOf(Verdict.Refused.class);
        });
    }

    @Test
    void restoration_begins_when_half_are_back_and_ends_where_the_power_goes_again() {
        assertThat(HomeInIncident.restoringSince(null, 10, 4, RULE, NOON)).isNull();
        assertThat(HomeInIncident.restoringSince(null, 10, 5, RULE, NOON)).isEqualTo(NOON);
        assertThat(HomeInIncident.restoringSince(NOON, 10, 9, RULE, NOON.plusSeconds(60)))
                .isEqualTo(NOON);
        assertThat(HomeInIncident.restoringSince(NOON, 10, 2, RULE, NOON.plusSeconds(60)))
                .isNull();
        assertThat(HomeInIncident.restoringSince(null, 0, 0, RULE, NOON)).isNull();
    }

    @Test
    void still_off_is_over_half_an_hour_after_the_restoration_began_and_not_a_second_earlier() {
        Instant end = NOON.plus(Duration.ofMinutes(30));
        assertThat(HomeInIncident.stillOffIsOver(NOON, RULE, end.minusSeconds(1)))
                .isFalse();
        assertThat(HomeInIncident.stillOffIsOver(NOON, RULE, end)).isTrue();
        assertThat(HomeInIncident.stillOffIsOver(null, RULE, end)).isFalse();
    }
}
