package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** The alarms behind the arrivals of a month, in the order in which they came. */
public final class SentRows {
    private static final String ROWS = """
            with sent as (
              select f.*, case when $3 = 'DECISION' then f.decided_at else f.received_at end as began,
                $4::int * interval '1 second' as within, $5::int * interval '1 second' as latest,
                $10::int * interval '1 second' as crisis
              from figure_case f where f.service_id = $1 and f.month = $2 and f.decided_at is not null)
            select s.alarm_id, s.reference, s.received_at, s.decided_at, s.arrived_at, s.proven_at, s.closed_at,
              nullif(concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode), '') as place
            from sent s left join home h on h.id = s.home_id
            where ($7::uuid is null or s.alarm_id > $7)
              and case $8
                when 'EVERY' then true
                when 'COUNTED' then s.arrived_at is not null or s.closed_at > began + within
                  or (s.closed_at is null and began + latest < $6)
                when 'IN_TIME' then s.arrived_at <= began + within
                when 'LATE' then s.arrived_at > began + within or (s.arrived_at is null
                  and (s.closed_at > began + within or (s.closed_at is null and began + latest < $6)))
                when 'OVER_LATEST' then s.arrived_at > began + latest or (s.arrived_at is null
                  and (s.closed_at > began + within or (s.closed_at is null and began + latest < $6)))
                when 'PROMISED' then s.arrived_at is not null or s.closed_at > began + within
                  or (s.closed_at is null and began + crisis < $6)
                when 'OVER_PROMISE' then s.arrived_at > began + crisis or (s.arrived_at is null
                  and (s.closed_at > began + within or (s.closed_at is null and began + crisis < $6)))
                when 'NOBODY' then s.arrived_at is null
                  and (s.closed_at > began + within or (s.closed_at is null and began + latest < $6))
                when 'NOT_PROVEN' then s.arrived_at is not null and s.proven_at is null
                when 'CALLED_OFF' then s.arrived_at is null and s.closed_at <= began + within
                when 'WAITING' then s.arrived_at is null and s.closed_at is null and began + latest >= $6
              end
            order by s.alarm_id limit $9
            """;

    private final Database database;
    private final InstantSource clock;

    public SentRows(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Which alarms of a month. */
    public enum Which {
        EVERY,
        /** Those in the denominator. */
        COUNTED,
        IN_TIME,
        LATE,
        OVER_LATEST,
        /** Of which it is decided whether the promise for everybody was kept. */
        PROMISED,
        OVER_PROMISE,
        NOBODY,
        /** Somebody said that they were there, and the home's own device did not. */
        NOT_PROVEN,
        CALLED_OFF,
        WAITING
    }

    /**
     * @param month the first day of it
     * @param clock by which they are judged; null for that of the month's profile
     * @param cursor {@code next} of the page before
     */
    public record Query(
            LocalDate month,
            Which which,
            @Nullable ArrivalClock clock,
            @Nullable UUID cursor) {}

    /** @param limit 1 to {@link CallRows#MOST} */
    public Future<Page<SentRow>> list(Scope scope, Query query, int limit) {
        int most = Math.max(1, Math.min(CallRows.MOST, limit));
        return values(scope, query, most + 1)
                .compose(values -> database.pool().preparedQuery(ROWS).execute(values))
                .map(rows -> {
                    List<SentRow> found = rows.stream().map(SentRows::read).toList();
                    return found.size() <= most
                            ? new Page<>(found, null)
                            : new Page<>(
                                    found.subList(0, most),
                                    found.get(most - 1).alarmId().toString());
                });
    }

    /** All of them, in portions; one more than {@link CallRows#MOST} where there are more. */
    public Future<Void> each(Scope scope, Query query, Function<List<SentRow>, Future<Void>> deal) {
        return values(scope, query, CallRows.MOST + 1)
                .compose(values -> Portions.each(database.pool(), ROWS, values, SentRows::read, deal));
    }

    private Future<Tuple> values(Scope scope, Query query, int limit) {
        return ProfileStore.of(database.pool(), scope.serviceId()).map(written -> {
            Profile profile = Profile.of(query.month(), written, ProfileStore.SHIPPED);
            ArrivalClock by = query.clock() == null ? profile.rule().arrivalClock() : query.clock();
            return Tuple.of(scope.serviceId(), query.month(), by.name())
                    .addInteger((int) profile.targets().arrive().within().toSeconds())
                    .addInteger((int) profile.targets().arriveLatest().within().toSeconds())
                    .addValue(Times.toRow(clock.instant()))
                    .addUUID(query.cursor())
                    .addString(query.which().name())
                    .addInteger(limit)
                    .addInteger((int) profile.targets().arriveCrisis().within().toSeconds());
        });
    }

    private static SentRow read(Row row) {
        return new SentRow(
                row.getUUID("alarm_id"),
                row.getString("reference"),
                row.getString("place"),
                Times.fromRow(row.getOffsetDateTime("received_at")),
                Times.fromRow(row.getOffsetDateTime("decided_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("arrived_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("proven_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("closed_at")));
    }
}
