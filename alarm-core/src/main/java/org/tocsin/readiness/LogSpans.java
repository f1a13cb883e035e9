package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The parts of the database's own log that can be sealed. Rows get their numbers before they are committed and become
 * visible in any order, so a part is sealed in two steps: first it is noted how far the numbers have gone, and which
 * transaction has not begun yet; when every earlier one has ended, and some seconds have passed, no row can come below
 * that any more. Time here is the database's own, as with leases: nothing of it is business.
 */
final class LogSpans {
    private static final String HORIZON = """
            select entry_to, audit_to, signal_to, noted_entry, noted_audit, noted_signal,
              noted_at is not null as noted,
              noted_at <= clock_timestamp() - $1::bigint * interval '1 millisecond'
                and pg_snapshot_xmin(pg_current_snapshot()) >= noted_xid as settled,
              sealed_at is null or sealed_at <= clock_timestamp() - $2::bigint * interval '1 millisecond' as due
            from log_horizon
            """;
    // How far the numbers have gone is read before the statement that asks for the transactions, never in the same.
    private static final String NUMBERS = """
            select e.last_value - case when e.is_called then 0 else 1 end as entry,
              a.last_value - case when a.is_called then 0 else 1 end as audit,
              (extract(epoch from clock_timestamp()) * 1000)::bigint as now
            from alarm_entry_id_seq e, audit_id_seq a
            """;
    private static final String NOTE = """
            update log_horizon set noted_entry = greatest(entry_to, $1), noted_audit = greatest(audit_to, $2),
              noted_signal = greatest(signal_to, $3),
              noted_xid = pg_snapshot_xmax(pg_current_snapshot()), noted_at = clock_timestamp()
            """;
    private static final String REACHED = """
            update log_horizon set entry_to = $1, audit_to = $2, signal_to = $3,
              noted_at = case when $4 then noted_at end,
              sealed_at = case when $4 then sealed_at else clock_timestamp() end
            """;

    private final Pace pace;

    /**
     * @param settle at least so long after the numbers were noted
     * @param every at least so long between two parts
     * @param signals how old a signal must be: its id has the time in it at which it was read from the wire
     * @param rows of one table, at most, in one part
     */
    record Pace(Duration settle, Duration every, Duration signals, int rows) {
        static final Pace USUAL =
                new Pace(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(60), 10_000);
    }

    LogSpans(Pace pace) {
        this.pace = pace;
    }

    /** What is sealed of each service, as it will stand in the chain; {@code more} when more is settled already. */
    record Spans(Map<UUID, List<Map<String, Object>>> byService, boolean more) {
        static final Spans NONE = new Spans(Map.of(), false);
    }

    /** Within the caller's transaction, which is the only one that seals, and chains what this gives or fails. */
    Future<Spans> next(SqlConnection connection) {
        return connection
                .preparedQuery(HORIZON)
                .execute(Tuple.of(pace.settle().toMillis(), pace.every().toMillis()))
                .compose(rows -> {
                    Row horizon = rows.iterator().next();
                    if (!horizon.getBoolean("noted")) {
                        return horizon.getBoolean("due")
                                ? note(connection).map(Spans.NONE)
                                : Future.succeededFuture(Spans.NONE);
                    }
                    return horizon.getBoolean("settled")
                            ? seal(connection, horizon)
                            : Future.succeededFuture(Spans.NONE);
                });
    }

    private Future<Void> note(SqlConnection connection) {
        return connection.query(NUMBERS).execute().compose(rows -> {
            Row numbers = rows.iterator().next();
            long signals = numbers.getLong("now") - pace.signals().toMillis();
            // The smallest UUIDv7 of that millisecond.
            UUID before = new UUID((signals << 16) | 0x7000L, 0x8000_0000_0000_0000L);
            return connection
                    .preparedQuery(NOTE)
                    .execute(Tuple.of(numbers.getLong("entry"), numbers.getLong("audit"), before))
                    .mapEmpty();
        });
    }

    private Future<Spans> seal(SqlConnection connection, Row horizon) {
        Map<UUID, List<Map<String, Object>>> found = new HashMap<>();
        Object[] reached = new Object[3];
        Future<Boolean> all = Future.succeededFuture(false);
        LogTable[] tables = LogTable.values();
        for (int i = 0; i < tables.length; i++) {
            LogTable table = tables[i];
            int column = i;
            all = all.compose(more -> {
                Object after = horizon.getValue(column);
                Object noted = horizon.getValue(column + 3);
                return end(connection, table, after, noted).compose(end -> {
                    reached[column] = end;
                    return spans(connection, table, after, end, found).map(more || !end.equals(noted));
                });
            });
        }
        return all.compose(more -> connection
                .preparedQuery(REACHED)
                .execute(Tuple.of(reached[0], reached[1], reached[2], more))
                .map(new Spans(found, more)));
    }

    /** What was noted, or less where that were too many rows at once. */
    private Future<Object> end(SqlConnection connection, LogTable table, Object after, Object noted) {
        if (after instanceof Long number && noted instanceof Long last) {
            return Future.succeededFuture(Math.min(last, number + pace.rows()));
        }
        // Ids have no distance: the last of so many, by the index of the key.
        return connection
                .preparedQuery("select id from %s where id > $1 and id <= $2 order by id offset %d limit 1"
                        .formatted(table.table(), pace.rows() - 1))
                .execute(Tuple.of(after, noted))
                .map(rows -> rows.size() == 0 ? noted : rows.iterator().next().getValue(0));
    }

    private static Future<Void> spans(
            SqlConnection connection,
            LogTable table,
            Object after,
            Object end,
            Map<UUID, List<Map<String, Object>>> found) {
        String sql = "select service_id, count(*), encode(sha256(string_agg(" + table.rowDigest()
                + ", ''::bytea order by id)), 'hex') from " + table.table()
                + " where id > $1 and id <= $2 group by service_id";
        return connection.preparedQuery(sql).execute(Tuple.of(after, end)).map(rows -> {
            for (Row row : rows) {
                found.computeIfAbsent(row.getUUID(0), service -> new ArrayList<>())
                        .add(Map.of(
                                "table", table.table(),
                                "to", end.toString(),
                                "rows", row.getLong(1),
                                "digest", row.getString(2)));
            }
            return null;
        });
    }
}
