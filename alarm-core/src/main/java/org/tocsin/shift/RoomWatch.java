package org.tocsin.shift;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.tocsin.platform.Database;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;

/**
 * What those who run the platform must know of the rooms: whether life alarms wait, whether anybody is there, whether
 * messages go out. Runs in every process: that no console is left is the very time at which it matters.
 */
public final class RoomWatch {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final long ANSWER_WITHIN_MS = 1_000;

    private static final String COUNTS = """
            select
              (select coalesce(max(extract(epoch from $1::timestamptz - w.since)), 0) %s where %s)::bigint as untaken,
              (select count(distinct a.service_id) from alarm a
               where a.state <> 'CLOSED' and a.state = 'WAITING' and a.priority = 1
                 and not exists (select from operator_presence p where p.service_id = a.service_id and not p.gone)) as no_board,
              (select count(*) from notification
               where state = 'FAILED' and settled_at > $1::timestamptz - interval '1 hour') as failed,
              (select coalesce(max(extract(epoch from $1::timestamptz - coalesce(call_at, due_at))), 0)
               from notification where due_at <= $1 or call_at <= $1)::bigint as overdue
            """.formatted(Waits.FROM, Waits.WHERE);
    // By the database's clock, as presence is.
    private static final String EMPTY_ROOMS = """
            select s.code from service s
            where exists (select from operator_presence p
                where p.service_id = s.id and p.heard_at > clock_timestamp() - interval '1 day')
              and not exists (select from operator_presence p where p.service_id = s.id and not p.gone)
            order by s.code limit 5
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Worker worker;
    private final MeterRegistry metrics;
    /** Empty where another part of the same process counts already. */
    private final List<Gauge> gauges = new ArrayList<>();

    private final AtomicLong untaken = new AtomicLong();
    private final AtomicLong noBoard = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong overdue = new AtomicLong();

    public RoomWatch(Vertx vertx, Database database, InstantSource clock, MeterRegistry metrics) {
        this.pool = database.pool();
        this.clock = clock;
        this.worker = new Worker(vertx, "room-watch", PAUSE, () -> count().map(false));
        this.metrics = metrics;
        if (metrics.find(Metrics.UNTAKEN).gauge() == null) {
            gauge(Metrics.UNTAKEN, untaken);
            gauge(Metrics.NO_BOARD, noBoard);
            gauge(Metrics.MESSAGES_FAILED, failed);
            gauge(Metrics.MESSAGES_OVERDUE, overdue);
        }
    }

    private void gauge(String name, AtomicLong value) {
        gauges.add(Gauge.builder(name, value, AtomicLong::get).register(metrics));
    }

    /** Begins to count. Called once. */
    public void start() {
        if (!gauges.isEmpty()) {
            worker.start();
        }
    }

    /** Counts no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        if (gauges.isEmpty()) {
            return Future.succeededFuture();
        }
        gauges.forEach(metrics::remove);
        return worker.stop();
    }

    /** Warns of services that had a board open within the last day and have none now. */
    public Readiness boards() {
        return Readiness.warning(
                "boards",
                () -> pool.query(EMPTY_ROOMS)
                        .execute()
                        .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                        .compose(rows -> {
                            List<String> codes = new ArrayList<>();
                            rows.forEach(row -> codes.add(row.getString(0)));
                            return codes.isEmpty()
                                    ? Future.succeededFuture()
                                    : Future.failedFuture("no board is open any more in: " + String.join(", ", codes));
                        }));
    }

    /** One count. */
    Future<Void> count() {
        return pool.preparedQuery(COUNTS)
                .execute(Tuple.of(Times.toRow(clock.instant())))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    untaken.set(Math.max(0, row.getLong("untaken")));
                    noBoard.set(row.getLong("no_board"));
                    failed.set(row.getLong("failed"));
                    overdue.set(Math.max(0, row.getLong("overdue")));
                    return null;
                });
    }
}
