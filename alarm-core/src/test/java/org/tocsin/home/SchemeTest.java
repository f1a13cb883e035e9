package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.signal.SignalBody;

class SchemeTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Instant MORNING = Instant.parse("2026-11-21T08:00:00Z");

    @ParameterizedTest(name = "sco {0}, dty {1}, stc {2} -> {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "1, 0004, 0010, OFF",
                "2, 0004, 0010, ON",
                "3, 0004, 0010, RECEIVING",
                "03, 0004, 0010, RECEIVING",
                "0, 0004, 0010, -",
                "-, 0004, 0010, -",
                "4, 0004, 0010, -",
                "-, 0008, 0074, ON",
                "-, 0009, 0072, OFF",
                "0, 0009, 0074, ON",
                "2, 0009, 0072, ON",
                "-, 0009, 0010, -",
                "-, 0014, 0074, -",
            })
    void what_a_message_says_of_the_manager(
            @Nullable String sco, String device, String status, @Nullable Duty expected) {
        Map<String, String> values = new HashMap<>(Map.of("dty", device, "stc", status));
        if (sco != null) {
            values.put("sco", sco);
        }
        assertThat(Duty.said(new SignalBody(values, null)).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}-{1}, on duty at {2} -> forgotten {3}")
    @CsvSource({
        "09:00, 17:00, 08:29, true",
        "09:00, 17:00, 08:31, false",
        "09:00, 17:00, 12:00, false",
        "09:00, 17:00, 17:29, false",
        "09:00, 17:00, 17:31, true",
        "22:00, 06:00, 23:00, false",
        "22:00, 06:00, 03:00, false",
        "22:00, 06:00, 12:00, true",
        "00:00, 00:00, 12:00, false",
    })
    void outside_the_staffed_hours_the_switch_was_forgotten(
            LocalTime from, LocalTime until, LocalTime at, boolean forgotten) {
        Instant now = MORNING.atZone(LONDON).with(at).toInstant();
        Scheme scheme = scheme(new Scheme.Hours(LONDON, from, until), Duty.ON, now.minusSeconds(60));
        assertThat(scheme.forgotten(now).isPresent()).isEqualTo(forgotten);
        assertThat(scheme.withManagerUntil(now).isPresent()).isNotEqualTo(forgotten);
    }

    @Test
    void on_duty_for_longer_than_the_limit_was_forgotten() {
        Scheme scheme = scheme(null, Duty.RECEIVING, MORNING);
        assertThat(scheme.forgotten(MORNING.plus(Duration.ofHours(14)))).isEmpty();
        assertThat(scheme.forgotten(MORNING.plus(Duration.ofHours(14)).plusSeconds(1)))
                .contains("longer than 14 hours");
        assertThat(scheme(null, Duty.OFF, MORNING).forgotten(MORNING.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void the_manager_has_it_first_only_when_there() {
        assertThat(scheme(null, Duty.ON, MORNING).withManagerUntil(MORNING)).contains(MORNING.plusSeconds(90));
        assertThat(scheme(null, Duty.OFF, MORNING).withManagerUntil(MORNING)).isEmpty();
        Scheme never = scheme(null, Duty.OFF, MORNING).with(Scheme.Watch.NEVER_SAID);
        assertThat(never.withManagerUntil(MORNING)).isEmpty();
    }

    private static Scheme scheme(Scheme.@Nullable Hours hours, Duty duty, Instant since) {
        return new Scheme(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "Rose Court",
                new Scheme.Rules(Duration.ofSeconds(90), Duration.ofHours(14), hours),
                new Scheme.Watch(duty, since));
    }
}
