package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Page;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandQueue.Said;
import org.tocsin.unit.UnitCommandStore;

/** How a test comes from its run to its unit, and what of it comes back. */
class TestsToSayTest extends TestsAtGateways {
    @Test
    void a_connected_unit_is_asked_without_a_command_and_passes_with_its_answer_where_its_test_was_heard() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        assertThat(commands(unit)).isZero();
        assertThat(take(there)).isEmpty();
        TestsToSay.Test test = only(take(here));
        assertThat(test.command().unitId()).isEqualTo(unit);
        assertThat(take(here)).as("said once").isEmpty();
        get(here.said(test));
        town.pass(Duration.ofSeconds(2));
        UUID heard = signal(unit, "TEST", town.clock.instant());
        assertThat(get(here.answered(unit, test.command().id(), DONE))).isTrue();
        TestRun passed = list(id, TestRun.State.PASSED).get(0);
        TestRun.Heard how = passed.course().heard();
        assertThat(how).isNotNull();
        assertThat(how.signalId()).isEqualTo(heard);
        assertThat(how.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(get(here.answered(unit, test.command().id(), DONE)))
                .as("once more")
                .isFalse();
        turns();
        assertThat(row("select signal_id from proof where asked_by = 'campaign:" + id + "'"))
                .isEqualTo(heard);
    }

    @Test
    void words_alone_pass_nothing_nor_does_what_was_heard_before_or_from_somebody_else() {
        UUID early = connected(hereId);
        UUID forged = connected(hereId);
        UUID wordy = connected(hereId);
        signal(early, "TEST", town.clock.instant().minusSeconds(1));
        UUID id = begin(order(null, 0, 1));
        signal(forged, "TEST", town.clock.instant(), "FAILED_PASSWORD");
        for (TestsToSay.Test test : take(here)) {
            get(here.said(test));
            assertThat(get(here.answered(test.command().unitId(), test.command().id(), DONE)))
                    .isTrue();
        }
        assertThat(get(here.answered(wordy, UUID.randomUUID(), DONE))).isFalse();
        turn();
        assertThat(standing(id)).isEqualTo("SENT 3");
        signal(wordy, "TEST", town.clock.instant());
        turn();
        assertThat(standing(id)).as("stored after the answer").isEqualTo("PASSED 1, SENT 2");
        town.pass(Duration.ofMinutes(6));
        turn();
        assertThat(standing(id)).isEqualTo("NO_ANSWER 2, PASSED 1");
        assertThat(causes(id)).containsExactly("ONLY_WORDS");
    }

    @Test
    void a_unit_that_cannot_is_believed_and_one_that_says_nothing_has_its_time() {
        UUID cannot = connected(hereId);
        UUID refuses = connected(hereId);
        connected(hereId);
        connected(thereId);
        UUID id = begin(order(null, 0, 1));
        for (TestsToSay.Test test : take(here)) {
            get(here.said(test));
            UUID unit = test.command().unitId();
            if (unit.equals(cannot)) {
                get(here.answered(unit, test.command().id(), new Said(false, 501, "what is that")));
            } else if (unit.equals(refuses)) {
                get(here.answered(unit, test.command().id(), new Said(false, 1, "not now")));
            }
        }
        get(here.writeDown(Duration.ZERO));
        turn();
        assertThat(standing(id)).isEqualTo("FAILED 1, NOT_SUPPORTED 1, SENT 2");
        assertThat(list(id, TestRun.State.FAILED).get(0).course().words()).isEqualTo("not now");
        town.pass(Duration.ofMinutes(6));
        turn();
        assertThat(standing(id)).isEqualTo("FAILED 1, NOT_SUPPORTED 1, NO_ANSWER 2");
        assertThat(causes(id)).contains("UNKNOWN_TO_UNIT", "REFUSED", "SILENT", "NOT_CONNECTED");
    }

