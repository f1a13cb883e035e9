package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;

/**
 * What changed on the boards of all services. Transactions become visible out of order, so a reader never asks for what
 * is newer than the last it saw; it asks again from the oldest transaction that was still running when it last looked.
 */
public final class BoardReader {
    // With ties: the rows of one transaction are never parted, so the next look can begin behind the last one read.
    // Below xmax: a database restored from a dump counts its transactions anew, and rows from its earlier life would
    // otherwise be news for ever.
    private static final String CHANGES = "where a.change_xid >= $1::text::xid8 and %s"
            + " and a.change_xid < pg_snapshot_xmax(pg_current_snapshot())"
            + " order by a.change_xid fetch first $2 rows with ties";

    /** For what changed: asked several times a second, a few rows by their index, and dear to plan. */
    private final Pool keeping;

    private final Pool pool;

    public BoardReader(Database database) {
        this.keeping = database.keepingPlans().pool();
        this.pool = database.pool();
    }

    /** Calls and faults are read apart: however many faults a power cut brings, no call waits behind them. */
    public enum Lane {
        /** Everything about people: emergencies, doors, communal calls. */
        CALLS("a.joining_class <> 'TECHNICAL'", "a.joining_class <> 'TECHNICAL'", 5_000),
        /** Faults; those an incident's card stands for are not on the board, only that they have left it is told. */
        FAULTS(
                "a.joining_class = 'TECHNICAL' and (a.incident_id is null or a.state <> 'WAITING')",
                "a.joining_class = 'TECHNICAL'",
                500);

        private final String snapshot;
        private final String changes;
        private final int most;

        Lane(String snapshot, String changes, int most) {
            this.snapshot = select("where a.state <> 'CLOSED' and " + snapshot);
            this.changes = select(CHANGES.formatted(changes));
            this.most = most;
        }
    }

    /**
     * @param rows alarms as they are now, in no promised order
     * @param nextXmin what to ask with next time
     * @param more true when not all fitted: ask again at once
     */
    public record Changes(List<AlarmRow> rows, String nextXmin, boolean more) {}

    /**
     * The alarms of a lane that changed since an earlier look; one that closed comes as CLOSED. A row can come again
     * unchanged, while some transaction stays open; a reader that lost its place (a reconnection) asks with null.
     *
     * @param xmin {@link Changes#nextXmin} of the earlier look at this lane; null for all on the board. Those are bounded by
     *     the homes: each has at most one open alarm of a class
     */
    public Future<Changes> changesSince(Lane lane, @Nullable String xmin) {
        if (xmin == null) {
            return pool.preparedQuery(lane.snapshot).execute().map(rows -> changes(rows, Integer.MAX_VALUE));
        }
        // The board goes on where the few connections that keep plans are blocked.
        return changesSince(keeping, lane, xmin).recover(e -> changesSince(pool, lane, xmin));
    }

    private static Future<Changes> changesSince(Pool pool, Lane lane, String xmin) {
        return pool.preparedQuery(lane.changes)
                .execute(Tuple.of(xmin, lane.most))
                .map(rows -> changes(rows, lane.most));
    }

    private static String select(String where) {
        return "select look.xmin::text as look_xmin, a.* from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin)"
                + " look left join lateral (select " + AlarmRows.COLUMNS
                + " from alarm a " + AlarmRows.JOINS + where + ") a on true";
    }

    private static Changes changes(RowSet<Row> rows, int limit) {
        List<AlarmRow> read = new ArrayList<>(rows.size());
        String next = "";
        long last = 0;
        for (Row row : rows) {
            next = row.getString("look_xmin");
            if (row.getUUID("id") != null) {
                read.add(AlarmRows.read(row));
                last = Math.max(last, Long.parseUnsignedLong(row.getString("change_xid")));
            }
        }
        boolean more = read.size() >= limit;
        if (more && last + 1 < Long.parseUnsignedLong(next)) {
            next = Long.toString(last + 1);
        }
        return new Changes(read, next, more);
    }
}
