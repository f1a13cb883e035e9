package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much work a statement is to PostgreSQL, by its own count: rows, not seconds, so that a busy machine changes
 * nothing. Where a plan goes through all of one thing for each of another, the count is their product.
 */
public final class Effort {
    private static final Pattern STEP = Pattern.compile("rows=([0-9.]+) loops=(\\d+)");

    private Effort() {}

    /** The most rows that any step of this statement hands on, in all its rounds. Nothing stays of what it wrote. */
    public static Future<Long> of(Database database, String sql, Tuple values) {
        return database.pool()
                .withConnection(connection -> connection
                        .begin()
                        .compose(transaction -> explained(connection, sql, values)
                                .eventually(() -> transaction.rollback())
                                .map(Effort::most)));
    }

    private static Future<RowSet<Row>> explained(SqlConnection connection, String sql, Tuple values) {
        return connection
                .preparedQuery("explain (analyze, costs off, timing off, summary off) " + sql)
                .execute(values);
    }

    private static long most(RowSet<Row> plan) {
        long most = 0;
        for (Row line : plan) {
            Matcher step = STEP.matcher(line.getString(0));
            if (step.find()) {
                most = Math.max(most, (long) (Double.parseDouble(step.group(1)) * Long.parseLong(step.group(2))));
            }
        }
        return most;
    }
}
