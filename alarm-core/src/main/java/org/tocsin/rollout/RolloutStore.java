package org.tocsin.rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.rollout.Rollout.UnitState;

/** Reads rollouts for people and programs; one service never sees another's. */
public final class RolloutStore {
    private static final int MOST = 200;
    private static final String COUNTS = "select wave, state, count(*) as units from rollout_unit"
            + " where service_id = $1 and rollout_id = $2 group by wave, state";
    private static final String COLUMNS = """
            select r.unit_id, u.cid, r.home_id, r.wave, r.position, r.state, r.words, r.asked_at, r.changed_at, r.heard_at,
              coalesce(t.firmware, u.firmware) as firmware, w.state as liveness
            from rollout_unit r join home_unit u on u.id = r.unit_id left join unit_state t on t.unit_id = r.unit_id
              left join unit_watch w on w.unit_id = r.unit_id
            where r.service_id = $1 and r.rollout_id = $2
            """;
    private static final String UNITS = COLUMNS + """
              and ($3::text is null or r.state = $3)
              and ($4::uuid is null or r.unit_id > $4)
            order by r.unit_id limit $5
            """;
    /** Also those of the present wave that are late with their heartbeats since they were changed. */
    private static final String TROUBLE = COLUMNS + """
              and (r.state in ('REFUSED', 'NO_ANSWER', 'NOT_CHANGED', 'NOT_HEARD')
                or (r.state in ('CHANGED', 'HEARD') and w.state in ('LATE', 'SILENT')
                  and r.wave = (select wave from rollout where id = $2)))
            order by r.wave desc, r.unit_id limit 200
            """;

    private static final String EVENTS = "select at, kind, actor, words from rollout_event"
            + " where service_id = $1 and rollout_id = $2 order by id desc limit 100";

    private final Database database;

    public RolloutStore(Database database) {
        this.database = database;
    }

    /** A line of a rollout's log. */
    public record Event(Instant at, String kind, String actor, String words) {}

    /**
     * A unit, and how far it is.
     *
     * @param firmware as it last said, or as on file
     * @param liveness how its heartbeats are now; null where nobody watches it
     */
    public record Unit(
            UUID unitId,
            String cid,
            @Nullable UUID homeId,
            int wave,
            UnitState state,
            @Nullable String words,
            @Nullable Instant askedAt,
            @Nullable Instant changedAt,
            @Nullable Instant heardAt,
            @Nullable String firmware,
            @Nullable String liveness) {}

    /** The service's rollouts, the newest first, at most two hundred. */
    public Future<List<Rollout>> list(Scope scope) {
        return database.pool()
                .preparedQuery(RolloutRows.SELECT + " where r.service_id = $1 order by r.id desc limit " + MOST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(RolloutRows::rollout).toList());
    }

    public Future<Optional<Rollout>> find(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(RolloutRows.SELECT + " where r.service_id = $1 and r.id = $2")
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().findFirst().map(RolloutRows::rollout));
    }

    /** Units by wave and state. */
    public Future<Map<Integer, Map<UnitState, Long>>> waves(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(COUNTS)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> {
                    Map<Integer, Map<UnitState, Long>> waves = new TreeMap<>();
                    rows.forEach(
                            row -> waves.computeIfAbsent(row.getInteger("wave"), wave -> new EnumMap<>(UnitState.class))
                                    .put(UnitState.valueOf(row.getString("state")), row.getLong("units")));
                    return waves;
                });
    }

    /**
     * Its units, in an order of no meaning.
     *
     * @param state null: any
     * @param limit 1 to {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first. Fails with
     *     {@link IllegalArgumentException} when it is none of ours
     */
    public Future<Page<Unit>> units(
            Scope scope, UUID id, @Nullable UnitState state, int limit, @Nullable String cursor) {
        UUID after;
        try {
            after = cursor == null ? null : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        Tuple values = Tuple.of(scope.serviceId(), id)
                .addString(state == null ? null : state.name())
                .addUUID(after)
                .addInteger(most + 1);
        return database.pool().preparedQuery(UNITS).execute(values).map(rows -> {
            List<Unit> found = rows.stream().map(RolloutStore::unit).toList();
            boolean more = found.size() > most;
            List<Unit> items = more ? found.subList(0, most) : found;
            return new Page<>(items, more ? items.get(most - 1).unitId().toString() : null);
        });
    }

    /** Its units that are in trouble, of the latest wave first; at most two hundred. */
    public Future<List<Unit>> trouble(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(TROUBLE)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().map(RolloutStore::unit).toList());
    }

    /** Whether its units may be asked now, and how many wait for an alarm of their home to end. */
    public Future<Calm> calm(Rollout rollout, Instant now) {
        return CalmReader.seen(database.pool(), rollout, now);
    }

    /** What happened to it, the newest first, at most a hundred lines. */
    public Future<List<Event>> events(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(EVENTS)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream()
                        .map(row -> new Event(
                                RolloutRows.time(row, "at"),
                                row.getString("kind"),
                                row.getString("actor"),
                                row.getString("words")))
                        .toList());
    }

    private static Unit unit(Row row) {
        return new Unit(
                row.getUUID("unit_id"),
                row.getString("cid"),
                row.getUUID("home_id"),
                row.getInteger("wave"),
                UnitState.valueOf(row.getString("state")),
                row.getString("words"),
                RolloutRows.timeOrNull(row, "asked_at"),
                RolloutRows.timeOrNull(row, "changed_at"),
                RolloutRows.timeOrNull(row, "heard_at"),
                row.getString("firmware"),
                row.getString("liveness"));
    }
}
