package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/** What a responder says beside their answers, in one transaction with its line of the case. */
final class JobCase {
    private static final String ANY = """
            select c.id, c.alarm_id, c.state, c.offered_at, c.due_at, c.accepted_at, c.arrived_at, c.left_at, k.name,
              a.home_id
            from callout c join contact k on k.id = c.contact_id
            join alarm a on a.id = c.alarm_id and a.service_id = c.service_id
            where c.id = $1 and c.service_id = $2
            """;
    private static final String THEIRS = ANY + " and k.operator_id = $3";

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;

    JobCase(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** What is done beside a line of the case. */
    interface Work {
        Future<Void> in(SqlConnection connection, Line line);
    }

    /** Writes to the case while it is open; a sealed record gets no line. */
    record Line(Optional<CaseFile> open) {
        Future<Void> log(EntryKind kind, String words) {
            return log(kind, Act.NOTE, words);
        }

        /** The same with something that happens to the alarm. */
        Future<Void> log(EntryKind kind, Act act, String words) {
            return open.map(file -> file.change(act).compose(v -> file.log(kind, words)))
                    .orElseGet(Future::succeededFuture);
        }

        /** The operator sees it on the case and on the sheet, and is reminded to tell 999 how it stands. */
        Future<Void> rang999(Instant at, String reference) {
            return open.map(file -> CaseClocks.run(
                                    file, new CaseClocks.Start(CaseClock.Kind.AMBULANCE, at, null, reference))
                            .<Void>mapEmpty())
                    .orElseGet(Future::succeededFuture);
        }
    }

    /** A callout of the scope's service, whosoever it is. */
    Future<Optional<ResponderJob>> any(Scope scope, UUID calloutId) {
        return pool.preparedQuery(ANY)
                .execute(Tuple.of(calloutId, scope.serviceId()))
                .map(rows -> rows.stream().findFirst().map(JobCase::job));
    }

    /** A callout of whoever is signed in. */
    Future<Optional<ResponderJob>> theirs(Scope scope, UUID calloutId) {
        return pool.preparedQuery(THEIRS)
                .execute(Tuple.of(calloutId, scope.serviceId(), scope.operatorId()))
                .map(rows -> rows.stream().findFirst().map(JobCase::job));
    }

    /** The case is locked before any callout, as everywhere. */
    Future<Optional<String>> in(Scope scope, ResponderJob job, Work work) {
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, job.alarmId(), clock.instant())
                        .compose(file -> work.in(
                                connection, new Line(file.filter(one -> one.verdict(Act.NOTE) instanceof Verdict.To)))))
                .map(done -> {
                    wakeup.ring();
                    return Optional.empty();
                });
    }

    Instant now() {
        return clock.instant();
    }

    /** When it was said by the phone, and never in our future. */
    Instant said(ResponderAct act) {
        Instant now = clock.instant();
        return act.saidAt().isAfter(now) ? now : act.saidAt();
    }

    private static ResponderJob job(Row row) {
        return new ResponderJob(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                row.getUUID("home_id"),
                row.getString("name"),
                CalloutState.valueOf(row.getString("state")),
                new Callout.Times(
                        Times.fromRow(row.getOffsetDateTime("offered_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("due_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("accepted_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("arrived_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("left_at"))));
    }
}
