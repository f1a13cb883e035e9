package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayDeque;

/** Numbers for new alarms, taken from the database's sequence 1,024 at a time. Used from one lane's context only. */
final class AlarmNumbers {
    /** The sequence's increment: each of its values stands for this many numbers. */
    private static final int BLOCK = 1024;

    private final ArrayDeque<Long> blocks = new ArrayDeque<>();
    private int used;

    /** Makes sure that so many numbers are at hand. */
    Future<Void> atLeast(PgConnection connection, int count) {
        if ((long) blocks.size() * BLOCK - used >= count) {
            return Future.succeededFuture();
        }
        return connection.query("select nextval('alarm_number')").execute().compose(rows -> {
            blocks.add(rows.iterator().next().getLong(0));
            return atLeast(connection, count);
        });
    }

    long next() {
        long number = blocks.getFirst() + used;
        used++;
        if (used == BLOCK) {
            blocks.removeFirst();
            used = 0;
        }
        return number;
    }
}
