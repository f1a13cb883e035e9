package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.tocsin.figures.FactWriter.Worked;
import org.tocsin.platform.Database;
import org.tocsin.platform.OneAtATime;
import org.tocsin.platform.Worker;

/**
 * Works alarms that have changed into the rows figures are counted from, some at a time and in the order in which their
 * changes were committed: what comes late, a call reported after the closing or a responder's word sent hours later, is
 * a change like any other. Opens investigations, and draws the calls to be listened to when a month is over. Runs in
 * every process, one at a time; reads without locks, and writes to no row that an alarm needs.
 */
public final class FigureWorker {
    /** Of the lock under which one process at a time works; any number that nobody else uses. */
    private static final OneAtATime ONE_AT_A_TIME = new OneAtATime(0x746f6373696e30L);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int BATCH = 400;

    private static final String PROGRESS = "select change_xid::text, alarm_id from figure_progress";
    // Below the oldest transaction that still runs nothing can appear any more.
    private static final String CHANGED = """
            select a.id, a.change_xid::text as change_xid from alarm a
            where a.change_xid >= $1::text::xid8 and (a.change_xid > $1::text::xid8 or a.id > $2)
              and a.change_xid < pg_snapshot_xmin(pg_current_snapshot())
            order by a.change_xid, a.id limit %d
            """.formatted(BATCH);
    private static final String REACHED = "update figure_progress set change_xid = $1::text::xid8, alarm_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final Worker worker;

    public FigureWorker(Vertx vertx, Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.worker = new Worker(vertx, "figures", LOOK, this::round);
    }

    /** Begins to look every two seconds or so. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Works in what has changed; true when more may be waiting. */
    public Future<Boolean> round() {
        Instant now = clock.instant();
        return ONE_AT_A_TIME.round(database.pool(), connection -> work(connection, now));
    }

    private Future<Boolean> work(SqlConnection connection, Instant now) {
        return connection
                .query(PROGRESS)
                .execute()
                .map(rows -> rows.iterator().next())
                .compose(reached -> connection
                        .preparedQuery(CHANGED)
                        .execute(Tuple.of(reached.getString(0), reached.getUUID(1)))
                        .map(rows -> rows.stream().toList()))
                .compose(changed -> fold(connection, changed)
                        .compose(presses -> Overdue.open(connection, presses, now))
                        .compose(opened -> changed.size() == BATCH
                                ? Future.succeededFuture(true)
                                : SampleWriter.drawDue(connection, now)));
    }

    private static Future<List<UUID>> fold(SqlConnection connection, List<Row> changed) {
        if (changed.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Row last = changed.get(changed.size() - 1);
        return new CaseReader(connection)
                .read(changed.stream().map(row -> row.getUUID("id")).toList())
                .map(read -> read.stream()
                        .map(one -> new Worked(CaseRule.facts(one.record()), one.zone()))
                        .toList())
                .compose(worked -> FactWriter.write(connection, worked))
                .compose(presses -> connection
                        .preparedQuery(REACHED)
                        .execute(Tuple.of(last.getString("change_xid"), last.getUUID("id")))
                        .map(presses));
    }
}
