package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Reads signals for people and programs; one service never sees another's. */
public final class SignalStore {
    private static final String LIST = "select s.id, s.ref, s.cid, s.protocol, s.kind, s.received_at, s.recorded_at,"
            + " s.alarm_id, coalesce(r.repeats, 0) from signal s left join signal_repeat r on r.signal_id = s.id"
            + " where s.service_id = $1 and ($2::text is null or s.cid = $2)"
            + " and ($3::timestamptz is null or s.received_at >= $3) and ($4::uuid is null or s.id < $4)"
            + " order by s.id desc limit $5";

    // Through the alarm's log, newest lines first: bounded, and by keys alone. A text with a NUL, as earlier releases
    // kept it, cannot be read.
    private static final String POSITIONS = """
            select s.received_at, s.unit_time, b ->> 'geo', b ->> 'gga', b ->> 'lte'
            from (select signal_id from alarm_entry
                  where alarm_id = $1 and service_id = $2 and signal_id is not null order by id desc limit 200) e
            join signal s on s.id = e.signal_id and s.service_id = $2
            cross join lateral (select case when strpos(s.body::text, '\\u0000') = 0 then s.body end as b) readable
            where b ->> 'geo' is not null or b ->> 'gga' is not null
            order by coalesce(s.unit_time, s.received_at) desc, s.id desc limit 5
            """;

    private final Pool pool;

    public SignalStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * What to list, newest first.
     *
     * @param limit 1 to {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first
     */
    public record Query(
            @Nullable String cid,
            @Nullable Instant since,
            int limit,
            @Nullable String cursor) {}

    /**
     * A signal as listed.
     *
     * @param alarmId the alarm it opened or joined; null when no person was needed
     * @param repeats how many retransmissions of it came
     */
    public record Row(
            UUID id,
            String ref,
            String cid,
            String protocol,
            String kind,
            Instant receivedAt,
            Instant recordedAt,
            @Nullable UUID alarmId,
            int repeats) {}

    /**
     * Where a mobile unit said it was.
     *
     * @param at by the unit's own clock where it sent a time
     * @param place "52.486200,0.120000", or the sentence its receiver gave
     * @param words what the unit called it
     */
    public record Position(
            Instant at, String place, @Nullable String words) {}

    /** The positions among an alarm's signals, the latest first, at most five. */
    public Future<List<Position>> positions(Scope scope, UUID alarmId) {
        return pool.preparedQuery(POSITIONS)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(found -> {
                    List<Position> positions = new ArrayList<>();
                    for (io.vertx.sqlclient.Row row : found) {
                        Instant unitTime = Times.fromRowOrNull(row.getOffsetDateTime(1));
                        Instant at = unitTime == null ? Times.fromRow(row.getOffsetDateTime(0)) : unitTime;
                        String geo = row.getString(2);
                        positions.add(new Position(at, geo == null ? row.getString(3) : geo, row.getString(4)));
                    }
                    return positions;
                });
    }

    /** Fails with {@link IllegalArgumentException} when the cursor is not one of ours. */
    public Future<Page<Row>> list(Scope scope, Query query) {
        UUID before;
        try {
            before = query.cursor() == null ? null : UUID.fromString(query.cursor());
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        int limit = Math.max(1, Math.min(query.limit(), Page.LARGEST));
        Tuple parameters =
                Tuple.of(scope.serviceId(), query.cid(), Times.toRowOrNull(query.since()), before, limit + 1);
        return pool.preparedQuery(LIST).execute(parameters).map(found -> {
            List<Row> rows = new ArrayList<>();
            found.forEach(row -> rows.add(row(row)));
            boolean more = rows.size() > limit;
            List<Row> items = more ? rows.subList(0, limit) : rows;
            return new Page<>(items, more ? items.get(limit - 1).id().toString() : null);
        });
    }

    private static Row row(io.vertx.sqlclient.Row row) {
        return new Row(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Times.fromRow(row.getOffsetDateTime(5)),
                Times.fromRow(row.getOffsetDateTime(6)),
                row.getUUID(7),
                row.getInteger(8));
    }
}
