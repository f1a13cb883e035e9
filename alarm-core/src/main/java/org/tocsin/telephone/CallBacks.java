package org.tocsin.telephone;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Who is to be rung back, and when. A row of the service's, not of the shift's: every board reads what is due by the clock,
 * so that it sounds for whoever is there, after a change of shift and after a restart, until somebody says what came of it.
 */
public final class CallBacks {
    /** In one answer, and open at a time. */
    public static final int MOST = 200;

    private static final Duration LATEST = Duration.ofDays(62);
    private static final Duration LATE_CLOCK = Duration.ofMinutes(1);
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_WORDS = 500;

    private static final String COLUMNS = "select b.id, b.alarm_id, b.home_id, case when h.id is null then null else"
            + " concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) end as place, b.whom, b.telephone, b.reason,"
            + " b.due_at, b.asked_by from call_back b left join home h on h.id = b.home_id and h.service_id = b.service_id";
    private static final String OPEN = COLUMNS + " where b.service_id = $1 and b.done_at is null and b.due_at <= $2"
            + " order by b.due_at, b.id limit " + MOST;
    private static final String OF_HOME = COLUMNS + " where b.service_id = $1 and b.home_id = $2 and b.done_at is null"
            + " order by b.due_at, b.id limit " + MOST;
    private static final String ASK = """
            insert into call_back (id, service_id, alarm_id, home_id, whom, telephone, reason, due_at, asked_at, asked_by)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
            where ($4::uuid is null or exists (select from home h where h.id = $4 and h.service_id = $2))
              and (select count(*) from call_back where service_id = $2 and done_at is null) < 5000
            """;
    private static final String DONE = "update call_back set done_at = $3, done_by = $4, done_words = $5"
            + " where service_id = $1 and id = $2 and done_at is null returning alarm_id, whom";
    private static final String LATER = "update call_back set due_at = $3 where service_id = $1 and id = $2"
            + " and done_at is null returning alarm_id, whom";

    private static final int MOST_OF_ONE_NUMBER = 5;
    private static final String OF_NUMBER =
            "select count(*) from call_back where service_id = $1 and telephone = $2 and done_at is null";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AuditTrail audit;

