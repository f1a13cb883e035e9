package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.PassingRefusal;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Notices speech that did not come: the unit was told whom to call and no call was connected in time, or it was held and
 * no longer asks. The alarm then sounds again, marked {@link org.tocsin.alarm.AlarmFlag#NO_SPEECH}, once for each asking. Runs in every process,
 * as callouts do: a lease by the database's clock and a fencing token make sure that each row is worked on by one.
 */
public final class SpeechWaitWorker {
    private static final Logger LOG = LoggerFactory.getLogger(SpeechWaitWorker.class);
    private static final int BATCH = 50;

    private static final String CLAIM = """
            with due as (
              select signal_id from speech_ask
              where due_at <= $1 and (lease_until is null or lease_until < clock_timestamp())
              order by due_at limit $2 for update skip locked)
            update speech_ask k set lease_token = k.lease_token + 1,
              lease_until = clock_timestamp() + make_interval(secs => least(300, 10 * power(2, least(k.lease_token, 5))))
            from due where k.signal_id = due.signal_id
            returning k.signal_id, k.service_id, k.alarm_id, k.lease_token
            """;
    private static final String LOCK = """
            select k.told is null as held, extract(epoch from k.due_at - coalesce(k.told_at, k.asked_at))::int as waited,
              exists (select from phone_call c where c.alarm_id = k.alarm_id and c.connected_at >= k.asked_at) as spoken
            from speech_ask k where k.signal_id = $1 and k.lease_token = $2 and k.due_at <= $3 for update of k
            """;
    private static final String END = """
            update speech_ask set due_at = null, lease_until = null, missed_at = coalesce($2, missed_at) where signal_id = $1
            """;
    private static final String AGAIN = "update speech_ask set lease_until = " + PassingRefusal.SOON
            + " where lease_token = $1 and signal_id = $2 and due_at is not null";
    private static final String MARK = """
            update alarm set flags = array_append(array_remove(flags, 'NO_SPEECH'), 'NO_SPEECH')
            where id = $1 and service_id = $2
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public SpeechWaitWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = Worker.bounded(vertx, "speech-wait", this::round);
    }

    /** A row this process may work on until its lease is over. */
    record Claim(UUID signalId, UUID serviceId, UUID alarmId, long token) {}

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** One look; true when more is waiting. */
    Future<Boolean> round() {
        return claim().compose(claims -> settle(claims).map(claims.size() == BATCH));
    }

    /** Takes what is due and nobody else has. */
    Future<List<Claim>> claim() {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(clock.instant()), BATCH))
                .map(rows -> rows.stream().map(SpeechWaitWorker::claim).toList());
    }

    private static Claim claim(Row row) {
        return new Claim(
                row.getUUID("signal_id"),
                row.getUUID("service_id"),
                row.getUUID("alarm_id"),
                row.getLong("lease_token"));
    }

    private Future<Void> settle(List<Claim> claims) {
        Future<Boolean> any = Future.succeededFuture(false);
        for (Claim claim : claims) {
            any = any.compose(some -> settle(claim)
                    .recover(e -> {
                        LOG.atError()
                                .addKeyValue("worker", "speech-wait")
                                .addKeyValue("alarmId", claim.alarmId())
                                .addKeyValue("error", LoggedError.of(e))
                                .log(
                                        "speech that did not come could not be noted, it is tried again when its lease is over");
                        return PassingRefusal.soonAgain(pool, e, AGAIN, claim.token(), claim.signalId())
                                .map(false);
                    })
                    .map(done -> some || done));
        }
        // Once for all of them: every board looks when it rings.
        return any.onSuccess(some -> {
                    if (some) {
                        wakeup.ring();
                    }
                })
                .mapEmpty();
    }

    /**
     * Sounds the alarm again if the asking is still ours, still due, and nobody has been spoken with.
     *
     * @return whether it did, which the boards are yet to be told
     */
    Future<Boolean> settle(Claim claim) {
        Scope scope = Scope.platform(claim.serviceId());
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, claim.alarmId(), clock.instant())
                .compose(file -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(claim.signalId(), claim.token(), Times.toRow(clock.instant())))
                        .compose(rows -> {
                            Row ask = rows.stream().findFirst().orElse(null);
                            if (ask == null) {
                                return Future.succeededFuture(false);
                            }
                            boolean news = file.isPresent()
                                    && file.get().state() != AlarmState.CLOSED
                                    && !ask.getBoolean("spoken");
                            return connection
                                    .preparedQuery(END)
                                    .execute(Tuple.of(claim.signalId(), news ? Times.toRow(clock.instant()) : null))
                                    .compose(v -> news ? sound(file.get(), ask) : Future.succeededFuture())
                                    .map(news);
                        })));
    }

    private static Future<Void> sound(CaseFile file, Row ask) {
        String words = ask.getBoolean("held")
                ? "No speech: the unit was asked to wait and no longer asks. Call back"
                : "No speech: no call was connected within " + ask.getInteger("waited") + " seconds. Call back";
        return file.change(Act.NO_SPEECH)
                .compose(v -> file.connection()
                        .preparedQuery(MARK)
                        .execute(Tuple.of(file.id(), file.scope().serviceId())))
                .compose(v -> file.log(EntryKind.NO_SPEECH, words));
    }
}
