package org.tocsin.calllist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.tocsin.calllist.ListedCall.Outcome;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Puts calls on their list when they are due, and on the board when nobody has made them in time. Runs in every process:
 * whoever locks a row first does it, and what others have locked is left to them.
 */
public final class CallListWorker {
    private static final int BATCH = 50;

    private static final String DUE = """
            select p.id, p.service_id, p.home_id, p.every_days, p.at_time, p.next_due_at, s.time_zone
            from call_plan p join service s on s.id = p.service_id
            where p.ended_at is null and p.next_due_at <= $1
            order by p.next_due_at limit $2 for update of p skip locked
            """;
    // A call still open when the next one is due goes on as it is: it is on the board by then.
    private static final String LIST = """
            insert into listed_call (id, service_id, plan_id, home_id, due_at, try_at) values ($1, $2, $3, $4, $5, $5)
            on conflict (plan_id) where done_at is null do nothing
            """;
    private static final String NEXT = "update call_plan set next_due_at = $2 where id = $1";
    private static final String LATE = """
            select c.id, c.service_id, c.plan_id, c.home_id, c.attempts, p.kind
            from listed_call c join call_plan p on p.id = c.plan_id
            left join call_list_rule r on r.service_id = c.service_id and r.kind = p.kind
            where c.done_at is null and c.try_at <= $1::timestamptz - make_interval(secs => coalesce(r.made_within_s, 3600))
            order by c.try_at limit $2 for update of c skip locked
            """;
    private static final String MISSED = """
            update listed_call set done_at = $2, done_by = 'platform', outcome = $3, alarm_id = $4 where id = $1
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AlarmCalls alarms;
    private final Worker worker;

    public CallListWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.alarms = new AlarmCalls(database);
        this.worker = new Worker(vertx, "call-list", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Looks once; true when more waits. */
    Future<Boolean> round() {
        Instant now = clock.instant();
        return alarms.round(now)
                .compose(alarmed ->
                        pool.withTransaction(connection -> put(connection, now)).map(more -> more || alarmed))
                .compose(more -> pool.withTransaction(connection -> miss(connection, now))
                        .map(missed -> {
                            if (missed > 0) {
                                wakeup.ring();
                            }
                            return more || missed == BATCH;
                        }));
    }

    private static Future<Boolean> put(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(DUE)
                .execute(Tuple.of(Times.toRow(now), BATCH))
                .compose(rows -> {
                    Future<Void> all = Future.succeededFuture();
                    for (Row row : rows) {
                        all = all.compose(v -> put(connection, row, now));
                    }
                    return all.map(rows.size() == BATCH);
                });
    }

    private static Future<Void> put(SqlConnection connection, Row row, Instant now) {
        Instant due = Times.fromRow(row.getOffsetDateTime("next_due_at"));
        LocalTime at = row.getLocalTime("at_time");
        Instant next = CallPlan.next(due, now, row.getInteger("every_days"), at, ZoneId.of(row.getString("time_zone")));
        UUID plan = row.getUUID("id");
        Tuple values = Tuple.of(Ids.next(), row.getUUID("service_id"), plan, row.getUUID("home_id"), Times.toRow(due));
        return connection
                .preparedQuery(LIST)
                .execute(values)
                .compose(v -> connection.preparedQuery(NEXT).execute(Tuple.of(plan, Times.toRow(next))))
                .mapEmpty();
    }

    private static Future<Integer> miss(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(LATE)
                .execute(Tuple.of(Times.toRow(now), BATCH))
                .compose(rows -> {
                    List<Row> late = rows.stream().toList();
                    Future<Void> all = Future.succeededFuture();
                    for (Row row : late) {
                        all = all.compose(v -> miss(connection, row, now));
                    }
                    return all.map(late.size());
                });
    }

    private static Future<Void> miss(SqlConnection connection, Row row, Instant now) {
        String kind = CallKind.valueOf(row.getString("kind")).words();
        String words = row.getInteger("attempts") == 0
                ? kind + " was not made in time"
                : kind + ": nobody answered, and it was not tried again in time";
        CallAlarm.About about = new CallAlarm.About(
                row.getUUID("service_id"), row.getUUID("home_id"), row.getUUID("plan_id"), 2, words);
        return CallAlarm.sound(connection, about, "platform", now)
                .compose(alarm -> connection
                        .preparedQuery(MISSED)
                        .execute(Tuple.of(row.getUUID("id"), Times.toRow(now), Outcome.MISSED.name(), alarm)))
                .mapEmpty();
    }
}
