package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Spreads the net under homes with a fault on what a life depends on, and takes it away when that was heard again. Runs in
 * every process: whoever claims a case looks at it, a few dozen at a time.
 */
public final class FaultCaseWorker {
    private static final Logger LOG = LoggerFactory.getLogger(FaultCaseWorker.class);
    private static final int BATCH = 50;

    private static final String ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(hashtextextended('fault-case', 0))";
    private static final String CLAIM = """
            with due as (
              select id from fault_case
              where closed_at is null and (look_until is null or look_until < clock_timestamp())
              order by look_until nulls first limit $1 for update skip locked)
            update fault_case c set look_until = clock_timestamp() + interval '2 s' from due where c.id = due.id
            returning c.id
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public FaultCaseWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = new Worker(vertx, "fault-case", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Opens what is new, then looks at some of what is open; true when more waits. */
    Future<Boolean> round() {
        Instant now = clock.instant();
        return open(now)
                .compose(v -> pool.preparedQuery(CLAIM).execute(Tuple.of(BATCH)))
                .compose(rows -> look(rows, now).map(rows.size() == BATCH));
    }

    private Future<Void> open(Instant now) {
        return pool.withTransaction(connection -> connection
                .query(ONE_AT_A_TIME)
                .execute()
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? FaultCaseOpening.open(connection, now).mapEmpty()
                        : Future.succeededFuture()));
    }

    private Future<Void> look(RowSet<Row> rows, Instant now) {
        Future<Boolean> any = Future.succeededFuture(false);
        for (Row row : rows) {
            UUID id = row.getUUID(0);
            any = any.compose(some -> pool.withTransaction(connection -> FaultCaseLook.look(connection, id, now))
                    .recover(e -> {
                        LOG.atError()
                                .addKeyValue("worker", "fault-case")
                                .addKeyValue("error", LoggedError.of(e))
                                .log("an open fault could not be looked at, it is tried again");
                        return Future.succeededFuture(false);
                    })
                    .map(changed -> some || changed));
        }
        // Once for all of them: every board looks when it rings.
        return any.onSuccess(some -> {
                    if (some) {
                        wakeup.ring();
                    }
                })
                .mapEmpty();
    }
}
