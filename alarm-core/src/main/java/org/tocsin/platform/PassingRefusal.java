package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Set;

/**
 * A refusal that says nothing about the row: somebody else was working beside it. What is due is then tried again in about
 * a second; what fails for a reason of its own waits until its lease is over, longer each time.
 */
public final class PassingRefusal {
    /** Serialization failure, deadlock, a lock that was not had in time. */
    private static final Set<String> STATES = Set.of("40001", "40P01", "55P03");

    /** So often a row is tried again at once; what keeps being refused must not keep the others waiting. */
    private static final int TRIES = 5;

    /** When it is tried again, in SQL: by the database's clock, as leases are. */
    public static final String SOON = "clock_timestamp() + interval '1 second'";

    private PassingRefusal() {}

    /** True when the same may well succeed a moment later. */
    public static boolean is(Throwable error) {
        return error instanceof PgException refusal
                ? STATES.contains(String.valueOf(refusal.getSqlState()))
                : error.getCause() != null && error.getCause() != error && is(error.getCause());
    }

    /**
     * Shortens the lease of a row that was refused in passing; leaves that of any other, and never fails.
     *
     * @param sql sets {@code lease_until} to {@link #SOON} where {@code lease_token} is $1 and the row's key $2, $3 …
     * @param token the fencing token it was claimed with
     * @param key the row's
     */
    public static Future<Void> soonAgain(Pool pool, Throwable error, String sql, long token, Object... key) {
        if (!is(error) || token > TRIES) {
            return Future.succeededFuture();
        }
        Tuple values = Tuple.of(token);
        for (Object one : key) {
            values.addValue(one);
        }
        return pool.preparedQuery(sql).execute(values).otherwiseEmpty().mapEmpty();
    }
}
