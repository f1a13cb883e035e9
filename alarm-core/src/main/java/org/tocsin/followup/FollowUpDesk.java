package org.tocsin.followup;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseActs;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/** Notes follow-up tasks, lists them, and writes down what came of them. */
public final class FollowUpDesk {
    private static final int LONGEST = 1_000;
    private static final Duration FURTHEST = Duration.ofDays(366);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.UK);

    private static final String INSERT = """
            insert into follow_up (id, service_id, home_id, alarm_id, what, urgent, due_at, made_at, made_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;
    private static final String SELECT = """
            select f.*, a.reference, h.line1, h.postcode,
              (select string_agg(u.name, ', ' order by u.name) from resident r join service_user u
                on u.id = r.service_user_id where r.home_id = f.home_id and r.service_id = f.service_id
                and r.until is null) as people
            from follow_up f left join alarm a on a.id = f.alarm_id and a.service_id = f.service_id
            left join home h on h.id = f.home_id and h.service_id = f.service_id
            where f.service_id = $1
            """;
    private static final String OPEN = SELECT
            + " and f.done_at is null and ($3::uuid is null or (f.due_at, f.id) > (select b.due_at, b.id from follow_up b"
            + " where b.id = $3 and b.service_id = $1)) order by f.due_at, f.id limit $2";
    private static final String PRESSING = """
            select count(*) filter (where due_at < $2) as overdue, count(*) filter (where urgent) as urgent from follow_up
            where service_id = $1 and done_at is null and (urgent or due_at < $2)
            """;
    private static final String DONE = SELECT
            + " and f.done_at is not null and ($3::uuid is null or (f.done_at, f.id) < (select b.done_at, b.id from"
            + " follow_up b where b.id = $3 and b.service_id = $1)) order by f.done_at desc, f.id desc limit $2";
    private static final String OF_ALARM = SELECT + " and f.alarm_id = $2 order by f.made_at, f.id limit 100";
    private static final String OF_HOME =
            SELECT + " and f.home_id = $2 order by f.done_at desc nulls first, f.due_at limit 20";
    private static final String SETTLE = """
            update follow_up set done_at = $3, done_by = $4, result = $5
            where id = $1 and service_id = $2 and done_at is null
            """;
    private static final String THERE = "select done_at from follow_up where id = $1 and service_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final CaseActs acts;

    public FollowUpDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.acts = new CaseActs(database, clock, wakeup);
    }

    /** What is to be noted. */
    public record Task(String what, Instant dueAt, boolean urgent) {}

    /** What became of settling a task. */
    public enum Settled {
        DONE,
        /** By somebody before. */
        ALREADY,
        NOT_FOUND,
        /** Nothing was said of what came of it, or too much. */
        UNFIT
    }

    /** Notes a task on an open alarm; by whoever has it. */
    public Future<ActResult> add(Scope scope, UUID alarmId, Task task) {
        Optional<ActResult> unfit = unfit(task);
        return unfit.map(Future::succeededFuture)
                .orElseGet(() -> acts.byTaker(scope, alarmId, file -> {
                    String day = DAY.format(task.dueAt().atOffset(ZoneOffset.UTC));
                    String words = "Follow-up by " + day + (task.urgent() ? ", urgent" : "") + ": " + task.what();
                    return insert(file.connection(), scope, file.homeId(), file.id(), task)
                            .compose(v -> file.change(Act.NOTE))
                            .compose(v -> file.log(EntryKind.FOLLOW_UP, words))
                            .map(v -> Optional.empty());
                }));
    }

    /** Notes a task in the transaction of another act; of a home, of an alarm, or of both. */
    public Future<UUID> insert(
            SqlClient client, Scope scope, @Nullable UUID homeId, @Nullable UUID alarmId, Task task) {
        UUID id = Ids.next();
        Tuple values = Tuple.of(id, scope.serviceId())
                .addUUID(homeId)
                .addUUID(alarmId)
                .addString(task.what())
                .addBoolean(task.urgent())
                .addOffsetDateTime(Times.toRow(task.dueAt()))
                .addOffsetDateTime(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return client.preparedQuery(INSERT).execute(values).map(id);
    }

    /** The open ones, the longest due first. */
    public Future<List<FollowUp>> open(Scope scope, int limit) {
        return list(OPEN, Tuple.of(scope.serviceId(), limit, null));
    }

    /**
     * Open tasks that somebody should look at now.
     *
     * @param urgent whether overdue or not
     */
    public record Pressing(long overdue, long urgent) {}

    /** How many open tasks of the scope's service are overdue, and how many are urgent. */
    public Future<Pressing> pressing(Scope scope) {
        return database.pool()
                .preparedQuery(PRESSING)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(clock.instant())))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Pressing(row.getLong("overdue"), row.getLong("urgent"));
                });
    }

    /** The last ones that were seen to, the newest first. */
    public Future<List<FollowUp>> done(Scope scope, int limit) {
        return list(DONE, Tuple.of(scope.serviceId(), limit, null));
    }

    /**
     * The same, a page at a time.
     *
     * @param after the task with which the page before ended; null for the first page
     */
    public Future<Page<FollowUp>> page(Scope scope, boolean done, int most, @Nullable UUID after) {
        int size = Math.min(most, Page.LARGEST);
        return list(done ? DONE : OPEN, Tuple.of(scope.serviceId(), size + 1, after))
                .map(found -> Page.of(found, size, FollowUp::id));
    }

    public Future<List<FollowUp>> ofAlarm(Scope scope, UUID alarmId) {
        return list(OF_ALARM, Tuple.of(scope.serviceId(), alarmId));
    }

    /** At most twenty, the open ones first. */
    public Future<List<FollowUp>> ofHome(Scope scope, UUID homeId) {
        return list(OF_HOME, Tuple.of(scope.serviceId(), homeId));
    }

    /** Writes down what came of a task. */
    public Future<Settled> settle(Scope scope, UUID id, @Nullable String result) {
        if (result == null || result.isBlank() || result.length() > LONGEST || result.indexOf(0) >= 0) {
            return Future.succeededFuture(Settled.UNFIT);
        }
        Tuple values = Tuple.of(id, scope.serviceId(), Times.toRow(clock.instant()), scope.actor(), result.strip());
        return database.pool()
                .preparedQuery(SETTLE)
                .execute(values)
                .compose(rows -> rows.rowCount() == 1
                        ? Future.succeededFuture(Settled.DONE)
                        : database.pool()
                                .preparedQuery(THERE)
                                .execute(Tuple.of(id, scope.serviceId()))
                                .map(there -> there.size() == 0 ? Settled.NOT_FOUND : Settled.ALREADY));
    }

    private Optional<ActResult> unfit(Task task) {
        if (task.what().isBlank()) {
            return Optional.of(new ActResult.Invalid("what", "Say what remains to be done."));
        }
        if (task.what().length() > LONGEST || task.what().indexOf(0) >= 0) {
            return Optional.of(new ActResult.Invalid("what", "At most " + LONGEST + " plain characters."));
        }
        Instant now = clock.instant();
        boolean day = task.dueAt().isAfter(now) && task.dueAt().isBefore(now.plus(FURTHEST));
        return day
                ? Optional.empty()
                : Optional.of(new ActResult.Invalid("due", "Say by when: a day from today to one year from now."));
    }

    private Future<List<FollowUp>> list(String sql, Tuple values) {
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(FollowUpDesk::read).toList());
    }

    private static FollowUp read(Row row) {
        Instant done = Times.fromRowOrNull(row.getOffsetDateTime("done_at"));
        String line1 = row.getString("line1");
        String people = row.getString("people");
        String place = line1 == null ? "No home on file" : line1 + ", " + row.getString("postcode");
        return new FollowUp(
                row.getUUID("id"),
                row.getString("what"),
                row.getBoolean("urgent"),
                Times.fromRow(row.getOffsetDateTime("due_at")),
                new FollowUp.Made(Times.fromRow(row.getOffsetDateTime("made_at")), row.getString("made_by")),
                new FollowUp.From(
                        row.getUUID("home_id"),
                        people == null ? place : people + ", " + place,
                        row.getUUID("alarm_id"),
                        row.getString("reference")),
                done == null ? null : new FollowUp.Done(done, row.getString("done_by"), row.getString("result")));
    }
}
