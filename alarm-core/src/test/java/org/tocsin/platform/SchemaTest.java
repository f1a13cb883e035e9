package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
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
}
