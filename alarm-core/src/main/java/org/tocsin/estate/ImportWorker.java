package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.estate.ImportRows.Stage;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;

/**
 * Looks at, puts in and takes back the rows of imports, in every process; one process at a time has an import, under a
 * lease. Each chunk is one short transaction that also says how far it came, so another process goes on where one died.
 */
public final class ImportWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ImportWorker.class);
    private static final int STATEMENT_MS = 60_000;
    private static final int LOCK_MS = 5_000;
    /** How long an import's rows are kept, and with them the way back. */
    private static final int KEPT_DAYS = 30;

    // Whoever read a file and died cannot go on: the file was on its machine.
    private static final String LOST = "update estate_import set state = 'FAILED', finished_at = $1, stage_at = $1,"
            + " problem = 'The program that read the file ended before it was read. Send the file again.'"
            + " where state = 'LOADING' and lease_until < now()";
    private static final String CLAIM = "update estate_import i set lease_until = now() + interval '30 s',"
            + " lease_token = i.lease_token + 1 from service s where s.id = i.service_id and i.id ="
            + " (select id from estate_import where state in ('CHECKING', 'RUNNING', 'UNDOING')"
            + " and (lease_until is null or lease_until < now()) order by id limit 1 for update skip locked) returning "
            + "i." + ImportStore.COLUMNS.replace(", ", ", i.").replace("i.case", "case")
            + ", i.all_or_none, s.time_zone";
    private static final String GIVE_BACK =
            "update estate_import set lease_until = null where id = $1 and lease_token = $2";
    private static final String OLD = "update estate_import set emptied_at = $1 where emptied_at is null and id in"
            + " (select id from estate_import where created_at < $2 and emptied_at is null"
            + " and state not in ('LOADING', 'CHECKING', 'RUNNING', 'UNDOING') order by id limit 5) returning id";
    private static final String EMPTY = "update estate_import_row set cells = null, amended = null, secret = null,"
            + " keys = null, remarks = '{}', problems = '{}' where import_id = any($1)";

    private final Vertx vertx;
    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;
    private final Worker worker;
    private volatile boolean stopping;

    public ImportWorker(Vertx vertx, Database database, Keyring keyring, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
        this.worker = new Worker(vertx, "estate-import", this::round);
    }

    public void start() {
        worker.start();
    }

    /** Ends after the chunk in hand; another process goes on. */
    public Future<Void> stop() {
        stopping = true;
        return worker.stop();
    }

    /** Does one stage of one import; false when there was none to do. */
    public Future<Boolean> round() {
        return housekeeping()
                .compose(kept -> database.pool().query(CLAIM).execute())
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(false)
                        : stage(claimed(rows.iterator().next())).map(true));
    }

    /** An import in hand. */
    record Claimed(EstateImport it, long token, int cursor, boolean allOrNone, ZoneId zone) {
        boolean isReply() {
            return it.file().replyOf() != null;
        }

        Stage stage() {
            return switch (it.state()) {
                case CHECKING -> Stage.CHECK;
                case UNDOING -> Stage.UNDO;
                default -> Stage.RUN;
            };
        }
    }

    private static Claimed claimed(Row row) {
        return new Claimed(
                ImportStore.read(row),
                row.getLong("lease_token"),
                row.getInteger("cursor_row"),
                row.getBoolean("all_or_none"),
                ZoneId.of(row.getString("time_zone")));
    }

    /** What one chunk was, by what became of its rows; the cursor stands behind it. */
    record Chunk(
            int rows,
            int cursor,
            int added,
            int changed,
            int unchanged,
            int refused,
            int undone,
            int kept,
            int secrets) {
        static Chunk end(int cursor) {
            return new Chunk(0, cursor, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    private Future<Void> stage(Claimed claimed) {
        LOG.atInfo()
                .addKeyValue("worker", "estate-import")
                .addKeyValue("outcome", claimed.it().state())
                .log("goes on");
        Function<List<ImportRows.Row>, ChunkWork> work = switch (claimed.stage()) {
            case CHECK ->
                rows -> claimed.isReply()
                        ? new ReplyChunk(new ChunkRows(vertx, keyring, clock, claimed, rows))
                        : new CheckChunk(new ChunkRows(vertx, keyring, clock, claimed, rows));
            case RUN ->
                rows -> claimed.isReply()
                        ? new ReplyChunk(new ChunkRows(vertx, keyring, clock, claimed, rows))
                        : new RunChunk(new ChunkRows(vertx, keyring, clock, claimed, rows));
            case UNDO -> rows -> new UndoChunk(new ChunkRows(vertx, keyring, clock, claimed, rows));
        };
        return database.dedicated(STATEMENT_MS, LOCK_MS)
                .compose(connection -> (refusedAll(claimed)
                                ? Future.succeededFuture(true)
                                : chunks(connection, claimed, claimed.cursor(), work))
                        .compose(done -> done ? finish(connection, claimed) : giveBack(connection, claimed))
                        .recover(e -> giveBack(connection, claimed).transform(given -> Future.failedFuture(e)))
                        .eventually(connection::close));
    }

    private static boolean refusedAll(Claimed claimed) {
        return claimed.stage() == Stage.RUN
                && claimed.allOrNone()
                && claimed.it().counts().refused() > 0;
    }

    /** One chunk after another; true when the stage is at its end, false when this process is to stop. */
    private Future<Boolean> chunks(
            SqlConnection connection, Claimed claimed, int cursor, Function<List<ImportRows.Row>, ChunkWork> work) {
        if (stopping) {
            return Future.succeededFuture(false);
        }
        return ImportRows.to(connection, claimed.it().id(), claimed.stage(), cursor)
                .compose(rows -> {
                    if (rows.isEmpty()) {
                        return Future.succeededFuture(true);
                    }
                    return rows(connection, claimed, rows, work)
                            .compose(next -> chunks(connection, claimed, next, work));
                });
    }

    /** Gives the cursor behind these rows. A row that the database itself refuses is found by halving. */
    private Future<Integer> rows(
            SqlConnection connection,
            Claimed claimed,
            List<ImportRows.Row> rows,
            Function<List<ImportRows.Row>, ChunkWork> work) {
        return transaction(connection, claimed, work.apply(rows)).recover(e -> {
            if (!(e instanceof PgException refused) || !ofTheRows(refused)) {
                return Future.failedFuture(e);
            }
            if (rows.size() == 1) {
                return transaction(connection, claimed, new SpoiltRow(claimed, rows.get(0), refused));
            }
            int half = rows.size() / 2;
            return rows(connection, claimed, rows.subList(0, half), work)
                    .compose(first -> rows(connection, claimed, rows.subList(half, rows.size()), work));
        });
    }

    /** Data that does not fit, or an id that was taken a moment ago; a conflict with others is also tried in halves. */
    private static boolean ofTheRows(PgException e) {
        String state = e.getSqlState();
        return state.startsWith("22") || state.startsWith("23") || state.equals("40001") || state.equals("40P01");
    }

    private Future<Integer> transaction(SqlConnection connection, Claimed claimed, ChunkWork work) {
        return connection
                .begin()
                .compose(transaction -> work.in(connection)
                        .compose(chunk -> progress(connection, claimed, chunk).map(chunk.cursor()))
                        .compose(cursor -> transaction.commit().map(cursor))
                        .recover(e -> transaction.rollback().transform(rolled -> Future.failedFuture(e))));
    }

    private static Future<Void> progress(SqlConnection connection, Claimed claimed, Chunk chunk) {
        return connection
                .preparedQuery("update estate_import set lease_until = now() + interval '30 s', cursor_row = $3,"
                        + " rows_done = rows_done + $4, added = added + $5, changed = changed + $6,"
                        + " unchanged = unchanged + $7, refused = refused + $8, undone = undone + $9, kept = kept + $10,"
                        + " secrets = secrets + $11 where id = $1 and lease_token = $2 and state = $12")
                .execute(Tuple.of(claimed.it().id(), claimed.token(), chunk.cursor(), chunk.rows())
                        .addValue(chunk.added())
                        .addValue(chunk.changed())
                        .addValue(chunk.unchanged())
                        .addValue(chunk.refused())
                        .addValue(chunk.undone())
                        .addValue(chunk.kept())
                        .addValue(chunk.secrets())
                        .addValue(claimed.it().state().name()))
                .compose(updated -> updated.rowCount() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture("the import is somebody else's now, or was stopped"));
    }

    private Future<Void> finish(SqlConnection connection, Claimed claimed) {
        State next = switch (claimed.stage()) {
            case CHECK -> State.CHECKED;
            case RUN -> State.DONE;
            case UNDO -> State.UNDONE;
        };
        Future<?> before = claimed.stage() == Stage.CHECK
                ? CheckChunk.duplicates(connection, claimed.it().id())
                : Future.succeededFuture();
        return before.compose(done -> connection
                        .preparedQuery("update estate_import set state = $3, stage_at = $4, lease_until = null,"
                                + " rows_done = row_count, problem = $5,"
                                + " finished_at = case when $3 = 'CHECKED' then null else $4::timestamptz end"
                                + " where id = $1 and lease_token = $2 and state = $6")
                        .execute(Tuple.of(claimed.it().id(), claimed.token(), next.name(), Times.toRow(clock.instant()))
                                .addValue(
                                        refusedAll(claimed)
                                                ? "Nothing was put in: "
                                                        + claimed.it().counts().refused() + " rows are not good."
                                                : null)
                                .addValue(claimed.it().state().name())))
                .mapEmpty();
    }

    private static Future<Void> giveBack(SqlConnection connection, Claimed claimed) {
        return connection
                .preparedQuery(GIVE_BACK)
                .execute(Tuple.of(claimed.it().id(), claimed.token()))
                .mapEmpty();
    }

    private Future<Void> housekeeping() {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(LOST)
                .execute(Tuple.of(Times.toRow(now)))
                .compose(lost -> database.pool()
                        .preparedQuery(OLD)
                        .execute(Tuple.of(
                                Times.toRow(now), Times.toRow(now.minus(java.time.Duration.ofDays(KEPT_DAYS))))))
                .compose(old -> old.size() == 0
                        ? Future.succeededFuture()
                        : database.pool()
                                .preparedQuery(EMPTY)
                                .execute(Tuple.of((Object)
                                        old.stream().map(row -> row.getUUID(0)).toArray(UUID[]::new)))
                                .mapEmpty());
    }
}