    public CallBacks(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * Somebody to ring.
     *
     * @param alarmId in whose log it stands; its home is the call-back's
     * @param dueAt from now to 62 days
     */
    public record Wanted(
            @Nullable UUID alarmId,
            @Nullable UUID homeId,
            String whom,
            @Nullable String telephone,
            String reason,
            Instant dueAt) {}

    /** What became of it. */
    public sealed interface Result {
        record Done(UUID id) implements Result {}

        /** None of the service's, or it was done already. */
        record NotFound() implements Result {}

        /** @param why a sentence for whoever filled it in */
        record Invalid(String field, String why) implements Result {}
    }

    /** What is to be done until then, what is due first; at most {@link #MOST}. */
    public Future<List<CallBack>> open(Scope scope, Instant until) {
        return database.pool()
                .preparedQuery(OPEN)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(until)))
                .map(rows -> rows.stream().map(CallBacks::read).toList());
    }

    /** What is to be done about a home of the scope's service. */
    public Future<List<CallBack>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(CallBacks::read).toList());
    }

    /** From when it is due it sounds on every board of the service until it is done. */
    public Future<Result> ask(Scope scope, Wanted wanted, @Nullable String address) {
        Optional<Result> unfit = unfit(wanted);
        if (unfit.isPresent()) {
            return Future.succeededFuture(unfit.get());
        }
        UUID id = Ids.next();
        return database.pool()
                .withTransaction(client -> file(client, scope, wanted.alarmId()).compose(file -> {
                    if (wanted.alarmId() != null && file.isEmpty()) {
                        return Future.succeededFuture(new Result.NotFound());
                    }
                    UUID homeId = file.isPresent() ? file.get().homeId() : wanted.homeId();
                    return client.preparedQuery(ASK)
                            .execute(Tuple.of(
                                            id,
                                            scope.serviceId(),
                                            wanted.alarmId(),
                                            homeId,
                                            wanted.whom().strip())
                                    .addString(wanted.telephone())
                                    .addString(wanted.reason().strip())
                                    .addValue(Times.toRow(wanted.dueAt()))
                                    .addValue(Times.toRow(clock.instant()))
                                    .addString(scope.actor()))
                            .compose(rows -> rows.rowCount() == 0
                                    ? Future.succeededFuture(new Result.NotFound())
                                    : audit.record(client, scope, "ask-call-back", "call-back:" + id, address)
                                            .compose(v -> log(
                                                    file,
                                                    "To be rung back: "
                                                            + wanted.whom().strip() + ", "
                                                            + wanted.reason().strip()))
                                            .map(v -> new Result.Done(id)));
                }));
    }

    /**
     * Asked by the platform in the caller's transaction, in words that fit; of one number a few at a time, or whoever sends
     * much keeps every board sounding.
     */
    public static Future<Void> ask(SqlConnection client, Scope scope, Wanted wanted) {
        var at = Times.toRow(wanted.dueAt());
        return client.preparedQuery(OF_NUMBER)
                .execute(Tuple.of(scope.serviceId(), wanted.telephone()))
                .compose(rows -> rows.iterator().next().getLong(0) >= MOST_OF_ONE_NUMBER
                        ? Future.succeededFuture()
                        : client.preparedQuery(ASK)
                                .execute(Tuple.of(
                                                Ids.next(),
                                                scope.serviceId(),
                                                wanted.alarmId(),
                                                wanted.homeId(),
                                                wanted.whom())
                                        .addString(wanted.telephone())
                                        .addString(wanted.reason())
                                        .addValue(at)
                                        .addValue(at)
                                        .addString(scope.actor()))
                                .mapEmpty());
    }

    /** What came of it; from now on it sounds no more. */
    public Future<Result> done(Scope scope, UUID id, String words, @Nullable String address) {
        if (words.isBlank() || words.length() > LONGEST_WORDS || words.indexOf(0) >= 0) {
            return Future.succeededFuture(new Result.Invalid("words", "Say what came of it."));
        }
        return change(
                scope,
                id,
                DONE,
                Tuple.of(scope.serviceId(), id, Times.toRow(clock.instant()), scope.actor(), words.strip()),
                new Change("done-call-back", "Rung back: ", ": " + words.strip(), address));
    }

    /** Not reached, or not now: it is quiet until then. */
    public Future<Result> later(Scope scope, UUID id, Instant dueAt, @Nullable String address) {
        if (!fits(dueAt)) {
            return Future.succeededFuture(new Result.Invalid("dueAt", "Within the next 62 days."));
        }
        return change(
                scope,
                id,
                LATER,
                Tuple.of(scope.serviceId(), id, Times.toRow(dueAt)),
                new Change("put-off-call-back", "Call-back put off: ", "", address));
    }

    private record Change(
            String action,
            String before,
            String after,
            @Nullable String address) {}

    private Future<Result> change(Scope scope, UUID id, String sql, Tuple values, Change change) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(sql)
                        .execute(values)
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.succeededFuture(new Result.NotFound());
                            }
                            Row row = rows.iterator().next();
                            return audit.record(client, scope, change.action(), "call-back:" + id, change.address())
                                    .compose(v -> file(client, scope, row.getUUID(0)))
                                    .compose(file -> log(file, change.before() + row.getString(1) + change.after()))
                                    .map(v -> new Result.Done(id));
                        }));
    }

    private Optional<Result> unfit(Wanted wanted) {
        if (wanted.whom().isBlank()
                || wanted.whom().length() > LONGEST_NAME
                || wanted.whom().indexOf(0) >= 0) {
            return Optional.of(new Result.Invalid("whom", "Say who is to be rung."));
        }
        if (wanted.reason().isBlank()
                || wanted.reason().length() > LONGEST_WORDS
                || wanted.reason().indexOf(0) >= 0) {
            return Optional.of(new Result.Invalid("reason", "Say why."));
        }
        String telephone = wanted.telephone();
        if (telephone != null && (telephone.length() > 40 || telephone.indexOf(0) >= 0)) {
            return Optional.of(new Result.Invalid("telephone", "At most 40 characters."));
        }
        return fits(wanted.dueAt())
                ? Optional.empty()
                : Optional.of(new Result.Invalid("dueAt", "Within the next 62 days."));
    }

    private boolean fits(Instant dueAt) {
        Instant now = clock.instant();
        return !dueAt.isBefore(now.minus(LATE_CLOCK)) && !dueAt.isAfter(now.plus(LATEST));
    }

    private Future<Optional<CaseFile>> file(SqlConnection client, Scope scope, @Nullable UUID alarmId) {
        return alarmId == null
                ? Future.succeededFuture(Optional.empty())
                : CaseFile.open(client, scope, alarmId, clock.instant());
    }

    /** In the log of a case that is open; a sealed record stays as it is. */
    private Future<Void> log(Optional<CaseFile> file, String words) {
        return file.filter(open -> open.state() != AlarmState.CLOSED)
                .map(open -> open.change(Act.NOTE)
                        .compose(v -> open.log(EntryKind.NOTE, words))
                        .onSuccess(v -> wakeup.ring()))
                .orElseGet(Future::succeededFuture);
    }

    private static CallBack read(Row row) {
        return new CallBack(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                row.getUUID("home_id"),
                row.getString("place"),
                row.getString("whom"),
                row.getString("telephone"),
                row.getString("reason"),
                Times.fromRow(row.getOffsetDateTime("due_at")),
                row.getString("asked_by"));
    }
}
