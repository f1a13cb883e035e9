package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Puts alarms with one cause on one card, keeps the card, and ends with it what ends with it. Runs in every process: of a
 * service one process groups at a time, of an open incident one looks a second. Every transaction is bounded, and an alarm
 * from a home never waits for more than one of them.
 */
public final class IncidentWorker {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentWorker.class);
    private static final int MOST_INCIDENTS = 20;

    private static final String CLAIM = """
            with due as (
              select id from incident
              where settled_at is null and (look_until is null or look_until < clock_timestamp())
              order by look_until nulls first limit $1 for update skip locked)
            update incident i set look_until = clock_timestamp() + interval '0.8 s' from due where i.id = due.id
            returning i.id, i.closed_at is not null
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public IncidentWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = new Worker(vertx, "incident", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Groups, then looks after every open incident; true when more waits. */
    Future<Boolean> round() {
        return group().compose(more -> watch().map(also -> more || also));
    }

    private Future<Boolean> group() {
        Instant now = clock.instant();
        return LossReader.read(pool, now).compose(losses -> {
            Future<Boolean> all = Future.succeededFuture(false);
            for (Map.Entry<UUID, List<Loss>> of : losses.entrySet()) {
                all = all.compose(more -> transaction(
                                connection -> IncidentOpening.run(connection, of.getKey(), of.getValue(), now))
                        .onSuccess(this::ring)
                        .map(taken -> more || taken >= IncidentOpening.BATCH)
                        .recover(e -> failed(e, more)));
            }
            return all;
        });
    }

    private void ring(int taken) {
        if (taken > 0) {
            wakeup.ring();
        }
    }

    private Future<Boolean> watch() {
        Instant now = clock.instant();
        return pool.preparedQuery(CLAIM).execute(Tuple.of(MOST_INCIDENTS)).compose(rows -> {
            Future<Boolean> all = Future.succeededFuture(false);
            for (var row : rows) {
                UUID incident = row.getUUID(0);
                boolean closed = row.getBoolean(1);
                all = all.compose(
                        more -> until(incident, closed, now).map(v -> more).recover(e -> failed(e, more)));
            }
            return all;
        });
    }

    /** Batch after batch, each a transaction of its own. */
    private Future<Void> until(UUID incident, boolean closed, Instant now) {
        return transaction(connection -> closed
                        ? IncidentSettling.settle(connection, incident, now)
                        : IncidentWatch.look(connection, incident, now))
                .compose(more -> more ? until(incident, closed, now) : Future.succeededFuture());
    }

    private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return pool.withTransaction(work);
    }

    private static Future<Boolean> failed(Throwable e, boolean more) {
        LOG.atError()
                .addKeyValue("worker", "incident")
                .addKeyValue("error", LoggedError.of(e))
                .log("an incident could not be looked after, it is tried again");
        return Future.succeededFuture(more);
    }
}
