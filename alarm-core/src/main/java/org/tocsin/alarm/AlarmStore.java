package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Reads alarms for people and programs; every question is answered within one service. */
public final class AlarmStore {
    private static final String SELECT = "select " + AlarmRows.COLUMNS + " from alarm a " + AlarmRows.JOINS;
    private static final String FIND = SELECT + " where a.id = $1 and a.service_id = $2";
    // UUIDv7 ids grow in the order of recording, so the primary key is the order of the list and its cursor.
    private static final String LIST = SELECT
            + " where a.service_id = $1 and ($2::uuid is null or a.id < $2::uuid)%s%s order by a.id desc limit $3";
    private static final String OF_HOME =
            SELECT + " where a.home_id = $1 and a.service_id = $2 order by a.id desc limit $3";
    private static final String PAST_OF_HOME = "select " + AlarmRows.OWN
            + " from alarm a where a.home_id = $1 and a.service_id = $2 and a.id <> $3 order by a.id desc limit $4";
    // Bounded: a log of a thousand lines has long stopped being read from its beginning, so the newest count.
    private static final String LOG = """
            select * from (
              select id, at, kind, actor, words, signal_id from alarm_entry
              where alarm_id = $1 and service_id = $2 order by id desc limit 2000) newest
            order by id
            """;

    private final Pool pool;

    public AlarmStore(Database database) {
        this.pool = database.pool();
    }

    /** Which alarms of a list. */
    public enum Which {
        // Said literally: only so can the few open alarms be found by their own index among all that ever were.
        OPEN(" and a.state <> 'CLOSED'"),
        CLOSED(" and a.state = 'CLOSED'"),
        ALL("");

        private final String condition;

        Which(String condition) {
            this.condition = condition;
        }
    }

    /**
     * @param cid only alarms of this unit
     * @param limit 1 to {@link Page#LARGEST}; anything outside is brought inside
     * @param cursor {@code next} of the page before
     */
    public record Query(
            @Nullable String cid,
            Which which,
            int limit,
            @Nullable String cursor) {}

    /** The alarm, where this service has it. */
    public Future<Optional<AlarmRow>> find(Scope scope, UUID alarmId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows(rows).stream().findFirst());
    }

    /**
     * Newest first, in the order in which alarms were recorded.
     *
     * @return fails with {@link IllegalArgumentException} for a cursor that is not one of ours
     */
    public Future<Page<AlarmRow>> list(Scope scope, Query query) {
        int limit = Math.max(1, Math.min(Page.LARGEST, query.limit()));
        @Nullable UUID before;
        try {
            before = query.cursor() == null ? null : UUID.fromString(query.cursor());
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new IllegalArgumentException("the cursor is not one of ours", e));
        }
        String sql = LIST.formatted(query.which().condition, query.cid() == null ? "" : " and a.cid = $4");
        Tuple values = Tuple.of(scope.serviceId(), before, limit + 1);
        if (query.cid() != null) {
            values.addString(query.cid());
        }
        return pool.preparedQuery(sql).execute(values).map(rows -> page(rows(rows), limit));
    }

    /** The newest alarms of a home, open ones among them. */
    public Future<List<AlarmRow>> lastOfHome(Scope scope, UUID homeId, int limit) {
        return pool.preparedQuery(OF_HOME)
                .execute(Tuple.of(homeId, scope.serviceId(), Math.max(1, Math.min(Page.LARGEST, limit))))
                .map(AlarmStore::rows);
    }

    /** The newest alarms of a home but this one: only what each says itself, nothing of who lived there. */
    public Future<List<Alarm>> pastOfHome(Scope scope, UUID homeId, UUID but, int limit) {
        return pool.preparedQuery(PAST_OF_HOME)
                .execute(Tuple.of(homeId, scope.serviceId(), but, Math.max(1, Math.min(Page.LARGEST, limit))))
                .map(rows -> rows.stream().map(AlarmRows::alarm).toList());
    }

    /** The alarm's log in the order it was written; empty for an alarm of another service. At most the newest 2,000. */
    public Future<List<AlarmEntry>> log(Scope scope, UUID alarmId) {
        return pool.preparedQuery(LOG)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(AlarmStore::entry).toList());
    }

    private static List<AlarmRow> rows(RowSet<Row> rows) {
        return rows.stream().map(AlarmRows::read).toList();
    }

    private static Page<AlarmRow> page(List<AlarmRow> rows, int limit) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<AlarmRow> page = rows.subList(0, limit);
        return new Page<>(page, page.get(limit - 1).alarm().id().toString());
    }

    private static AlarmEntry entry(Row row) {
        return new AlarmEntry(
                row.getLong("id"),
                Times.fromRow(row.getOffsetDateTime("at")),
                EntryKind.read(row.getString("kind")),
                row.getString("actor"),
                row.getString("words"),
                row.getUUID("signal_id"));
    }
}
