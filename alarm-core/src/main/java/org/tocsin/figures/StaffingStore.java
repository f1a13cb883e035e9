package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.figures.Staffing.Came;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** What came in during the last weeks, by half-hour of the week, and what of it. */
public final class StaffingStore {
    /** Long enough for a bad week to be among them, short enough to be of now. */
    public static final int WEEKS = 8;

    private static final int MOST_ROWS = 1_000;

    private static final String ZONE = "select time_zone from service where id = $1";
    /** What somebody worked on, by the service's clock. */
    private static final String WORKED = """
            select f.alarm_id, f.reference, f.kind, f.received_at, f.handled_s,
              (f.received_at at time zone $4)::date as day, extract(isodow from f.received_at at time zone $4)::int as dow,
              (extract(hour from f.received_at at time zone $4) * 2
                + floor(extract(minute from f.received_at at time zone $4) / 30))::int as slot
            from figure_case f
            where f.service_id = $1 and f.month >= $5 and f.received_at >= $2 and f.received_at < $3
              and f.taken_at is not null
            """;

    private static final String CAME = """
            select dow, slot, sum(alarms)::bigint as alarms, max(alarms)::bigint as most, sum(busy)::bigint as busy
            from (select dow, slot, day, count(*) as alarms, coalesce(sum(handled_s), 0) as busy from (%s) w
              group by dow, slot, day) d
            group by dow, slot
            """.formatted(WORKED);
    private static final String ROWS = "select alarm_id, reference, kind, received_at, handled_s from (" + WORKED
            + ") w where dow = $6 and slot = $7 order by alarm_id limit " + MOST_ROWS;

    private final Database database;
    private final InstantSource clock;

    public StaffingStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** One alarm that came in such a half-hour; {@code busy} in seconds, null while somebody is. */
    public record Worked(
            UUID alarmId,
            String reference,
            CallKind kind,
            Instant received,
            @Nullable Integer busy) {}

    /** The last {@value #WEEKS} whole weeks until today began, against the first target of this month's profile. */
    public Future<Staffing> plan(Scope scope) {
        return span(scope)
                .compose(span -> ProfileStore.of(database.pool(), scope.serviceId())
                        .compose(written -> database.pool()
                                .preparedQuery(CAME)
                                .execute(span.values(scope))
                                .map(rows -> Staffing.plan(
                                        WEEKS,
                                        Profile.of(span.today().withDayOfMonth(1), written, ProfileStore.SHIPPED)
                                                .targets()
                                                .answer(),
                                        rows.stream().map(StaffingStore::came).toList()))));
    }

    /** The alarms behind one half-hour, at most a thousand. */
    public Future<List<Worked>> rows(Scope scope, DayOfWeek day, int slot) {
        return span(scope)
                .compose(span -> database.pool()
                        .preparedQuery(ROWS)
                        .execute(span.values(scope).addInteger(day.getValue()).addInteger(slot))
                        .map(rows -> rows.stream()
                                .map(row -> new Worked(
                                        row.getUUID("alarm_id"),
                                        row.getString("reference"),
                                        CallKind.valueOf(row.getString("kind")),
                                        Times.fromRow(row.getOffsetDateTime("received_at")),
                                        row.getInteger("handled_s")))
                                .toList()));
    }

    private record Span(ZoneId zone, LocalDate today) {
        Tuple values(Scope scope) {
            LocalDate from = today.minusWeeks(WEEKS);
            return Tuple.of(scope.serviceId())
                    .addValue(Times.toRow(from.atStartOfDay(zone).toInstant()))
                    .addValue(Times.toRow(today.atStartOfDay(zone).toInstant()))
                    .addString(zone.getId())
                    .addValue(from.withDayOfMonth(1));
        }
    }

    private Future<Span> span(Scope scope) {
        return database.pool()
                .preparedQuery(ZONE)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    ZoneId zone = ZoneId.of(rows.iterator().next().getString(0));
                    return new Span(zone, clock.instant().atZone(zone).toLocalDate());
                });
    }

    private static Came came(Row row) {
        return new Came(
                DayOfWeek.of(row.getInteger("dow")),
                row.getInteger("slot"),
                row.getLong("alarms"),
                row.getLong("most"),
                row.getLong("busy"));
    }
}
