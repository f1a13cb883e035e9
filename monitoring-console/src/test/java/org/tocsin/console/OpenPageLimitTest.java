package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OpenPageLimitTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final OpenPageLimit limit = new OpenPageLimit(() -> now);

    @Test
    void one_address_may_try_so_often_and_no_more_until_the_window_is_over() {
        for (int i = 0; i < OpenPageLimit.PER_ADDRESS; i++) {
            assertThat(limit.allows("192.0.2.1")).isTrue();
        }
        assertThat(limit.allows("192.0.2.1")).isFalse();
        assertThat(limit.allows("192.0.2.2")).isTrue();
        now = now.plus(OpenPageLimit.WINDOW);
        assertThat(limit.allows("192.0.2.1")).isTrue();
    }

    @Test
    void of_ipv6_a_subnet_is_one_address() {
        for (int i = 0; i < OpenPageLimit.PER_ADDRESS; i++) {
            assertThat(limit.allows("2001:db8:0:1::" + i)).isTrue();
        }
        assertThat(limit.allows("2001:db8:0:1:f::1")).isFalse();
        assertThat(limit.allows("2001:db8:0:2::1")).isTrue();
    }

    @Test
    void all_addresses_together_may_try_so_often() {
        for (int i = 0; i < OpenPageLimit.OVERALL; i++) {
            assertThat(limit.allows("192.0.2." + i)).isTrue();
        }
        assertThat(limit.allows("198.51.100.1")).isFalse();
    }

    @Test
    void one_address_that_goes_on_shuts_the_page_to_nobody_else() {
        for (int i = 0; i < OpenPageLimit.OVERALL + OpenPageLimit.PER_ADDRESS; i++) {
            limit.allows("192.0.2.1");
        }
        assertThat(limit.allows("192.0.2.2")).isTrue();
    }
}
