package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** What the database takes off file for the run-time role, which may delete no home by itself. */
class UndoBoundsTest {
    static Town town;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_row_that_names_another_service_s_home_takes_nothing_back() {
        UUID demo = town.service("demo");
        UUID other = town.service("other");
        UUID home = town.home(other, "1 Foreign Street");
        town.resident(other, home, "Foreign Person", "ACTIVE", Town.MORNING);
        assertThat(undone(demo, home, "UNDOING")).isZero();
        assertThat(undone(other, home, "DONE")).as("nobody asked for it").isZero();
        assertThat(count("select 1 from resident where home_id = '" + home + "'"))
                .isEqualTo(1);
        assertThat(undone(other, home, "UNDOING")).isEqualTo(1);
    }

    /** Each home that goes is looked for in every table that could refer to it: a hundred thousand times. */
    @Test
    void no_table_is_read_as_a_whole_for_each_home_that_is_taken_back() {
        List<String> unindexed = await(town.database
                .pool()
                .query("""
                select c.conrelid::regclass || '.' || a.attname from pg_constraint c
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                where c.contype = 'f' and c.confrelid in ('home'::regclass, 'home_unit'::regclass,
                    'service_user'::regclass, 'contact'::regclass, 'peripheral'::regclass)
                  and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
                    and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))
                order by 1
                """)
                .execute()
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList()));
        assertThat(unindexed).isEmpty();
    }

    private static int undone(UUID service, UUID home, String state) {
        UUID id = Ids.next();
        town.sql(
                "insert into estate_import (id, service_id, file_name, state, requested_by, created_at, stage_at)"
                        + " values ('%1$s', '%2$s', 'f.csv', '%3$s', 'x', now(), now())",
                id, service, state);
        town.sql(
                "insert into estate_import_row (import_id, row_no, service_id, outcome, home_id, done_at)"
                        + " values ('%s', 2, '%s', 'CHANGED', '%s', '%s')",
                id, service, home, Town.MORNING);
        return count("select number from estate_import_undo('" + id + "', array[2], now())");
    }

    private static int count(String sql) {
        return await(town.database.pool().query(sql).execute().map(rows -> rows.size()));
    }
}
