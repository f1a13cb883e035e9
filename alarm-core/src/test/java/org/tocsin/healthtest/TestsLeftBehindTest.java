package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Times;
import org.tocsin.unit.UnitCommandQueue.Said;

/** Tests that were handed to a gateway which will not say them, or over a connection that is no longer the unit's. */
class TestsLeftBehindTest extends TestsAtGateways {
    private static final Duration SILENT = Duration.ofSeconds(11);

    @Test
    void what_a_gateway_had_that_died_is_said_by_the_other_that_reaches_the_unit_though_nobody_connects() {
        UUID unit = connected(hereId);
        // Behind a broker every gateway reaches it, and the newest way counts.
        connect(unit, thereId);
        UUID id = begin(order(null, 0, 1));
        assertThat(take(here)).isEmpty();
        TestsToSay.Test handed = only(take(there));
        town.pass(SILENT);
        alive(hereId);
        TestsToSay.Test again = only(take(here));
        assertThat(again.command().id()).isEqualTo(handed.command().id());
        get(here.said(again));
        assertThat(take(here)).as("once").isEmpty();
        town.pass(SILENT);
        alive(hereId);
        assertThat(take(here)).as("once").isEmpty();
        signal(unit, "TEST", town.clock.instant());
        assertThat(get(here.answered(unit, handed.command().id(), DONE))).isTrue();
        assertThat(standing(id)).isEqualTo("PASSED 1");
    }

    @Test
    void what_was_said_by_a_gateway_that_died_is_said_again() {
        UUID unit = connected(hereId);
        connect(unit, thereId);
        begin(order(null, 0, 1));
        get(there.said(only(take(there))));
        get(there.writeDown(Duration.ZERO));
        town.pass(SILENT);
        alive(hereId);
        assertThat(take(here)).hasSize(1);
    }

    @Test
    void a_unit_that_came_back_while_it_was_being_asked_is_told_a_moment_later() {
        UUID unit = connected("gone");
        alive("gone");
        begin(order(null, 0, 1));
        connect(unit, hereId);
        // It was looked for before the asking was on file.
        assertThat(take(here)).isEmpty();
        town.pass(Duration.ofSeconds(6));
        alive(hereId);
        assertThat(take(here)).hasSize(1);
    }

    @Test
    void more_than_go_at_a_time_are_all_said() {
        for (int i = 0; i < 5; i++) {
            connect(connected(hereId), thereId);
        }
        begin(order(null, 0, 1));
        town.pass(SILENT);
        alive(hereId);
        TestsToSay.Taken taken = get(here.take(3, true, List.of()));
        assertThat(taken.tests()).hasSize(3);
        assertThat(taken.more()).isTrue();
        assertThat(get(here.take(3, false, List.of())).tests()).hasSize(2);
    }

    @Test
    void nobody_is_told_again_while_the_campaign_is_paused() {
        UUID unit = connected(thereId);
        UUID id = begin(order(null, 0, 1));
        town.pass(SILENT);
        alive(hereId);
        get(desk.pause(scope, id, "an outage", null));
        connect(unit, hereId);
        assertThat(get(here.take(10, true, List.of(unit))).tests()).isEmpty();
        get(desk.resume(scope, id, null));
        town.pass(Duration.ofSeconds(6));
        alive(hereId);
        assertThat(take(here)).hasSize(1);
    }

    @Test
    void a_unit_that_comes_back_because_somebody_has_pressed_is_not_told_before_that_is_closed() {
        UUID unit = connected(thereId);
        begin(order(null, 0, 1));
        town.pass(SILENT);
        alive(hereId);
        UUID alarm = town.alarm(service, home(unit));
        connect(unit, hereId);
        assertThat(get(here.take(10, true, List.of(unit))).tests()).isEmpty();
        town.sql("update alarm set state = 'CLOSED' where id = '%s'", alarm);
        town.pass(Duration.ofSeconds(6));
        alive(hereId);
        assertThat(take(here)).hasSize(1);
    }

