package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoardReaderTest {
    static Town town;
    BoardReader reader;
    UUID service;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void empty() {
        reader = new BoardReader(town.database);
        town.sql("truncate alarm");
        service = town.service("demo-" + UUID.randomUUID().toString().substring(0, 8));
    }

    @Test
    void the_first_look_shows_every_open_alarm_of_every_service_and_the_next_only_what_changed() {
        UUID first = town.alarm(service, null);
        UUID second = town.alarm(town.service("other"), null);
        UUID closed = town.alarm(service, null);
        town.sql("update alarm set state = 'CLOSED' where id = '%s'", closed);

        BoardReader.Changes all = await(reader.changesSince(BoardReader.Lane.CALLS, null));
        assertThat(ids(all)).containsExactlyInAnyOrder(first, second);

        assertThat(await(reader.changesSince(BoardReader.Lane.CALLS, all.nextXmin()))
                        .rows())
                .isEmpty();
        town.press(second);
        assertThat(ids(await(reader.changesSince(BoardReader.Lane.CALLS, all.nextXmin()))))
                .containsExactly(second);
    }

    @Test
    void the_board_goes_on_while_every_connection_that_keeps_plans_is_blocked() {
        String xmin = await(reader.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        UUID alarm = town.alarm(service, null);
        List<Future<SqlConnection>> taken = Stream.generate(
                        () -> town.database.keepingPlans().pool().getConnection())
                .limit(3)
                .toList();
        await(Future.all(taken));
        try {
            assertThat(ids(await(reader.changesSince(BoardReader.Lane.CALLS, xmin))))
                    .containsExactly(alarm);
        } finally {
            taken.forEach(one -> await(one.result().close()));
        }
    }

    @Test
    void an_empty_board_has_a_place_to_go_on_from() {
        String xmin = await(reader.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        UUID alarm = town.alarm(service, null);
        assertThat(ids(await(reader.changesSince(BoardReader.Lane.CALLS, xmin))))
                .containsExactly(alarm);
    }

    @Test
    void a_closed_alarm_comes_once_more_as_closed() {
        UUID alarm = town.alarm(service, null);
        String xmin = await(reader.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        town.sql("update alarm set state = 'CLOSED', change_xid = pg_current_xact_id() where id = '%s'", alarm);
        BoardReader.Changes changes = await(reader.changesSince(BoardReader.Lane.CALLS, xmin));
        assertThat(changes.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.alarm().progress().state()).isEqualTo(AlarmState.CLOSED));
        assertThat(await(reader.changesSince(BoardReader.Lane.CALLS, changes.nextXmin()))
                        .rows())
                .isEmpty();
    }

    @Test
    void a_change_committed_after_a_younger_one_was_seen_is_not_missed() {
        UUID slow = town.alarm(service, null);
        UUID quick = town.alarm(service, null);
        String xmin = await(reader.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        SqlConnection connection = await(town.database.pool().getConnection());
        Transaction transaction = await(connection.begin());
        await(connection
                .query("update alarm set sounding = false, change_xid = pg_current_xact_id() where id = '" + slow + "'")
                .execute());
        town.press(quick);

        BoardReader.Changes between = await(reader.changesSince(BoardReader.Lane.CALLS, xmin));
        assertThat(ids(between)).containsExactly(quick);
        await(transaction.commit());
        await(connection.close());

        assertThat(ids(await(reader.changesSince(BoardReader.Lane.CALLS, between.nextXmin()))))
                .contains(slow);
    }

    @Test
    void what_a_restored_database_brings_from_its_earlier_life_is_on_the_board_and_no_news() {
        UUID restored = town.alarm(service, null);
        town.sql("update alarm set change_xid = '900000000' where id = '%s'", restored);
        BoardReader.Changes all = await(reader.changesSince(BoardReader.Lane.CALLS, null));
        assertThat(ids(all)).containsExactly(restored);
        assertThat(await(reader.changesSince(BoardReader.Lane.CALLS, all.nextXmin()))
                        .rows())
                .isEmpty();
        town.sql("update alarm set change_xid = pg_current_xact_id() where id = '%s'", restored);
        assertThat(ids(await(reader.changesSince(BoardReader.Lane.CALLS, all.nextXmin()))))
                .containsExactly(restored);
    }

    @Test
    void more_changes_than_one_look_holds_come_in_several_without_a_gap() {
        String xmin = await(reader.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        for (int group = 0; group < 3; group++) {
            town.sql(
                    "insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state,"
                            + " flags, trigger_words, signal_count, raised_at, pressed_at, sounding)"
                            + " select gen_random_uuid(), '%s', 'X', '1', '%d-' || n, 'LIFE', 'ALARM', 1, 'WAITING', '{}',"
                            + " 'Pendant', 1, '%s', '%s', true from generate_series(1, 4000) n",
                    service, group, Town.MORNING, Town.MORNING);
        }
        Set<UUID> seen = new HashSet<>();
        int looks = 0;
        boolean more = true;
        while (more) {
            BoardReader.Changes changes = await(reader.changesSince(BoardReader.Lane.CALLS, xmin));
            seen.addAll(ids(changes));
            xmin = changes.nextXmin();
            more = changes.more();
            looks++;
        }
        assertThat(seen).hasSize(12_000);
        assertThat(looks).isEqualTo(2);
        assertThat(await(reader.changesSince(BoardReader.Lane.CALLS, xmin)).rows())
                .isEmpty();
    }

    private static List<UUID> ids(BoardReader.Changes changes) {
        return changes.rows().stream().map(row -> row.alarm().id()).toList();
    }
}
