package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaTest {
    static TestDatabase test;
    static Vertx vertx;
    static Database database;

    @BeforeAll
    static void open() {
        test = TestDatabase.create();
        vertx = Vertx.vertx();
        database = Database.open(vertx, test.url(), 2);
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_migrated_database_passes_the_version_check() throws Exception {
        Schema.check(database.pool()).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_database_of_the_next_release_is_good_for_this_one_and_an_older_one_is_not() throws Exception {
        TestDatabase other = TestDatabase.create();
        Database opened = Database.open(vertx, other.url(), 1);
        String history = "insert into flyway_schema_history (installed_rank, version, description, type, script,"
                + " installed_by, execution_time, success) values (900, '900', 'next', 'SQL', 'next', 'x', 1, true)";
        other.execute(history);
        Schema.check(opened.pool()).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        other.execute("update flyway_schema_history set version = '0.9' where version = '900'");
        assertThatThrownBy(() -> Schema.check(opened.pool())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasMessageContaining("run migrate");
    }

    @Test
    void the_number_in_the_code_is_that_of_the_newest_migration() {
        assertThat(newest()).isEqualTo(Schema.VERSION);
    }

    @Test
    void migrating_again_changes_nothing() {
        assertThat(Schema.migrate(test.ownerUrl(), "tocsin_runtime")).isZero();
    }

    @Test
    void the_running_processes_can_neither_change_nor_delete_what_was_recorded() {
        for (String table : new String[] {"signal", "alarm_entry", "audit"}) {
            for (String sql : new String[] {"delete from " + table, "update " + table + " set service_id = null"}) {
                assertThatThrownBy(() -> database.pool()
                                .query(sql)
                                .execute()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS))
                        .as(sql)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static String newest() {
        return Flyway.configure()
                .dataSource(
                        test.ownerUrl().jdbc(),
                        test.ownerUrl().user(),
                        test.ownerUrl().password())
                .locations("classpath:org/tocsin/schema")
                .placeholders(Map.of("runtime_role", "tocsin_runtime"))
                .load()
                .info()
                .current()
                .getVersion()
                .getVersion();
    }
}