    @Test
    void what_cannot_be_said_becomes_a_command() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        TestsToSay.Test test = only(take(here));
        get(here.notSaid(test));
        assertThat(take(here)).isEmpty();
        assertThat(row("select id from unit_command where state = 'PENDING' and unit_id = '" + unit + "'"))
                .as("under the same id")
                .isEqualTo(test.command().id());
        answer(unit, "FAILED", false, "no");
        turn();
        assertThat(standing(id)).isEqualTo("FAILED 1");
    }

    @Test
    void a_unit_that_comes_back_elsewhere_is_told_again_under_the_same_id() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        TestsToSay.Test test = only(take(here));
        get(here.said(test));
        get(here.writeDown(Duration.ZERO));
        connect(unit, thereId);
        assertThat(take(there)).isEmpty();
        TestsToSay.Test again = only(get(there.take(10, false, List.of(unit))).tests());
        assertThat(again.command().id()).isEqualTo(test.command().id());
        assertThat(get(there.take(10, true, List.of(unit))).tests()).isEmpty();
        signal(unit, "TEST", town.clock.instant());
        assertThat(get(here.answered(unit, test.command().id(), DONE)))
                .as("whichever gateway of a fleet hears it")
                .isTrue();
        assertThat(standing(id)).isEqualTo("PASSED 1");
    }

    @Test
    void a_gateway_that_begins_anew_says_nothing_twice_that_is_on_file_as_said() {
        connected(hereId);
        connected(hereId);
        begin(order(null, 0, 1));
        List<TestsToSay.Test> both = take(here);
        get(here.said(both.get(0)));
        get(here.writeDown(Duration.ZERO));
        assertThat(take(gateway(hereId))).containsExactly(both.get(1));
    }

    @Test
    void a_gateway_of_the_release_before_is_given_a_command_and_so_is_a_unit_that_is_not_connected() {
        UUID old = connected(hereId);
        UUID away = unit("MQTT", null);
        UUID lost = connected("gone");
        town.sql("update process set takes_tests_at = null where id = '%s'", hereId);
        begin(order(null, 0, 1));
        for (UUID unit : List.of(old, away, lost)) {
            assertThat(commands(unit)).isOne();
        }
        assertThat(take(here)).isEmpty();
    }

    @Test
    void a_thousand_answers_at_once_that_this_gateway_knows_nothing_of_are_all_looked_up() {
        UUID unit = connected(hereId);
        begin(order(null, 0, 1));
        TestsToSay.Test test = only(take(here));
        get(here.said(test));
        get(here.writeDown(Duration.ZERO));
        List<Future<Boolean>> answers = Stream.concat(
                        Stream.generate(UUID::randomUUID).limit(1_000),
                        Stream.of(test.command().id()))
                .map(command -> here.answered(unit, command, DONE))
                .toList();
        get(Future.join(answers).transform(done -> Future.succeededFuture()));
        assertThat(answers).allMatch(Future::succeeded);
        assertThat(answers).filteredOn(Future::result).containsExactly(answers.get(1_000));
    }

    @Test
    void a_pause_takes_back_what_no_gateway_was_given() {
        connected(hereId);
        unit("MQTT", null);
        UUID id = begin(order(null, 0, 1));
        get(desk.pause(scope, id, "a fire drill", null));
        assertThat(standing(id)).isEqualTo("PLANNED 1, SENT 1");
        get(desk.stop(scope, id, "enough", null));
        assertThat(standing(id)).isEqualTo("SKIPPED 2");
        assertThat(take(here)).isEmpty();
    }

    @Test
    void what_is_asked_again_goes_under_another_id() {
        connected(hereId);
        UUID id = begin(order(null, 0, 2));
        TestsToSay.Test first = only(take(here));
        get(here.said(first));
        get(here.writeDown(Duration.ZERO));
        town.pass(Duration.ofMinutes(6));
        turn();
        assertThat(standing(id)).isEqualTo("PLANNED 1");
        assertThat(take(here)).isEmpty();
        town.pass(Duration.ofMinutes(61));
        alive(hereId);
        turn();
        assertThat(only(take(here)).command().id()).isNotEqualTo(first.command().id());
    }

    @Test
    void a_campaigns_test_stands_among_what_its_unit_was_asked() {
        UUID unit = connected(hereId);
        UUID away = unit("MQTT", null);
        UUID first = begin(order(null, 0, 1));
        TestsToSay.Test test = only(take(here));
        UnitCommand waits = only(asked(unit, null).items());
        assertThat(waits.id()).isEqualTo(test.command().id());
        assertThat(waits.order()).isEqualTo(test.command().order());
        assertThat(waits.progress()).isEqualTo(new UnitCommand.Progress(UnitCommand.State.PENDING, 1, null, null));
        assertThat(asked(away, null).items()).hasSize(1);
        get(here.answered(unit, test.command().id(), new Said(false, 1, "not now")));
        turn();
        UnitCommand refused = only(asked(unit, null).items());
        assertThat(refused.progress().state()).isEqualTo(UnitCommand.State.FAILED);
        assertThat(refused.order().by()).isEqualTo("campaign:" + first);
        assertThat(refused.progress().gatewayId()).isEqualTo(hereId);
        assertThat(refused.answer()).isNotNull();
        assertThat(refused.answer().text()).isEqualTo("not now");
        begin(order(null, 0, 1));
        TestsToSay.Test second = only(take(here));
        get(here.said(second));
        signal(unit, "TEST", town.clock.instant());
        get(here.answered(unit, second.command().id(), DONE));
        Page<UnitCommand> newest = asked(unit, null);
        assertThat(only(newest.items()).progress().state()).isEqualTo(UnitCommand.State.DONE);
        assertThat(only(newest.items()).id()).isEqualTo(second.command().id());
        assertThat(only(asked(unit, newest.next()).items()).id())
                .isEqualTo(test.command().id());
        begin(order(null, 0, 1));
        get(here.said(only(take(here))));
        get(here.writeDown(Duration.ZERO));
        assertThat(only(asked(unit, null).items()).progress().state()).isEqualTo(UnitCommand.State.SENT);
        town.pass(Duration.ofMinutes(6));
        turn();
        assertThat(only(asked(unit, null).items()).progress().state()).isEqualTo(UnitCommand.State.EXPIRED);
    }

    private Page<UnitCommand> asked(UUID unit, @Nullable String cursor) {
        return get(new UnitCommandStore(town.database).ofUnit(scope, unit, 1, cursor));
    }

    @Test
    void many_are_written_by_their_ids_however_old_the_statistics_are() {
        UUID unit = connected(hereId);
        UUID id = begin(order(null, 0, 1));
        town.sql("alter table test_run set (autovacuum_enabled = off)");
        town.sql(
                "insert into test_run (id, service_id, campaign_id, cycle, unit_id, method, audible, position, state)"
                        + " select gen_random_uuid(), '%s', '%s', n, '%s', 'COMMAND', false, n, 'SKIPPED'"
                        + " from generate_series(1000, 6000) n",
                service, id, unit);
        town.sql("analyze test_run");
        int many = 200;
        UUID[] ids = filled(new UUID[many], UUID.randomUUID());
        UUID[] commands = filled(new UUID[many], UUID.randomUUID());
        OffsetDateTime[] times = filled(new OffsetDateTime[many], OffsetDateTime.now(ZoneOffset.UTC));
        Tuple said =
                Tuple.tuple().addValue(ids).addValue(commands).addValue(times).addString(hereId);
        Tuple notSaid = Tuple.tuple().addValue(ids).addValue(commands).addString(hereId);
        Tuple answered = Tuple.tuple()
                .addValue(ids)
                .addValue(commands)
                .addValue(ids)
                .addValue(filled(new String[many], "DONE"))
                .addValue(new String[many])
                .addOffsetDateTime(times[0]);
        for (String plan : List.of(
                plan(TestsSql.SAID, said), plan(TestsSql.NOT_SAID, notSaid), plan(TestsSql.ANSWERED, answered))) {
            assertThat(plan)
                    .contains("test_run_pkey")
                    .doesNotContain("test_run_asked")
                    .doesNotContain("test_run_to_say");
        }
    }

    private static String plan(String sql, Tuple values) {
        return get(town.database.pool().preparedQuery("explain " + sql).execute(values)).stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }

    private static <T> T[] filled(T[] values, T with) {
        Arrays.fill(values, with);
        return values;
    }
}
