package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.platform.Times;

/**
 * An alarm opened under its row lock for one act, in the caller's transaction: what it is, who has it, and the only two
 * ways to write to it, a change by the {@link AlarmLifecycle} and a line of its log. Whoever also needs a callout locks
 * that after this, never before.
 */
public final class CaseFile {
    private static final String OPEN = """
            select a.id, a.home_id, a.state, a.sounding, a.pressed_at, a.plan_round, a.flags, a.joining_class,
              a.priority, a.signal_count, a.taken_at,
              taker.id as taker_id, taker.username as taker_username, taker.display_name as taker_name,
              taker.role as taker_role, actor.id as actor_id, actor.username as actor_username,
              actor.display_name as actor_name, actor.role as actor_role
            from alarm a
            left join operator taker on taker.id = a.taken_by
            left join operator actor on actor.id = $3 and actor.service_id = a.service_id and actor.active
            where a.id = $1 and a.service_id = $2
            for update of a
            """;
    private static final String CHANGE = """
            update alarm set state = $3, sounding = $4, plan_round = $5,
              taken_by = case when $3 = 'WAITING' then null else taken_by end,
              taken_at = case when $3 = 'WAITING' then null else taken_at end,
              change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2
            """;
    // Whoever looks at the alarm reads it again, though nothing of its row may have changed.
    private static final String LOG = """
            with line as (
              insert into alarm_entry (alarm_id, service_id, at, kind, actor, words) values ($1, $2, $3, $4, $5, $6))
            update alarm set change_xid = pg_current_xact_id()
            where id = $1 and service_id = $2 and change_xid <> pg_current_xact_id()
            """;

    private final SqlConnection connection;
    private final Scope scope;
    private final Instant at;
    private final Row row;
    private AlarmState state;
    private boolean sounding;
    private int round;

    private CaseFile(SqlConnection connection, Scope scope, Instant at, Row row) {
        this.connection = connection;
        this.scope = scope;
        this.at = at;
        this.row = row;
        this.state = AlarmState.valueOf(row.getString("state"));
        this.sounding = row.getBoolean("sounding");
        this.round = row.getInteger("plan_round");
    }

    /** Somebody who signs in. */
    public record Person(UUID id, String username, String name, Role role) {}

    /**
     * Locks the alarm until the transaction ends.
     *
     * @param at business time of the act
     * @return empty when this service has no such alarm
     */
    public static Future<Optional<CaseFile>> open(SqlConnection connection, Scope scope, UUID alarmId, Instant at) {
        return connection
                .preparedQuery(OPEN)
                .execute(Tuple.of(alarmId, scope.serviceId(), scope.operatorId()))
                .map(rows -> rows.stream().findFirst().map(row -> new CaseFile(connection, scope, at, row)));
    }

    /** What this act would come to now. */
    public Verdict verdict(Act act) {
        return AlarmLifecycle.of(state, act);
    }

    /** Changes the alarm as the lifecycle says. A failure when it refuses: whoever asks the verdict first never sees it. */
    public Future<Void> change(Act act) {
        if (!(verdict(act) instanceof Verdict.To to)) {
            return Future.failedFuture(new IllegalStateException(act + " is not possible when " + state));
        }
        // A plan that brought nobody begins anew for whoever takes the alarm next; after help has been it is not done.
        if (act == Act.PLAN_EXHAUSTED && to.state() == AlarmState.WAITING) {
            round++;
        }
        state = to.state();
        sounding = switch (to.sound()) {
            case STAYS -> sounding;
            case ENDS -> false;
            case BEGINS -> true;
        };
        Tuple values = Tuple.of(id(), scope.serviceId(), state.name(), sounding, round);
        return connection.preparedQuery(CHANGE).execute(values).mapEmpty();
    }

    /** Makes the one who acts responsible from now on; after a {@link #change} that leaves the alarm with somebody. */
    public Future<Void> handToActor() {
        return connection
                .preparedQuery("update alarm set taken_by = $3, taken_at = $4 where id = $1 and service_id = $2")
                .execute(Tuple.of(id(), scope.serviceId(), scope.operatorId(), time()))
                .mapEmpty();
    }

    /** Appends a line to the log: a sentence in the past tense that a person reads. */
    public Future<Void> log(EntryKind kind, String words) {
        Tuple values = Tuple.of(id(), scope.serviceId(), time(), kind.name(), scope.actor(), words);
        return connection.preparedQuery(LOG).execute(values).mapEmpty();
    }

    public UUID id() {
        return row.getUUID("id");
    }

    public @Nullable UUID homeId() {
        return row.getUUID("home_id");
    }

    public AlarmState state() {
        return state;
    }

    /** Names of doubts and of {@link AlarmFlag}, as when the file was opened. */
    public Set<String> flags() {
        return Set.of(row.getArrayOfStrings("flags"));
    }

    public JoiningClass joiningClass() {
        return JoiningClass.valueOf(row.getString("joining_class"));
    }

    public boolean sounding() {
        return sounding;
    }

    public Instant pressedAt() {
        return Times.fromRow(row.getOffsetDateTime("pressed_at"));
    }

    public Priority priority() {
        return Priority.of(row.getInteger("priority"));
    }

    /** Presses and other signals, as when the file was opened. */
    public int signalCount() {
        return row.getInteger("signal_count");
    }

    /** Since when somebody has had it, as when the file was opened. */
    public @Nullable Instant takenAt() {
        return Times.fromRowOrNull(row.getOffsetDateTime("taken_at"));
    }

    /** Which time the contacts are being asked. */
    public int round() {
        return round;
    }

    /** Who was responsible when the file was opened. */
    public @Nullable Person taker() {
        return person("taker");
    }

    /** Who acts; null for a program, for the platform, and for somebody who is not of this service or no longer active. */
    public @Nullable Person actor() {
        return person("actor");
    }

    /** How the log names who acts, in words. */
    public String actorName() {
        Person actor = actor();
        return actor != null ? actor.name() : scope.actor();
    }

    /** True when the one who acts is responsible for the alarm. */
    public boolean actorHasIt() {
        UUID taker = row.getUUID("taker_id");
        return taker != null && taker.equals(scope.operatorId());
    }

    public SqlConnection connection() {
        return connection;
    }

    public Scope scope() {
        return scope;
    }

    /** Business time of the act. */
    public Instant at() {
        return at;
    }

    /** Business time of the act, as the database takes it. */
    public OffsetDateTime time() {
        return Times.toRow(at);
    }

    private @Nullable Person person(String prefix) {
        UUID id = row.getUUID(prefix + "_id");
        return id == null
                ? null
                : new Person(
                        id,
                        row.getString(prefix + "_username"),
                        row.getString(prefix + "_name"),
                        Role.valueOf(row.getString(prefix + "_role")));
    }
}
