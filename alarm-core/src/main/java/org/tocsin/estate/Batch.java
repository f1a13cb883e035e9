package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for one statement that takes an array for each column: a thousand rows cost one round trip. */
final class Batch {
    private final String sql;
    private final Class<?>[] types;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    /** @param sql with {@code $1 …} in the order of the types */
    Batch(String sql, Class<?>... types) {
        this.sql = sql;
        this.types = types;
    }

    void add(@Nullable Object... values) {
        if (values.length != types.length) {
            throw new IllegalArgumentException("this statement takes " + types.length + " columns");
        }
        rows.add(values);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Sends it unless it is empty; gives how many rows were written. */
    Future<Integer> execute(SqlClient client) {
        if (rows.isEmpty()) {
            return Future.succeededFuture(0);
        }
        Tuple arrays = Tuple.tuple();
        for (int column = 0; column < types.length; column++) {
            Object array = Array.newInstance(types[column], rows.size());
            for (int row = 0; row < rows.size(); row++) {
                Array.set(array, row, rows.get(row)[column]);
            }
            arrays.addValue(array);
        }
        return client.preparedQuery(sql).execute(arrays).map(done -> done.rowCount());
    }
}
