package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * Work of a worker that runs in every process and must be done by one of them at a time. Whoever comes second does not
 * wait: it has another look at its next round.
 *
 * @param key of the lock in the database, another one for each kind of work
 */
public record OneAtATime(long key) {
    /** The work in a transaction of its own, with what it gives; false where another process is at it. */
    public Future<Boolean> round(Pool pool, Function<SqlConnection, Future<Boolean>> work) {
        return pool.withTransaction(connection -> connection
                .preparedQuery("select pg_try_advisory_xact_lock($1)")
                .execute(Tuple.of(key))
                .compose(locked -> locked.iterator().next().getBoolean(0)
                        ? work.apply(connection)
                        : Future.succeededFuture(false)));
    }
}
