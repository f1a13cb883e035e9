package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
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

    @Test
    void outcomes_that_came_without_it_say_that_an_emergency_service_was_sent_unless_the_service_chose_otherwise()
            throws Exception {
        test.execute("insert into service (id, code, name, created_at) select gen_random_uuid(), code, code, now()"
                + " from unnest(array['came-late', 'chose']) as s (code)");
        test.execute(
                "insert into outcome_code (service_id, code, label, help_sent, position) select s.id, o.code, o.code,"
                        + " o.code <> 'police', 1 from service s, unnest(array['ambulance', 'police', 'air-ambulance']) as o (code)");
        test.execute(
                "insert into audit (service_id, at, actor, action, subject)"
                        + " select id, now(), 'operator:x', 'change-outcome', 'outcome:ambulance' from service where code = 'chose'");
        String again = new String(
                Objects.requireNonNull(Schema.class.getResourceAsStream(
                                "/org/tocsin/schema/V45__emergency_outcomes_again.sql"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        test.execute(again);
        test.execute(again);
        assertThat(database.pool()
                        .query(
                                "select s.code || ' ' || o.code from outcome_code o join service s on s.id = o.service_id"
                                        + " where o.emergency")
                        .execute()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .extracting(row -> row.getString(0))
                .containsExactly("came-late ambulance");
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