    @Test
    void what_came_back_is_said_also_where_the_next_look_fails() {
        UUID unit = connected(thereId);
        begin(order(null, 0, 1));
        connect(unit, hereId);
        // So many that the database refuses to count them; what came back is asked for in a statement of its own.
        int most = Integer.MAX_VALUE;
        assertThatThrownBy(() -> get(here.take(most, true, List.of()))).hasMessageContaining("LIMIT");
        TestsToSay.Taken taken = get(here.take(most, true, List.of(unit)));
        assertThat(taken.tests()).hasSize(1);
        assertThat(taken.more()).isTrue();
    }

    @Test
    void units_that_come_back_by_the_thousand_cost_nothing_of_all_their_earlier_tests() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        town.sql(
                "insert into test_run (id, service_id, campaign_id, cycle, unit_id, method, audible, position, state)"
                        + " select gen_random_uuid(), '%s', '%s', n, '%s', 'COMMAND', false, n, 'SKIPPED'"
                        + " from generate_series(1000, 6000) n",
                service, id, unit);
        town.sql("analyze test_run");
        String plan = get(town.database
                        .pool()
                        .preparedQuery("explain " + TestsSql.MOVED)
                        .execute(Tuple.tuple()
                                .addString(hereId)
                                .addArrayOfUUID(new UUID[] {unit})
                                .addOffsetDateTime(time(0))
                                .addOffsetDateTime(time(-10))
                                .addOffsetDateTime(time(0))
                                .addInteger(1_000)))
                .stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
        assertThat(plan)
                .contains("test_run_asked")
                .doesNotContain("test_run_of_unit")
                .doesNotContain("Seq Scan on test_run");
    }

    @Test
    void an_answer_to_what_has_become_a_command_is_the_commands() {
        UUID unit = connected(hereId);
        begin(order(null, 0, 1));
        TestsToSay alsoHere = gateway(hereId);
        TestsToSay.Test test = only(take(here));
        assertThat(take(alsoHere)).containsExactly(test);
        get(here.notSaid(test));
        // As if the answer came in the moment before this gateway knew that it had become one.
        assertThat(alsoHere.isUnderWay(unit, test.command().id())).isTrue();
        assertThat(get(alsoHere.answered(unit, test.command().id(), DONE))).isFalse();
    }

    @Test
    void what_waits_as_a_command_is_not_said_any_more_once_the_campaign_is_stopped() {
        UUID deaf = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        get(here.notSaid(only(take(here))));
        get(desk.stop(scope, id, "enough", null));
        assertThat(row("select id from unit_command where unit_id = '" + deaf + "' and state = 'EXPIRED'"))
                .isNotNull();
    }

    @Test
    void while_a_process_of_the_release_before_is_there_everybody_is_asked_by_a_command() {
        UUID early = connected(hereId);
        town.sql("update process set takes_tests_at = null where id = '%s'", thereId);
        begin(order(null, 0, 1));
        assertThat(commands(early)).as("its run is understood by both").isOne();
        town.pass(SILENT);
        alive(hereId);
        UUID late = connected(hereId);
        begin(order(null, 0, 1));
        assertThat(commands(late)).isZero();
    }

    @Test
    void what_is_asked_again_keeps_nothing_of_the_time_before() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 2));
        TestsToSay.Test test = only(take(here));
        get(here.said(test));
        get(here.answered(unit, test.command().id(), new Said(false, 1, "not now")));
        get(here.writeDown(Duration.ZERO));
        turn();
        assertThat(standing(id)).isEqualTo("PLANNED 1");
        assertThat(row("select id from test_run where campaign_id = '" + id
                        + "' and gateway_id is null and claim is null" + " and sent_at is null and answered is null"))
                .isNotNull();
    }

    private static OffsetDateTime time(int seconds) {
        return Times.toRow(town.clock.instant().plusSeconds(seconds));
    }
}
