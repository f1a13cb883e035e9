package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a process remembers of campaigns stays small, also where others end them. */
class BusyCampaignsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    private final BusyCampaigns busy = new BusyCampaigns();
    private final UUID campaign = UUID.randomUUID();

    @Test
    void one_is_busy_until_a_turn_asks_few() {
        assertThat(busy.contains(campaign, NOW)).isFalse();
        busy.turned(campaign, true, NOW);
        assertThat(busy.contains(campaign, NOW.plusSeconds(1))).isTrue();
        busy.turned(campaign, false, NOW.plusSeconds(1));
        assertThat(busy.contains(campaign, NOW.plusSeconds(1))).isFalse();
        assertThat(busy.size()).isZero();
    }

    @Test
    void one_that_no_turn_comes_back_to_is_forgotten() {
        busy.turned(campaign, true, NOW);
        Instant later = NOW.plus(BusyCampaigns.KEPT);
        assertThat(busy.contains(campaign, later)).isFalse();
        busy.turned(UUID.randomUUID(), true, later);
        assertThat(busy.size()).isEqualTo(1);
    }

    @Test
    void there_are_never_more_than_one_round_takes_and_the_oldest_goes() {
        busy.turned(campaign, true, NOW);
        for (int i = 1; i < BusyCampaigns.MOST; i++) {
            busy.turned(UUID.randomUUID(), true, NOW);
        }
        assertThat(busy.contains(campaign, NOW)).isTrue();
        busy.turned(campaign, true, NOW);
        busy.turned(UUID.randomUUID(), true, NOW);
        assertThat(busy.size()).isEqualTo(BusyCampaigns.MOST);
        assertThat(busy.contains(campaign, NOW)).as("it was asked again since").isTrue();
    }
}
