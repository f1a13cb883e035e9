package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.tocsin.platform.Database;

/**
 * Whose browser is there. Silence is added up, by the database's clock and at most two seconds a round, while at least one
 * console listens and counts: an hour in which we were down, or by which a clock was set, makes nobody gone.
 */
public final class PresenceStore {
    /** Unheard for so long, a browser is gone; a page that reconnects is back well before. */
    static final int GONE_AFTER_MS = 10_000;

    /** More than this no round adds, however long ago the last one was. */
    static final int MOST_A_ROUND_MS = 2_000;

    // In id order, so that two consoles that hear the same people never wait for each other.
    private static final String HEARD = """
            insert into operator_presence as p (operator_id, service_id, since, heard_at)
            select o.id, o.service_id, clock_timestamp(), clock_timestamp()
            from operator o where o.id = any ($1) order by o.id
            on conflict (operator_id) do update set heard_at = excluded.heard_at, unheard_ms = 0, gone = false,
              since = case when p.gone then excluded.since else p.since end
            """;
    private static final String KEPT = """
            delete from alarm_hold where kind = 'RELEASE' and operator_id = any ($1) returning alarm_id
            """;
    private static final String COUNT = """
            update presence_round r set counted_at = clock_timestamp()
            from (select one, counted_at from presence_round
                  where counted_at > clock_timestamp() or counted_at <= clock_timestamp() - interval '900 ms'
                  for update skip locked) before
            where r.one = before.one
            returning least($1, greatest(0, 1000 * extract(epoch from clock_timestamp() - before.counted_at)))::integer
            """;
    private static final String SILENT = """
            update operator_presence p set unheard_ms = p.unheard_ms + $1, gone = p.unheard_ms + $1 >= $2
            from (select operator_id from operator_presence where not gone order by operator_id for update) there
            where p.operator_id = there.operator_id
            returning case when p.gone then p.operator_id end
            """;
    // An alarm taken later, through the telephone system perhaps, was never in that browser.
    private static final String COUNT_DOWN = """
            insert into alarm_hold as h (alarm_id, kind, service_id, operator_id, taken_at, signal_count, words, at, left_ms)
            select a.id, 'RELEASE', a.service_id, a.taken_by, a.taken_at, a.signal_count, '', clock_timestamp(),
              1000 * coalesce(s.release_after_s, $2)
            from alarm a left join shift_settings s on s.service_id = a.service_id
            where a.state <> 'CLOSED' and a.taken_by = any ($1) and a.taken_at is not null
            on conflict (alarm_id, kind) do update set operator_id = excluded.operator_id, taken_at = excluded.taken_at,
              at = excluded.at, left_ms = excluded.left_ms
            returning alarm_id
            """;
    private static final String PASSED = """
            update alarm_hold set left_ms = greatest(0, left_ms - $1) where kind = 'RELEASE'
            returning alarm_id, service_id, left_ms
            """;
    private static final String TELL = """
            update alarm a set change_xid = pg_current_xact_id()
            from (select id from alarm where id = any ($1) order by id for update) seen where a.id = seen.id
            """;
    private final Database database;

    public PresenceStore(Database database) {
        this.database = database;
    }

    /**
     * What one round came to.
     *
     * @param counted false when another process counted this second
     * @param due alarms whose count-down is over
     * @param begun alarms whose count-down has begun, which every board must be told
     */
    record Round(boolean counted, List<Due> due, List<UUID> begun) {
        static final Round NOT_MINE = new Round(false, List.of(), List.of());
    }

    record Due(UUID alarmId, UUID serviceId) {}

    /**
     * These people's browsers have just been heard; whoever was away keeps what is still theirs.
     *
     * @return the alarms whose count-down has ended with it
     */
    public Future<Set<UUID>> heard(Collection<UUID> operators) {
        if (operators.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Object ids = operators.toArray(UUID[]::new);
        return database.pool()
                .preparedQuery(HEARD)
                .execute(Tuple.of(ids))
                .compose(v -> database.pool().preparedQuery(KEPT).execute(Tuple.of(ids)))
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).collect(Collectors.toSet()));
    }

    /** Every board is to read these alarms again. */
    Future<Void> tell(Collection<UUID> alarms) {
        Object ids = alarms.toArray(UUID[]::new);
        return alarms.isEmpty()
                ? Future.succeededFuture()
                : database.pool().preparedQuery(TELL).execute(Tuple.of(ids)).mapEmpty();
    }

    /** One round in about a second, whichever process comes first. */
    Future<Round> round() {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(COUNT)
                        .execute(Tuple.of(MOST_A_ROUND_MS))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(Round.NOT_MINE)
                                : count(connection, rows.iterator().next().getInteger(0))));
    }

    private static Future<Round> count(SqlConnection connection, int passedMs) {
        return connection
                .preparedQuery(PASSED)
                .execute(Tuple.of(passedMs))
                .compose(counting -> connection
                        .preparedQuery(SILENT)
                        .execute(Tuple.of(passedMs, GONE_AFTER_MS))
                        .compose(silent -> begin(connection, silent))
                        .map(begun -> new Round(
                                true,
                                counting.stream()
                                        .filter(row -> row.getInteger("left_ms") == 0)
                                        .map(row -> new Due(row.getUUID("alarm_id"), row.getUUID("service_id")))
                                        .toList(),
                                begun)));
    }

    private static Future<List<UUID>> begin(SqlConnection connection, Iterable<Row> silent) {
        Set<UUID> gone = new HashSet<>();
        for (Row row : silent) {
            if (row.getUUID(0) != null) {
                gone.add(row.getUUID(0));
            }
        }
        if (gone.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        long usual = ShiftRules.USUAL.release().toSeconds();
        return connection
                .preparedQuery(COUNT_DOWN)
                .execute(Tuple.of(gone.toArray(UUID[]::new), (int) usual))
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).toList());
    }
}
