package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
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
 * Ends callouts whose time is over and asks the next contact. Runs in every process: whoever claims a row first has it
 * for a lease by the database's clock, and a fencing token makes a late holder harmless. A row that fails stays leased,
 * longer each time, and blocks nobody.
 */
public final class EscalationWorker {
    private static final Logger LOG = LoggerFactory.getLogger(EscalationWorker.class);
    private static final int BATCH = 50;

    private static final String CLAIM = """
            with due as (
              select id from callout
              where due_at <= $1 and (lease_until is null or lease_until < clock_timestamp())
              order by due_at limit $2 for update skip locked)
            update callout c set lease_token = c.lease_token + 1,
              lease_until = clock_timestamp() + make_interval(secs => least(300, 10 * power(2, least(c.lease_token, 5))))
            from due where c.id = due.id
            returning c.id, c.service_id, c.alarm_id, c.lease_token
            """;
    private static final String LOCK = "select " + CalloutRows.COLUMNS
            + " from callout co join contact ct on ct.id = co.contact_id"
            + " where co.id = $1 and co.lease_token = $2 for update of co";
    private static final String END = """
            update callout set state = $3, due_at = null, lease_until = null, change_xid = pg_current_xact_id()
            where id = $1 and lease_token = $2 and due_at is not null
            """;
    private static final String AGAIN = "update callout set lease_until = " + PassingRefusal.SOON
            + " where lease_token = $1 and id = $2 and due_at is not null";

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public EscalationWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = Worker.bounded(vertx, "escalation", this::round);
    }

    /** A row this process may work on until its lease is over. */
    record Claim(UUID calloutId, UUID serviceId, UUID alarmId, long token) {}

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** How many looks in a row have failed. */
    public int failures() {
        return worker.failures();
    }

    private Future<Boolean> round() {
        return claim().compose(claims -> settle(claims).map(claims.size() == BATCH));
    }

    /** Takes what is due and nobody else has. */
    Future<List<Claim>> claim() {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(clock.instant()), BATCH))
                .map(rows -> rows.stream().map(EscalationWorker::claim).toList());
    }

    private static Claim claim(Row row) {
        return new Claim(
                row.getUUID("id"), row.getUUID("service_id"), row.getUUID("alarm_id"), row.getLong("lease_token"));
    }

    private Future<Void> settle(List<Claim> claims) {
        Future<Boolean> any = Future.succeededFuture(false);
        for (Claim claim : claims) {
            any = any.compose(some -> settle(claim)
                    .recover(e -> {
                        LOG.atError()
                                .addKeyValue("worker", "escalation")
                                .addKeyValue("alarmId", claim.alarmId())
                                .addKeyValue("error", LoggedError.of(e))
                                .log(
                                        "a callout that is due could not be ended, it is tried again when its lease is over");
                        return PassingRefusal.soonAgain(pool, e, AGAIN, claim.token(), claim.calloutId())
                                .map(false);
                    })
                    .map(done -> some || done));
        }
        // Once for all of them: every board looks when it rings, and a storm offers many at a time.
        return any.onSuccess(some -> {
                    if (some) {
                        wakeup.ring();
                    }
                })
                .mapEmpty();
    }

    /**
     * Ends one callout if it is still ours and still due; asks the next contact or returns the alarm to the board.
     *
     * @return whether anything changed, which the boards are yet to be told
     */
    Future<Boolean> settle(Claim claim) {
        Scope scope = Scope.platform(claim.serviceId());
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, claim.alarmId(), clock.instant())
                .compose(file -> file.isPresent() && file.get().state() != AlarmState.CLOSED
                        ? expire(file.get(), claim)
                        : end(connection, claim, CalloutState.WITHDRAWN)));
    }

    private Future<Boolean> expire(CaseFile file, Claim claim) {
        return file.connection()
                .preparedQuery(LOCK)
                .execute(Tuple.of(claim.calloutId(), claim.token()))
                .compose(rows -> {
                    Callout callout =
                            rows.stream().map(CalloutRows::callout).findFirst().orElse(null);
                    if (callout == null || !Escalation.overdue(callout, file.at())) {
                        return Future.succeededFuture(false);
                    }
                    return end(file.connection(), claim, CalloutState.EXPIRED)
                            .compose(v -> file.change(Act.EXPIRED))
                            .compose(v -> file.log(EntryKind.EXPIRED, words(callout)))
                            .compose(v -> callout.times().accepted() == null
                                    ? Future.succeededFuture()
                                    : PlanSteps.late(file, callout.contact().name()))
                            .compose(v -> PlanSteps.escalate(file))
                            .map(true);
                });
    }

    private static String words(Callout callout) {
        Callout.Times times = callout.times();
        boolean unanswered = callout.state() == CalloutState.OFFERED;
        Instant begun = unanswered || times.accepted() == null ? times.offered() : times.accepted();
        String within = times.due() == null ? "time" : inWords(Duration.between(begun, times.due()));
        return callout.contact().name()
                + (unanswered ? " did not answer within " : " accepted and did not arrive within ")
                + within;
    }

    private static String inWords(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 120 || seconds % 60 != 0 ? seconds + " seconds" : seconds / 60 + " minutes";
    }

    private static Future<Boolean> end(SqlConnection connection, Claim claim, CalloutState state) {
        return connection
                .preparedQuery(END)
                .execute(Tuple.of(claim.calloutId(), claim.token(), state.name()))
                .map(rows -> rows.rowCount() > 0);
    }
}
