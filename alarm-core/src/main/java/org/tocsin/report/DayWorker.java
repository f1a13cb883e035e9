package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.UUID;
import org.tocsin.platform.Database;
import org.tocsin.platform.OneAtATime;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;

/**
 * Keeps how far each service is, day by day, so that the past is what was then known. Today's figures are written anew
 * each half hour; when a day is over it stands as it was last written. Runs in every process, one at a time.
 */
public final class DayWorker {
    /** Of the lock under which one process at a time works; any number that nobody else uses. */
    private static final OneAtATime ONE_AT_A_TIME = new OneAtATime(0x746f6373696e12L);

    private static final Duration EVERY = Duration.ofMinutes(30);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final String DUE = """
            select s.id, s.time_zone from service s
            where not exists (select from readiness_day d
              where d.service_id = s.id and d.dimension = 'ALL' and d.as_of > $1 and d.as_of <= $2
                and d.day = ($2 at time zone s.time_zone)::date)
              and exists (select from home_readiness r where r.service_id = s.id)
            limit 1
            """;

    private final Database database;
    private final InstantSource clock;
    private final Worker worker;

    public DayWorker(Vertx vertx, Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.worker = new Worker(vertx, "report-days", LOOK, this::round);
    }

    /** Begins to look every ten seconds or so. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Writes the day of one service that is due; true when another may be. */
    Future<Boolean> round() {
        Instant now = clock.instant();
        return ONE_AT_A_TIME.round(database.pool(), connection -> keep(connection, now));
    }

    private static Future<Boolean> keep(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(DUE)
                .execute(Tuple.of(Times.toRow(now.minus(EVERY)), Times.toRow(now)))
                .compose(rows -> {
                    Iterator<Row> due = rows.iterator();
                    if (!due.hasNext()) {
                        return Future.succeededFuture(false);
                    }
                    Row service = due.next();
                    UUID id = service.getUUID("id");
                    LocalDate today = now.atZone(ZoneId.of(service.getString("time_zone")))
                            .toLocalDate();
                    return Days.keep(connection, id, today, now).map(true);
                });
    }
}
