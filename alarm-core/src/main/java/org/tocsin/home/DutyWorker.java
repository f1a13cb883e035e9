package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.alarm.AlarmFlag;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Brings to the centre what a scheme's manager has not ended in time, and says once when a duty switch must have been
 * forgotten. Runs in every process; whoever claims a row first does it, in one transaction.
 */
public final class DutyWorker {
    private static final Logger LOG = LoggerFactory.getLogger(DutyWorker.class);
    private static final int ROUNDS_BETWEEN_WARNINGS = 30;
    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.UK);

    // Also when the manager has gone meanwhile; and what somebody here has taken is nobody else's any more.
    private static final String RELEASE = """
            with due as (
              select a.id from alarm a
              where a.manager_until is not null and (a.manager_until <= $1 or a.state <> 'WAITING' or not exists (
                select from scheme_duty d where d.scheme_id = a.scheme_id and d.duty <> 'OFF'))
              order by a.manager_until limit 200 for update of a skip locked),
            released as (
              update alarm a set manager_until = null, sounding = a.sounding or a.state = 'WAITING',
                change_xid = pg_current_xact_id()
              from due where a.id = due.id returning a.id, a.service_id, a.state)
            insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)
            select id, service_id, $1, 'MANAGER_OVER', 'platform',
              'The scheme''s manager has not ended it: sounds at the centre'
            from released where state = 'WAITING'
            """;
    private static final String ON_DUTY = "select " + SchemeRows.COLUMNS + " from " + SchemeRows.TABLES
            + " where d.duty <> 'OFF' and d.warned_at is null order by d.since limit 500";
    private static final String CLAIM = "update scheme_duty set warned_at = $2 where scheme_id = (select scheme_id"
            + " from scheme_duty where scheme_id = $1 and since = $3 and duty <> 'OFF' and warned_at is null"
            + " for update skip locked)";
    private static final String OPEN = """
            insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state, flags,
              trigger_words, signal_count, raised_at, pressed_at, sounding, scheme_id)
            values ($1, $2, $3, '', $4, 'TECHNICAL', 'TECHNICAL', 4, 'WAITING', array[$5], $6, 1, $7, $7, true, $8)
            on conflict (join_key, joining_class) where state <> 'CLOSED' do nothing
            """;
    private static final String LOG_IT = """
            with it as (
              update alarm set change_xid = pg_current_xact_id()
              where join_key = $1 and joining_class = 'TECHNICAL' and state <> 'CLOSED' returning id, service_id)
            insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)
            select id, service_id, $2, 'SIGNAL', 'platform', $3 from it
            """;

    private final Worker worker;
    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private long rounds;

    public DutyWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.worker = new Worker(vertx, "duty", this::round);
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    private Future<Boolean> round() {
        boolean warns = rounds++ % ROUNDS_BETWEEN_WARNINGS == 0;
        return release()
                .compose(released -> warns ? warn() : Future.succeededFuture(0))
                .map(warned -> false);
    }

    /** Lets everything sound whose time with a manager is over; how many that were. */
    Future<Integer> release() {
        return pool.preparedQuery(RELEASE)
                .execute(Tuple.of(Times.toRow(clock.instant())))
                .map(rows -> rows.rowCount())
                .onSuccess(count -> {
                    if (count > 0) {
                        wakeup.ring();
                    }
                });
    }

    /** Says so of every duty switch that must have been forgotten, once; of how many. */
    Future<Integer> warn() {
        Instant now = clock.instant();
        return pool.query(ON_DUTY).execute().compose(rows -> {
            List<Scheme> forgotten = rows.stream()
                    .map(SchemeRows::scheme)
                    .filter(scheme -> scheme.forgotten(now).isPresent())
                    .toList();
            Future<Integer> warned = Future.succeededFuture(0);
            for (Scheme scheme : forgotten) {
                warned = warned.compose(count -> warn(scheme, now).map(one -> count + one));
            }
            return warned;
        });
    }

    private Future<Integer> warn(Scheme scheme, Instant now) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(CLAIM)
                        .execute(Tuple.of(
                                scheme.id(),
                                Times.toRow(now),
                                Times.toRowOrNull(scheme.watch().since())))
                        .compose(claimed -> claimed.rowCount() == 0
                                ? Future.succeededFuture(0)
                                : open(connection, scheme, now).map(1)))
                .onSuccess(count -> {
                    if (count > 0) {
                        wakeup.ring();
                    }
                })
                .recover(e -> {
                    LOG.atError()
                            .addKeyValue("worker", "duty")
                            .addKeyValue("schemeId", scheme.id())
                            .addKeyValue("error", LoggedError.of(e))
                            .log("a forgotten duty switch could not be told, it is tried again");
                    return Future.succeededFuture(0);
                });
    }

    private Future<Void> open(SqlConnection connection, Scheme scheme, Instant now) {
        String key = "duty:" + scheme.id();
        return connection
                .query("select nextval('alarm_number'), time_zone from service where id = '" + scheme.serviceId() + "'")
                .execute()
                .compose(rows -> {
                    var row = rows.iterator().next();
                    String words = words(scheme, now, ZoneId.of(row.getString(1)));
                    UUID id = Ids.next();
                    Tuple alarm = Tuple.of(id, scheme.serviceId(), Ids.spokenReference(row.getLong(0)), key)
                            .addValue(AlarmFlag.DUTY_FORGOTTEN.name())
                            .addValue(words)
                            .addValue(Times.toRow(now))
                            .addValue(scheme.id());
                    return connection
                            .preparedQuery(OPEN)
                            .execute(alarm)
                            .compose(opened ->
                                    connection.preparedQuery(LOG_IT).execute(Tuple.of(key, Times.toRow(now), words)));
                })
                .mapEmpty();
    }

    private static String words(Scheme scheme, Instant now, ZoneId zone) {
        Instant since = scheme.watch().since();
        String begun = since == null ? "" : " since " + SINCE.format(since.atZone(zone));
        return "Manager on duty" + begun + ", " + scheme.forgotten(now).orElse("") + ": the switch may be forgotten";
    }
}
