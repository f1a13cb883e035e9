package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.Priority;
import org.tocsin.notify.OutsideCall;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Says whom to ring when nobody takes a life alarm, and tells them by text and e-mail. Runs in every process; each step is
 * taken once for each wait, under the alarm's lock: of two processes one writes it, and a take that comes first ends it.
 */
public final class UntakenWorker {
    private static final Logger LOG = LoggerFactory.getLogger(UntakenWorker.class);
    private static final int BATCH = 50;

    // A step was taken for this wait if it was taken since the wait began, whoever reckoned that beginning how: of two
    // releases beside each other, each believes the other's steps.
    // A press after everybody was told is told to them anew.
    // A service that has never had a board works through programs: for it the usual time holds.
    private static final String WAITING =
            """
            select a.id, a.service_id, w.since,
              exists (select from operator_presence p where p.service_id = a.service_id)
                and not exists (select from operator_presence p where p.service_id = a.service_id and not p.gone) as no_board,
              case when (u.since = w.since or u.at > w.since) and not (u.step = 'PARTNER' and a.pressed_at > u.at)
                then u.step end as step
            """ + Waits.FROM + "left join untaken u on u.alarm_id = a.id where " + Waits.WHERE;
    private static final String DUE = "select w.id, w.service_id from (" + WAITING
            + ") w left join shift_settings s on s.service_id = w.service_id"
            + " where w.step is distinct from 'PARTNER' and w.since <= $1::timestamptz - make_interval(secs =>"
            + " case when w.step is not null then coalesce(s.partner_after_s, $3)"
            + " when w.no_board and coalesce(s.on_call_number, s.on_call_text, s.on_call_email) is not null then 0"
            + " else coalesce(s.on_call_after_s, $2) end) order by w.since limit $4";
    private static final String ONE = WAITING + " and a.id = $1";
    // Never before the press it is for, whose time another process's clock may have given: or it would be taken again.
    private static final String KEEP = """
            insert into untaken as u (alarm_id, service_id, since, step, who, number, at)
            values ($1, $2, $3, $4, $5, $6, greatest($7, (select a.pressed_at from alarm a where a.id = $1)))
            on conflict (alarm_id) do update set since = excluded.since, step = excluded.step, who = excluded.who,
              number = excluded.number, at = excluded.at
            """;
    private static final String OVER = """
            delete from untaken u
            where not exists (select from alarm a where a.id = u.alarm_id and a.state = 'WAITING')
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public UntakenWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = Worker.bounded(vertx, "untaken", () -> round().map(due -> due == BATCH));
    }

    private record Waiting(Instant since, Untaken.@Nullable Step done, boolean noBoard) {}

    private record Due(UUID alarmId, UUID serviceId) {}

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Takes the next step of every wait that is due; how many there were. */
    Future<Integer> round() {
        Tuple values = Tuple.of(
                Times.toRow(clock.instant()),
                (int) ShiftRules.USUAL.onCall().after().toSeconds(),
                (int) ShiftRules.USUAL.partner().after().toSeconds(),
                BATCH);
        return pool.query(OVER)
                .execute()
                .compose(v -> pool.preparedQuery(DUE).execute(values))
                .compose(rows -> {
                    List<Due> due = StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> new Due(row.getUUID("id"), row.getUUID("service_id")))
                            .collect(Collectors.toList());
                    Future<Boolean> any = Future.succeededFuture(false);
                    for (Due one : due) {
                        any = any.compose(
                                some -> step(one).recover(e -> failed(one, e)).map(done -> some || done));
                    }
                    return any.map(some -> {
                        // Once for all of them: every board looks when it rings, and hundreds may be due at a time.
                        if (some) {
                            wakeup.ring();
                        }
                        return due.size();
                    });
                });
    }

    private static Future<Boolean> failed(Due due, Throwable cause) {
        LOG.atError()
                .addKeyValue("worker", "untaken")
                .addKeyValue("alarmId", due.alarmId())
                .addKeyValue("error", LoggedError.of(cause))
                .log("whom to ring for an alarm nobody takes could not be written, it is tried again");
        return Future.succeededFuture(false);
    }

    private Future<Boolean> step(Due due) {
        Scope scope = Scope.platform(due.serviceId());
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, due.alarmId(), clock.instant())
                .compose(file -> file.isPresent()
                                && file.get().state() == AlarmState.WAITING
                                && file.get().priority() == Priority.LIFE
                        ? step(connection, file.get())
                        : Future.succeededFuture(false)));
    }

    /**
     * Under the lock everything is asked again: another process may have taken the step a moment ago. What is due by now is
     * done at once: a new press after the partner was told never leaves the partner's board quiet for a round.
     */
    private static Future<Boolean> step(SqlConnection connection, CaseFile file) {
        return waiting(connection, file.id())
                .compose(waiting -> ShiftSettings.within(
                                connection, file.scope().serviceId())
                        .compose(rules -> {
                            Optional<Untaken.Step> next = waiting.flatMap(
                                    one -> Untaken.next(one.since(), one.done(), rules, one.noBoard(), file.at()));
                            return next.isEmpty()
                                    ? Future.succeededFuture(false)
                                    : write(file, waiting.orElseThrow().since(), next.get(), rules)
                                            .compose(v -> next.get() == Untaken.Step.PARTNER
                                                    ? Future.succeededFuture(true)
                                                    : step(connection, file).map(true));
                        }));
    }

    private static Future<Optional<Waiting>> waiting(SqlClient client, UUID alarmId) {
        return client.preparedQuery(ONE)
                .execute(Tuple.of(alarmId))
                .map(rows -> rows.stream().findFirst().map(UntakenWorker::waiting));
    }

    private static Waiting waiting(Row row) {
        String step = row.getString("step");
        return new Waiting(
                Times.fromRow(row.getOffsetDateTime("since")),
                step == null ? null : Untaken.Step.valueOf(step),
                row.getBoolean("no_board"));
    }

    private static Future<Void> write(CaseFile file, Instant since, Untaken.Step step, ShiftRules rules) {
        ShiftRules.Ring ring = Untaken.ring(step, rules);
        Tuple values = Tuple.of(file.id(), file.scope().serviceId(), Times.toRow(since), step.name())
                .addString(ring.name())
                .addString(ring.number())
                .addValue(file.time());
        return file.connection()
                .preparedQuery(KEEP)
                .execute(values)
                .compose(v -> file.change(Act.NOTE))
                .compose(v ->
                        file.log(EntryKind.UNTAKEN, Untaken.words(step, rules, Duration.between(since, file.at()))))
                .compose(v -> ring.isOnFile() ? tell(file, step, rules) : Future.succeededFuture());
    }

    /** What cannot be sent stands in the log at once; what cannot be handed over, when that is given up. */
    private static Future<Void> tell(CaseFile file, Untaken.Step step, ShiftRules rules) {
        return OutsideCall.ask(
                        file.connection(),
                        Untaken.call(step, rules, file.scope().serviceId(), file.id()),
                        file.at())
                .compose(problems -> {
                    Future<Void> all = Future.succeededFuture();
                    for (String problem : problems) {
                        all = all.compose(v -> file.log(EntryKind.NOT_SENT, problem));
                    }
                    return all;
                });
    }
}
