package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/** Whether a statement is read and planned once or each time, as the store itself counts it. */
class KeptPlansTest {
    private static final int TIMES = 3;

    private static Town town;
    private static Database one;

    @BeforeAll
    static void open() {
        town = new Town();
        one = Database.open(town.vertx, town.test.url(), 1);
    }

    @AfterAll
    static void close() {
        await(one.close());
        town.close();
    }

    @Test
    void an_alarm_that_is_looked_up_by_its_key_is_planned_once() {
        Row counted = lookedUp("kept", one.keepingPlans());
        assertThat(counted.getLong("generic_plans")).isEqualTo(TIMES);
        assertThat(counted.getLong("custom_plans")).isZero();
    }

    @Test
    void for_everybody_else_it_is_planned_anew_each_time() {
        Row counted = lookedUp("anew", one);
        assertThat(counted.getLong("generic_plans")).isZero();
        assertThat(counted.getLong("custom_plans")).isEqualTo(TIMES);
    }

    @Test
    void what_changed_on_the_boards_is_planned_once() {
        UUID service = town.service("changed");
        BoardReader board = new BoardReader(one);
        String before = await(board.changesSince(BoardReader.Lane.CALLS, null)).nextXmin();
        UUID alarm = town.alarm(service, town.home(service, "8 Mill Lane"));
        for (int i = 0; i < TIMES; i++) {
            assertThat(await(board.changesSince(BoardReader.Lane.CALLS, before)).rows())
                    .anyMatch(row -> row.alarm().id().equals(alarm));
        }
        Row counted = plans(one.keepingPlans(), "%a.change_xid >= $1%<> ''TECHNICAL''%");
        assertThat(counted.getLong("generic_plans")).isEqualTo(TIMES);
        assertThat(counted.getLong("custom_plans")).isZero();
    }

    private static Row lookedUp(String code, Database database) {
        UUID service = town.service(code);
        UUID alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
        AlarmStore alarms = new AlarmStore(database);
        for (int i = 0; i < TIMES; i++) {
            assertThat(await(alarms.find(Scope.platform(service), alarm))).isPresent();
        }
        return plans(database, "%from alarm a%where a.id = $1%");
    }

    private static Row plans(Database database, String like) {
        return await(database.pool()
                .query("select generic_plans, custom_plans from pg_prepared_statements where statement like '" + like
                        + "'")
                .execute()
                .map(rows -> rows.iterator().next()));
    }
}
