package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.unit.UnitCommandQueue;

/** A test that waits, for its unit's connection or its gateway, comes to a home or a campaign that may have changed meanwhile. */
class TestsThatWaitTest extends TestsAtGateways {
    private UnitCommandQueue queue;

    @BeforeEach
    void queue() {
        queue = new UnitCommandQueue(town.database, town.clock, hereId);
    }

    @Test
    void nobody_is_tested_while_an_alarm_of_the_home_is_open() {
        UUID unit = unit("MQTT", null);
        begin(order(null, 0, 1));
        assertThat(commands(unit)).isOne();
        UUID alarm = town.alarm(service, home(unit));
        connect(unit, hereId);
        assertThat(due()).isEmpty();
        town.sql("update alarm set state = 'CLOSED' where id = '%s'", alarm);
        assertThat(due()).hasSize(1);
    }

    @Test
    void nobody_is_tested_after_the_asking_hours_though_an_answer_may_take_longer() {
        UUID never = unit("MQTT", null);
        UUID gone = connected(thereId);
        UUID deaf = connected(hereId);
        begin(untilInAMinute());
        assertThat(commands(never)).isOne();
        get(here.notSaid(only(take(here))));
        assertThat(commands(deaf)).isOne();
        town.pass(Duration.ofMinutes(2));
        alive(hereId);
        connect(never, hereId);
        connect(gone, hereId);
        assertThat(due()).isEmpty();
        assertThat(get(here.take(10, true, List.of(gone))).tests()).isEmpty();
        assertThat(take(there)).as("what it has had since before").isEmpty();
    }

    @Test
    void what_could_not_be_said_is_not_sent_while_the_campaign_is_paused() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        get(here.notSaid(only(take(here))));
        assertThat(commands(unit)).isOne();
        get(desk.pause(scope, id, "fire at the centre", null));
        town.sql("update unit_command set attempt_until = null");
        assertThat(due()).isEmpty();
    }

    @Test
    void what_could_not_be_said_is_not_sent_while_an_incident_holds_the_campaign() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        get(here.notSaid(only(take(here))));
        town.sql(
                "update campaign set held_why = 'INCIDENT', held_since = '%s' where id = '%s'",
                town.clock.instant(), id);
        town.sql("update unit_command set attempt_until = null");
        assertThat(due()).isEmpty();
    }

    @Test
    void what_was_handed_over_is_not_said_once_the_campaign_is_paused() {
        connected(hereId);
        UUID id = begin(order(null, 0, 1));
        get(desk.pause(scope, id, "fire at the centre", null));
        assertThat(take(here)).isEmpty();
    }

    @Test
    void what_was_handed_over_is_not_said_while_an_alarm_of_the_home_is_open() {
        UUID unit = connected(hereId);
        begin(order(null, 0, 1));
        town.alarm(service, home(unit));
        assertThat(take(here)).isEmpty();
    }

    @Test
    void a_unit_from_which_a_test_was_withheld_was_not_unconnected() {
        UUID unit = unit("MQTT", null);
        UUID id = begin(order(null, 0, 1));
        UUID alarm = town.alarm(service, home(unit));
        connect(unit, hereId);
        assertThat(due()).isEmpty();
        town.pass(Duration.ofMinutes(6));
        alive(hereId);
        turns();
        town.sql("update alarm set state = 'CLOSED' where id = '%s'", alarm);
        town.pass(Duration.ofMinutes(6));
        alive(hereId);
        turns();
        turns();
        assertThat(causes(id)).doesNotContain("NOT_CONNECTED");
    }

    /** Open now, and for about a minute; answers are waited for all day. */
    private static Campaign.Order untilInAMinute() {
        LocalTime now = town.clock.instant().atZone(ZoneOffset.UTC).toLocalTime();
        String day = town.clock
                .instant()
                .atZone(ZoneOffset.UTC)
                .getDayOfWeek()
                .name()
                .substring(0, 3);
        AskingHours hours = AskingHours.parse("%s %s-%s"
                .formatted(
                        day,
                        LocalTime.of(now.getHour(), 0),
                        now.plusMinutes(2).withSecond(0).withNano(0)));
        Campaign.Retries retries =
                new Campaign.Retries(1, Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(30));
        return new Campaign.Order("All", Selection.ALL, new Campaign.Pacing(null, hours), retries, 0, null);
    }

    private List<UnitCommandQueue.Due> due() {
        return Town.await(queue.claim(50, true));
    }
}
