package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Times;

/** When a responder says that they will be there: each word of it is a line of the case, and the newest one holds. */
final class EtaActs {
    private static final String LOCK = """
            select c.state, c.due_at, c.expected_at, c.expected_said_at, s.time_zone
            from callout c join service s on s.id = c.service_id
            where c.id = $1 and c.service_id = $2 and c.arrived_at is null and c.accepted_at is not null
              and c.state in ('ACCEPTED', 'EN_ROUTE', 'EXPIRED') for update of c
            """;
    private static final String EXPECTED = "update callout set expected_at = $3, expected_said_at = $4,"
            + " change_xid = pg_current_xact_id() where id = $1 and service_id = $2";

    private final JobCase cases;

    EtaActs(JobCase cases) {
        this.cases = cases;
    }

    Future<Optional<String>> say(Scope scope, ResponderAct act, ResponderJob job) {
        Optional<Duration> minutes = Eta.minutes(act.text("minutes"));
        if (minutes.isEmpty()) {
            return Future.succeededFuture(
                    Optional.of("Say in how many minutes you will be there: " + Eta.LEAST + " to " + Eta.MOST + "."));
        }
        Instant offered = job.times().offered();
        Instant said = cases.said(act).isBefore(offered) ? offered : cases.said(act);
        Instant at = said.plus(minutes.get());
        return cases.in(
                scope,
                job,
                (connection, line) -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(job.calloutId(), scope.serviceId()))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture()
                                : expect(
                                        connection,
                                        line,
                                        rows.iterator().next(),
                                        new Word(scope, job, said, at, cases.now()))));
    }

    /** @param received when it reached us */
    private record Word(Scope scope, ResponderJob job, Instant said, Instant at, Instant received) {}

    private static Future<Void> expect(SqlConnection connection, JobCase.Line line, Row row, Word word) {
        Instant before = Times.fromRowOrNull(row.getOffsetDateTime("expected_at"));
        Instant saidBefore = Times.fromRowOrNull(row.getOffsetDateTime("expected_said_at"));
        if (saidBefore != null && word.said().isBefore(saidBefore)) {
            // Overtaken on its way by a later word.
            return Future.succeededFuture();
        }
        Instant limit = Times.fromRowOrNull(row.getOffsetDateTime("due_at"));
        Eta eta = new Eta(word.at(), limit);
        // That help will come too late is said aloud, once: not with each minute by which it moves.
        boolean aloud = eta.afterLimit() && (before == null || !new Eta(before, limit).afterLimit());
        String words = eta.words(word.job().name(), before, ZoneId.of(row.getString("time_zone")))
                + CalloutDesk.late(word.said(), word.received());
        return connection
                .preparedQuery(EXPECTED)
                .execute(Tuple.of(
                        word.job().calloutId(),
                        word.scope().serviceId(),
                        Times.toRow(word.at()),
                        Times.toRow(word.said())))
                .compose(v -> line.log(EntryKind.EXPECTED, aloud ? Act.EXPECTED_LATE : Act.NOTE, words));
    }
}
