package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
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
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Codes that did not open a key safe. One tap says so; from then on everybody who opens the home sees it, until somebody
 * has settled it and said how: it is the urgent task that follows.
 */
public final class KeySafeFailures {
    /**
     * Of {@code home h}: another one with each new code, telling nothing of it. With that of the note behind a dot a phone
     * knows whether what it holds is still what is on file.
     */
    private static final String VERSION_OF_CODE = "left(md5(coalesce(h.key_safe_enc, '')), 12)";

    public static final String VERSION = VERSION_OF_CODE + " || '.' || left(md5(coalesce(h.access_note_enc, '')), 12)";

    private static final int MOST = 500;

    private static final String COLUMNS = "f.id, f.home_id, f.failed_at, f.failed_by,"
            + " concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place from key_safe_failure f"
            + " join home h on h.id = f.home_id";
    private static final String OPEN = "insert into key_safe_failure (id, service_id, home_id, alarm_id, failed_at,"
            + " failed_by) values ($1, $2, $3, $4, $5, $6) on conflict (home_id) where settled_at is null do nothing"
            + " returning id";
    /** By the version that was shown; where none is known, by when it was tried. */
    private static final String AS_IT_WAS = "select case when $3::text is null"
            + " then coalesce(h.key_safe_changed_at > $4, false) else split_part($3, '.', 1) <> " + VERSION_OF_CODE
            + " end from home h where h.service_id = $1 and h.id = $2";

    private static final String TASK = "update key_safe_failure set follow_up_id = $2 where id = $1";
    private static final String TASK_DONE = "update follow_up t set done_at = $3, done_by = $4, result = $5"
            + " from key_safe_failure f where f.id = $2 and f.service_id = $1 and t.id = f.follow_up_id"
            + " and t.done_at is null";

    private static final String OPENED = "Tried on a visit: it opened with the code on file.";

    /** The next who comes to this door must get in. */
    private static final Duration TASK_WITHIN = Duration.ofHours(4);

    private static final String CALLED = "select exists (select from operator o where o.id = $2 and o.service_id = $3"
            + " and o.active and (o.role in ('OPERATOR', 'MANAGER', 'ADMIN') or exists (select from callout c"
            + " join contact k on k.id = c.contact_id where c.alarm_id = $1 and k.operator_id = o.id"
            + " and c.state in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED'))))";
    private static final String SETTLE_HOME = "update key_safe_failure set settled_at = $3, settled_by = $4,"
            + " settled_words = $5 where service_id = $1 and home_id = $2 and settled_at is null returning id";
    private static final String SETTLE_TRIED = "update key_safe_failure f set settled_at = $3, settled_by = $4,"
            + " settled_words = $5 from home h where f.service_id = $1 and f.home_id = $2 and f.settled_at is null"
            + " and f.failed_at <= $7 and h.id = f.home_id and split_part($6, '.', 1) = " + VERSION_OF_CODE
            + " returning f.id";
    private static final String SETTLE = "update key_safe_failure set settled_at = $3, settled_by = $4,"
            + " settled_words = $5 where service_id = $1 and id = $2 and settled_at is null returning home_id";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AuditTrail audit;
    private final FollowUpDesk followUps;

    public KeySafeFailures(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.audit = new AuditTrail(database, clock);
        this.followUps = new FollowUpDesk(database, clock, wakeup);
    }

    /** @param by as the audit trail names them */
    public record Failure(UUID id, UUID homeId, String place, Instant at, String by) {}

    /** What became of it. */
    public enum Result {
        /** Written down now, or it was already. */
        DONE,
        /** The alarm is closed, or this person is not called to it. */
        NOT_ALLOWED,
        NOT_ON_FILE
    }

