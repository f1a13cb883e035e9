package org.tocsin.calllist;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.signal.CodeWords;

/**
 * Puts whoever was not noticed moving, or has not taken their medication, on a call list: however the alarm ends, they are
 * rung once more an hour after it, and it sounds on the board when nobody does. Once for each alarm, whichever process
 * comes first; nothing on the way of an alarm waits for it.
 */
final class AlarmCalls {
    /** After that somebody should have got up, or taken it. */
    static final Duration AFTER = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(AlarmCalls.class);
    private static final int BATCH = 20;

    // The trigger's words begin with our own word for the device; a unit's own text stands in brackets behind it.
    private static final List<String> MEDICATION = Stream.of(
                    CodeWords.device("0011") + "%", "%, " + CodeWords.status("0081") + "%")
            .map(words -> words.toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> STILL = Stream.of(
                    CodeWords.device("0010") + "%",
                    CodeWords.device("0018") + "%",
                    "%, " + CodeWords.status("0049") + "%")
            .map(words -> words.toLowerCase(Locale.ROOT))
            .toList();

    private static final String DUE = """
            select a.id, a.service_id, a.home_id, a.raised_at, a.trigger_words, s.time_zone,
              lower(a.trigger_words) like any ($1) as medication
            from alarm a join service s on s.id = a.service_id
            join home h on h.id = a.home_id and h.service_id = a.service_id and h.ended_at is null
            where a.state <> 'CLOSED' and a.joining_class = 'LIFE' and a.join_key not like 'call-list:%'
              and (lower(a.trigger_words) like any ($1) or lower(a.trigger_words) like any ($2))
              and not exists (select from call_plan p where p.alarm_id = a.id)
            order by a.raised_at, a.id limit $3
            """;
    private static final String PLAN = """
            insert into call_plan (id, service_id, home_id, kind, purpose, every_days, at_time, next_due_at, made_at,
              made_by, ended_at, ended_by, alarm_id)
            values ($1, $2, $3, $4, $5, 1, $6, $7, $8, 'platform', $8, 'platform', $9)
            on conflict (alarm_id) where alarm_id is not null do nothing
            """;
    private static final String CALL =
            "insert into listed_call (id, service_id, plan_id, home_id, due_at, try_at) values ($1, $2, $3, $4, $5, $5)";

    private final Pool pool;

    AlarmCalls(Database database) {
        this.pool = database.pool();
    }

    /** Puts those on their list that are not on it; true when more wait. */
    Future<Boolean> round(Instant now) {
        Tuple values = Tuple.of(MEDICATION.toArray(String[]::new), STILL.toArray(String[]::new), BATCH);
        return pool.preparedQuery(DUE).execute(values).compose(rows -> {
            Future<Void> all = Future.succeededFuture();
            for (Row row : rows) {
                all = all.compose(v -> put(row, now)).recover(e -> failed(row, e));
            }
            return all.map(rows.size() == BATCH);
        });
    }

    private static Future<Void> failed(Row row, Throwable cause) {
        LOG.atError()
                .addKeyValue("worker", "call-list")
                .addKeyValue("alarmId", row.getUUID("id"))
                .addKeyValue("error", LoggedError.of(cause))
                .log("an alarm's call could not be listed, it is tried again");
        return Future.succeededFuture();
    }

    private Future<Void> put(Row row, Instant now) {
        Scope scope = Scope.platform(row.getUUID("service_id"));
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, row.getUUID("id"), now)
                .compose(file -> file.isPresent() && file.get().state() != AlarmState.CLOSED
                        ? put(file.get(), row)
                        : Future.succeededFuture()));
    }

    private static Future<Void> put(CaseFile file, Row row) {
        boolean medication = row.getBoolean("medication");
        CallKind kind = medication ? CallKind.REMINDER : CallKind.INACTIVITY;
        Instant due = Times.fromRow(row.getOffsetDateTime("raised_at")).plus(AFTER);
        LocalTime at =
                due.atZone(ZoneId.of(row.getString("time_zone"))).toLocalTime().truncatedTo(ChronoUnit.MINUTES);
        String purpose = medication
                ? "Medication was not taken: ask whether it has been since."
                : "Was not noticed moving: ask how they are.";
        UUID plan = Ids.next();
        UUID home = row.getUUID("home_id");
        Tuple values = Tuple.of(plan, file.scope().serviceId(), home, kind.name(), purpose)
                .addLocalTime(at)
                .addValue(Times.toRow(due))
                .addValue(file.time())
                .addUUID(file.id());
        return file.connection()
                .preparedQuery(PLAN)
                .execute(values)
                .compose(written -> written.rowCount() == 0
                        ? Future.succeededFuture()
                        : file.connection()
                                .preparedQuery(CALL)
                                .execute(Tuple.of(Ids.next(), file.scope().serviceId(), plan, home, Times.toRow(due)))
                                .compose(v -> file.change(Act.NOTE))
                                .compose(v -> file.log(
                                        EntryKind.FOLLOW_UP, kind.words() + " put on the call list for " + at)));
    }
}
