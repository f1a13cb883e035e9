package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.speech.CallMatch.Match;
import org.tocsin.speech.CallReport.Event;

/**
 * Takes what telephone systems report of their calls. Each report is one transaction: the call, the alarm it belongs to,
 * a line in that alarm's log. Reports may come in any order and any number of times. Speech that is connected is what
 * <em>answered</em> means; it ends the waiting for it.
 */
public final class CallDesk {
    private static final String KEEP = """
            insert into phone_call (id, service_id, external_id, reported_at) values ($1, $2, $3, $4)
            on conflict (service_id, external_id) do nothing
            """;
    private static final String LOCK =
            CallStore.SELECT + " where c.service_id = $1 and c.external_id = $2 for update of c";
    private static final String CHANGE = """
            update phone_call set caller = coalesce(caller, $2), called = coalesce(called, $3), cid = coalesce(cid, $4),
              ringing_at = coalesce(ringing_at, $5), connected_at = coalesce(connected_at, $6),
              cleared_at = coalesce(cleared_at, $7), recording = coalesce(recording, $8),
              alarm_id = coalesce(alarm_id, $9), home_id = coalesce(home_id, $10), matched_by = coalesce(matched_by, $11)
            where id = $1
            """;
    private static final String CHANGED = """
            update alarm set change_xid = pg_current_xact_id() where id = $1 and service_id = $2
            """;
    private static final String ANSWERED = """
            update alarm set answered_at = least(answered_at, $3), flags = array_remove(flags, 'NO_SPEECH')
            where id = $1 and service_id = $2
            """;
    private static final String AWAITED_NO_MORE =
            "update speech_ask set due_at = null where alarm_id = $1 and service_id = $2 and due_at is not null";

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public CallDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /**
     * What became of a report.
     *
     * @param call the call as it is known now
     * @param repeated true when this had been reported already; nothing was changed
     */
    public record Kept(PhoneCall call, boolean repeated) {}