    /**
     * The code did not open. By those who may ask for it: whoever works on the open alarm, or a responder who has accepted
     * the callout to it.
     */
    public Future<Result> failed(Scope scope, UUID alarmId, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> CaseFile.open(client, scope, alarmId, clock.instant())
                        .compose(file -> file.map(open -> failed(client, open, address))
                                .orElseGet(() -> Future.succeededFuture(Result.NOT_ON_FILE))))
                .onSuccess(result -> {
                    if (result == Result.DONE) {
                        wakeup.ring();
                    }
                });
    }

    /**
     * That the code did not open, said at the door.
     *
     * @param alarmId whose call-out it is; null on a visit
     * @param at business time when it was tried
     * @param version of what was shown to whoever tried it; null where that is not known
     */
    public record AtTheDoor(
            UUID homeId,
            @Nullable UUID alarmId,
            Instant at,
            @Nullable String version) {}

    /**
     * The same within a transaction of the caller's, who has asked who says it; an alarm is locked before.
     *
     * @return false where the code has been changed since: then the one on file is not known to fail, and nothing opens
     */
    public Future<Boolean> failed(SqlConnection client, Scope scope, AtTheDoor door, @Nullable String address) {
        return client.preparedQuery(AS_IT_WAS)
                .execute(Tuple.of(scope.serviceId(), door.homeId(), door.version(), Times.toRow(door.at())))
                .compose(rows -> {
                    boolean current =
                            rows.size() == 1 && !rows.iterator().next().getBoolean(0);
                    return (current ? open(client, scope, door) : Future.<Void>succeededFuture())
                            .compose(v ->
                                    audit.record(client, scope, "key-safe-failed", "home:" + door.homeId(), address))
                            .map(v -> current);
                });
    }

    /**
     * It opened, tried by whoever was shown the code that is on file: a failure that was told before that is settled. Where
     * the version is not known, or is another one by now, nothing is known of the code on file and nothing is settled.
     */
    public Future<Void> opened(SqlConnection client, Scope scope, AtTheDoor door) {
        return client.preparedQuery(SETTLE_TRIED)
                .execute(Tuple.of(scope.serviceId(), door.homeId(), Times.toRow(clock.instant()), scope.actor())
                        .addString(OPENED)
                        .addString(door.version())
                        .addOffsetDateTime(Times.toRow(door.at())))
                .compose(rows -> settled(client, scope, door.homeId(), rows, OPENED));
    }

    /** Within the change of the code: what failed is on file no longer. */
    Future<Void> settleOfHome(SqlConnection client, Scope scope, UUID homeId, String words) {
        Tuple values = Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant()), scope.actor(), words);
        return client.preparedQuery(SETTLE_HOME)
                .execute(values)
                .compose(rows -> settled(client, scope, homeId, rows, words));
    }

    private Future<Void> settled(SqlConnection client, Scope scope, UUID homeId, RowSet<Row> rows, String words) {
        Row row = rows.stream().findFirst().orElse(null);
        return row == null
                ? Future.succeededFuture()
                : taskDone(client, scope, row.getUUID(0), words)
                        .compose(v -> audit.record(client, scope, "settle-key-safe", "home:" + homeId, null));
    }

    /** What is open at a home; empty where nothing is, or the home is not the service's. */
    public Future<Optional<Failure>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(
                        "select " + COLUMNS + " where f.service_id = $1 and f.home_id = $2 and f.settled_at is null")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().findFirst().map(KeySafeFailures::failure));
    }

    /** Everything that is open in the scope's service, the longest first. */
    public Future<List<Failure>> open(Scope scope) {
        return database.pool()
                .preparedQuery("select " + COLUMNS
                        + " where f.service_id = $1 and f.settled_at is null order by f.failed_at, f.id limit " + MOST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(KeySafeFailures::failure).toList());
    }

    /** Somebody has seen to it. */
    public Future<Result> settle(Scope scope, UUID failureId, String words, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(SETTLE)
                        .execute(Tuple.of(scope.serviceId(), failureId)
                                .addValue(Times.toRow(clock.instant()))
                                .addString(scope.actor())
                                .addString(words))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(Result.NOT_ON_FILE)
                                : taskDone(client, scope, failureId, words)
                                        .compose(done -> audit.record(
                                                client,
                                                scope,
                                                "settle-key-safe",
                                                "home:" + rows.iterator().next().getUUID(0),
                                                address))
                                        .map(audited -> Result.DONE)));
    }

    private Future<Result> failed(SqlConnection client, CaseFile file, @Nullable String address) {
        UUID homeId = file.homeId();
        Scope scope = file.scope();
        if (homeId == null) {
            return Future.succeededFuture(Result.NOT_ON_FILE);
        }
        if (file.state() == AlarmState.CLOSED) {
            return Future.succeededFuture(Result.NOT_ALLOWED);
        }
        return client.preparedQuery(CALLED)
                .execute(Tuple.of(file.id(), scope.operatorId(), scope.serviceId()))
                .compose(rows -> {
                    if (!rows.iterator().next().getBoolean(0)) {
                        return Future.succeededFuture(Result.NOT_ALLOWED);
                    }
                    return open(client, scope, new AtTheDoor(homeId, file.id(), file.at(), null))
                            .compose(v -> file.change(Act.NOTE))
                            .compose(v -> file.log(EntryKind.NOTE, "The key safe did not open with the code on file"))
                            .compose(v -> audit.record(client, scope, "key-safe-failed", "home:" + homeId, address))
                            .map(v -> Result.DONE);
                });
    }

    /** Told once more is the same failure, and the same task. */
    private Future<Void> open(SqlConnection client, Scope scope, AtTheDoor door) {
        return client.preparedQuery(OPEN)
                .execute(Tuple.of(Ids.next(), scope.serviceId(), door.homeId(), door.alarmId())
                        .addValue(Times.toRow(door.at()))
                        .addString(scope.actor()))
                .compose(opened -> opened.size() == 0
                        ? Future.succeededFuture()
                        : task(client, scope, door, opened.iterator().next().getUUID(0)));
    }

    private Future<Void> task(SqlConnection client, Scope scope, AtTheDoor door, UUID failureId) {
        FollowUpDesk.Task task = new FollowUpDesk.Task(
                "The key safe does not open with the code on file: get the right one and put it on file, or change the"
                        + " safe. The next visit cannot get in.",
                clock.instant().plus(TASK_WITHIN),
                true);
        return followUps
                .insert(client, scope, door.homeId(), door.alarmId(), task)
                .compose(id -> client.preparedQuery(TASK).execute(Tuple.of(failureId, id)))
                .mapEmpty();
    }

    private Future<Void> taskDone(SqlConnection client, Scope scope, UUID failureId, String words) {
        return client.preparedQuery(TASK_DONE)
                .execute(Tuple.of(scope.serviceId(), failureId)
                        .addValue(Times.toRow(clock.instant()))
                        .addString(scope.actor())
                        .addString(words))
                .mapEmpty();
    }

    private static Failure failure(Row row) {
        return new Failure(
                row.getUUID("id"),
                row.getUUID("home_id"),
                row.getString("place"),
                Times.fromRow(row.getOffsetDateTime("failed_at")),
                row.getString("failed_by"));
    }
}
