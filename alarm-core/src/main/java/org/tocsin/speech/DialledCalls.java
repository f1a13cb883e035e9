package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.CaseFile;
import org.tocsin.platform.Times;

/**
 * Brings together a call that an operator dialled and what the telephone system reports of it: the same number within a
 * quarter of an hour. Speech with the home itself is speech with the home; a call to a contact never is, however well it
 * went, and its report stands beside the operator's line instead of at the alarm.
 */
final class DialledCalls {
    private static final Duration WITHIN = Duration.ofMinutes(15);

    private static final String DIALLED = """
            select l.id, l.alarm_id, l.home, l.whom, l.telephone, a.home_id
            from call_line l join alarm a on a.id = l.alarm_id and a.service_id = l.service_id
            where l.service_id = $1 and l.direction = 'OUT' and l.phone_call_id is null and l.at > $2 and l.at <= $3
            order by l.at desc limit 200
            """;
    private static final String LINKED = """
            select l.id, l.alarm_id, l.home, l.whom, l.telephone, a.home_id
            from call_line l join alarm a on a.id = l.alarm_id and a.service_id = l.service_id
            where l.service_id = $1 and l.phone_call_id = $2
            """;
    private static final String LINK =
            "update call_line set phone_call_id = $2 where id = $1 and phone_call_id is null";
    private static final String RESULT = "update call_line set result = $2, result_at = $3, result_by = 'telephone'"
            + " where id = $1 and result is null";

    private DialledCalls() {}

    /** A line of the operator's that the call is. */
    record Line(UUID id, UUID alarmId, @Nullable UUID homeId, boolean home, String whom) {}

    /** The line this call was linked with before, or is now; empty for a call that nobody here dialled. */
    static Future<Optional<Line>> of(SqlConnection connection, Scope scope, CallReport report, UUID callId) {
        return connection
                .preparedQuery(LINKED)
                .execute(Tuple.of(scope.serviceId(), callId))
                .compose(rows -> rows.size() > 0
                        ? Future.succeededFuture(rows.stream().findFirst().map(DialledCalls::line))
                        : link(connection, scope, report, callId));
    }

    /** What the report says came of the call, where the operator has not said otherwise. */
    static Future<Void> settle(SqlConnection connection, Line line, PhoneCall call, Instant at) {
        if (call.times().cleared() == null && call.times().connected() == null) {
            return Future.succeededFuture();
        }
        CallLine.Result result = call.times().connected() == null ? CallLine.Result.NO_ANSWER : CallLine.Result.SPOKE;
        return connection
                .preparedQuery(RESULT)
                .execute(Tuple.of(line.id(), result.name(), Times.toRow(at)))
                .mapEmpty();
    }

    private static Future<Optional<Line>> link(SqlConnection connection, Scope scope, CallReport report, UUID callId) {
        String called = report.called() == null ? null : TelephoneNumber.normal(report.called());
        if (called == null) {
            return Future.succeededFuture(Optional.empty());
        }
        Tuple values = Tuple.of(
                scope.serviceId(),
                Times.toRow(report.at().minus(WITHIN)),
                Times.toRow(report.at().plus(WITHIN)));
        return connection.preparedQuery(DIALLED).execute(values).compose(rows -> {
            Optional<Line> line = rows.stream()
                    .filter(row ->
                            row.getString("telephone") != null && CallMatch.isOf(called, row.getString("telephone")))
                    .findFirst()
                    .map(DialledCalls::line);
            return line.isEmpty()
                    ? Future.succeededFuture(line)
                    // The alarm before its lines, as everybody locks them.
                    : CaseFile.open(connection, scope, line.get().alarmId(), report.at())
                            .compose(file -> connection
                                    .preparedQuery(LINK)
                                    .execute(Tuple.of(line.get().id(), callId)))
                            .map(done -> done.rowCount() == 1 ? line : Optional.empty());
        });
    }

    private static Line line(Row row) {
        return new Line(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                row.getUUID("home_id"),
                row.getBoolean("home"),
                row.getString("whom"));
    }
}