    /** Keeps the report, and says to which alarm it belongs, if any. Fails only when the store does. */
    public Future<Kept> report(Scope scope, CallReport report) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(KEEP)
                        .execute(Tuple.of(Ids.next(), scope.serviceId(), report.callId(), Times.toRow(clock.instant())))
                        .compose(v -> lock(connection, scope, report))
                        .compose(row -> isKnown(row, report.event())
                                ? Future.succeededFuture(new Kept(CallStore.call(row), true))
                                : keep(connection, scope, report, row)))
                .onSuccess(kept -> {
                    if (!kept.repeated()) {
                        wakeup.ring();
                    }
                });
    }

    private static Future<Row> lock(SqlConnection connection, Scope scope, CallReport report) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(scope.serviceId(), report.callId()))
                .map(rows -> rows.iterator().next());
    }

    private static boolean isKnown(Row row, Event event) {
        return switch (event) {
            case RINGING -> row.getValue("ringing_at") != null;
            case CONNECTED -> row.getValue("connected_at") != null;
            case CLEARED -> row.getValue("cleared_at") != null;
            case RECORDING -> row.getValue("recording") != null;
        };
    }

    private Future<Kept> keep(SqlConnection connection, Scope scope, CallReport report, Row before) {
        CallReport whole = withEarlier(report, before);
        UUID id = before.getUUID("id");
        boolean matched = before.getUUID("alarm_id") != null;
        Future<Optional<Match>> match =
                matched ? Future.succeededFuture(Optional.empty()) : CallMatch.find(connection, scope, whole);
        return match.compose(found -> (found.isPresent()
                        ? Future.succeededFuture(Optional.<DialledCalls.Line>empty())
                        : DialledCalls.of(connection, scope, whole, id))
                .compose(dialled -> connection
                        .preparedQuery(CHANGE)
                        .execute(changes(
                                id,
                                report,
                                found.or(() -> dialled.flatMap(CallDesk::ofTheHome))
                                        .orElse(null)))
                        .compose(v -> lock(connection, scope, report))
                        .compose(row -> told(connection, scope, report, new Told(CallStore.call(row), before, dialled))
                                .map(new Kept(CallStore.call(row), false)))));
    }

    /** Only a call to the home itself is speech with it. */
    private static Optional<Match> ofTheHome(DialledCalls.Line line) {
        return line.home()
                ? Optional.of(new Match(line.alarmId(), line.homeId(), PhoneCall.MatchedBy.NUMBER))
                : Optional.empty();
    }

    /** A call as it is known now, the row before this report, and the operator's own line of it. */
    private record Told(PhoneCall call, Row before, Optional<DialledCalls.Line> dialled) {
        @Nullable
        UUID alarmId() {
            PhoneCall.Belonging alarm = call.alarm();
            return alarm != null
                    ? Objects.requireNonNull(alarm).alarmId()
                    : dialled.map(DialledCalls.Line::alarmId).orElse(null);
        }
    }

    /** What an earlier report said of the caller helps to find the alarm of a later one. */
    private static CallReport withEarlier(CallReport report, Row before) {
        return new CallReport(
                report.callId(),
                report.event(),
                report.at(),
                report.caller() == null ? before.getString("caller") : report.caller(),
                report.called() == null ? before.getString("called") : report.called(),
                report.cid() == null ? before.getString("cid") : report.cid(),
                report.recording());
    }

    private static Tuple changes(UUID id, CallReport report, @Nullable Match match) {
        return Tuple.of(id, report.caller(), report.called(), report.cid())
                .addValue(at(report, Event.RINGING))
                .addValue(at(report, Event.CONNECTED))
                .addValue(at(report, Event.CLEARED))
                .addString(report.recording())
                .addUUID(match == null ? null : match.alarmId())
                .addUUID(match == null ? null : match.homeId())
                .addString(match == null ? null : match.by().name());
    }

    private static @Nullable Object at(CallReport report, Event event) {
        return report.event() == event ? Times.toRow(report.at()) : null;
    }

    /** Into the alarm's log, and onto the screens. A record that was sealed meanwhile still learns how its call ended. */
    private Future<Void> told(SqlConnection connection, Scope scope, CallReport report, Told told) {
        UUID alarmId = told.alarmId();
        if (alarmId == null) {
            return Future.succeededFuture();
        }
        boolean recorded = report.recording() != null && told.before().getString("recording") == null;
        boolean speech = report.event() == Event.CONNECTED && told.call().alarm() != null;
        return CaseFile.open(connection, scope, alarmId, clock.instant())
                .map(Optional::orElseThrow)
                .compose(file -> (report.event() == Event.RECORDING
                                ? Future.<Void>succeededFuture()
                                : file.log(EntryKind.CALL, words(report, told)))
                        .compose(v -> recorded
                                ? file.log(EntryKind.CALL, "Recording of the call: " + report.recording())
                                : Future.succeededFuture())
                        .compose(v -> speech ? answered(file, report.at()) : Future.succeededFuture())
                        .compose(v -> told.dialled()
                                .map(line -> DialledCalls.settle(connection, line, told.call(), report.at()))
                                .orElseGet(Future::succeededFuture))
                        .compose(
                                v -> connection.preparedQuery(CHANGED).execute(Tuple.of(file.id(), scope.serviceId()))))
                .mapEmpty();
    }

    private static Future<Void> answered(CaseFile file, Instant at) {
        UUID service = file.scope().serviceId();
        return file.connection()
                .preparedQuery(ANSWERED)
                .execute(Tuple.of(file.id(), service, Times.toRow(at)))
                .compose(v -> file.connection().preparedQuery(AWAITED_NO_MORE).execute(Tuple.of(file.id(), service)))
                .mapEmpty();
    }

    private static String words(CallReport report, Told told) {
        PhoneCall call = told.call();
        String with = told.dialled()
                .map(line -> " to " + line.whom())
                .orElseGet(() -> call.caller() == null ? "" : " from " + TelephoneNumber.user(call.caller()));
        String connected = call.alarm() == null ? "Connected: call" : "Speech connected: call";
        return switch (report.event()) {
            case RINGING -> "Call" + with + " is ringing";
            case CONNECTED -> connected + with;
            case CLEARED -> "Call" + told.dialled().map(line -> with).orElse("") + " ended" + lasted(call.times());
            case RECORDING -> "";
        };
    }

    private static String lasted(PhoneCall.Times times) {
        if (times.connected() == null || times.cleared() == null) {
            return "; no speech was reported";
        }
        long seconds =
                Math.max(0, Duration.between(times.connected(), times.cleared()).toSeconds());
        return seconds < 120 ? " after " + seconds + " seconds" : " after " + seconds / 60 + " minutes";
    }
}
