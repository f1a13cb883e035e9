package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    /** With a silence of 42 s, so that within the patience here only the pool can have closed it. */
    @Test
    void a_connection_that_nobody_needs_is_closed_by_the_pool_before_its_silence_could() throws Exception {
        TestDatabase store = TestDatabase.create();
        Vertx vertx = Vertx.vertx();
        Database database = Database.open(vertx, store.url(), 1, new Database.Patience(39_000, 1));
        Database beside = Database.open(vertx, store.url(), 1);
        try {
            int idle = get(database.pool()
                            .query("select pg_backend_pid() as pid")
                            .execute())
                    .iterator()
                    .next()
                    .getInteger("pid");
            await().atMost(Duration.ofSeconds(30)).until(() -> !connected(beside, idle));
            assertThat(get(database.pool().query("select 1 as one").execute())
                            .iterator()
                            .next()
                            .getInteger("one"))
                    .isEqualTo(1);
        } finally {
            get(Future.join(database.close(), beside.close()));
            get(vertx.close());
        }
    }

    private static boolean connected(Database beside, int pid) throws Exception {
        return get(beside.pool()
                                .preparedQuery("select from pg_stat_activity where pid = $1")
                                .execute(Tuple.of(pid)))
                        .size()
                > 0;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
