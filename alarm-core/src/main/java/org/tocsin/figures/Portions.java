package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;

/** Rows of one statement a portion at a time, so that nobody else waits for a long list of them. */
final class Portions {
    static final int AT_ONCE = 1_000;

    private Portions() {}

    /** The next portion is read when the one before has been dealt with; done with the last. */
    static <T> Future<Void> each(
            Pool pool, String sql, Tuple values, Function<Row, T> read, Function<List<T>, Future<Void>> deal) {
        return pool.withTransaction(connection -> connection.prepare(sql).compose(statement -> {
            Cursor cursor = statement.cursor(values);
            return next(cursor, read, deal).eventually(cursor::close).eventually(statement::close);
        }));
    }

    private static <T> Future<Void> next(Cursor cursor, Function<Row, T> read, Function<List<T>, Future<Void>> deal) {
        return cursor.read(AT_ONCE)
                .compose(rows -> deal.apply(rows.stream().map(read).toList()))
                .compose(v -> cursor.hasMore() ? next(cursor, read, deal) : Future.succeededFuture());
    }
}
