package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;

/**
 * One row a unit and day (UTC) on which it was heard, with the lowest and highest of what it reported: written with the
 * report itself, and for a unit that reports nothing with its first sign of life of the day.
 */
public final class TrendStore {
    /** Days that are kept. */
    static final int KEPT = 400;

    private static final String NOTE = """
            insert into unit_trend as t (unit_id, day, service_id, battery_min, battery_max, rssi_min, rssi_max)
            select unit_id, day, service_id, battery, battery, rssi, rssi
            from unnest($1::uuid[], $2::date[], $3::uuid[], $4::int[], $5::int[]) w(unit_id, day, service_id, battery, rssi)
            order by unit_id
            on conflict (unit_id, day) do update set
              battery_min = least(t.battery_min, excluded.battery_min),
              battery_max = greatest(t.battery_max, excluded.battery_max),
              rssi_min = least(t.rssi_min, excluded.rssi_min), rssi_max = greatest(t.rssi_max, excluded.rssi_max)
            where (t.battery_min, t.battery_max, t.rssi_min, t.rssi_max) is distinct from (
              least(t.battery_min, excluded.battery_min), greatest(t.battery_max, excluded.battery_max),
              least(t.rssi_min, excluded.rssi_min), greatest(t.rssi_max, excluded.rssi_max))
            """;
    private static final String HEARD =
            "insert into unit_trend (unit_id, day, service_id) select unit_id, day, service_id"
                    + " from unnest($1::uuid[], $2::date[], $3::uuid[]) w(unit_id, day, service_id) order by unit_id, day"
                    + " on conflict (unit_id, day) do nothing";
    private static final String READ = "select day, battery_min, battery_max, rssi_min, rssi_max from unit_trend"
            + " where service_id = $1 and unit_id = $2 and day > $3"
            + " and (battery_min is not null or rssi_min is not null) order by day";

    // What stands under a legal hold was perhaps the last that was heard of somebody.
    private static final String TIDY = """
            with held as (select l.home_id from legal_hold l where l.lifted_at is null and l.home_id is not null
              union select r.home_id from legal_hold l join resident r on r.service_user_id = l.record_id
              where l.kind = 'PERSON' and l.lifted_at is null
              union select y.home_id from legal_hold l join incident_home y on y.incident_id = l.record_id
              where l.kind = 'INCIDENT' and l.lifted_at is null)
            delete from unit_trend where day < $1 and unit_id not in (
              select unit_id from speaks_for where home_id in (select home_id from held)
              union select p.unit_id from unit_placement p where p.home_id in (select home_id from held))
            """;

    private TrendStore() {}

    /** What one unit has just reported. */
    public record Report(
            UUID unitId,
            UUID serviceId,
            Instant at,
            @Nullable Integer battery,
            @Nullable Integer rssi) {}

    /**
     * One report a unit; in the caller's transaction. Each has its line of the day afterwards, locked in the order of the
     * units: whoever writes more into these lines, or other lines in that order, never waits in a circle.
     */
    public static Future<Void> note(SqlClient client, List<Report> reports) {
        if (reports.isEmpty()) {
            return Future.succeededFuture();
        }
        return client.preparedQuery(NOTE)
                .execute(Tuple.tuple()
                        .addValue(SupervisionStore.column(reports, Report::unitId, UUID[]::new))
                        .addValue(SupervisionStore.column(reports, report -> day(report.at), LocalDate[]::new))
                        .addValue(SupervisionStore.column(reports, Report::serviceId, UUID[]::new))
                        .addValue(SupervisionStore.column(reports, Report::battery, Integer[]::new))
                        .addValue(SupervisionStore.column(reports, Report::rssi, Integer[]::new)))
                .mapEmpty();
    }

    /** Days on which units were heard, whatever they reported. */
    static Future<Void> heard(SqlClient client, List<DaysHeard.Line> lines) {
        return client.preparedQuery(HEARD)
                .execute(Tuple.tuple()
                        .addValue(SupervisionStore.column(lines, DaysHeard.Line::unitId, UUID[]::new))
                        .addValue(SupervisionStore.column(lines, DaysHeard.Line::day, LocalDate[]::new))
                        .addValue(SupervisionStore.column(lines, DaysHeard.Line::serviceId, UUID[]::new)))
                .mapEmpty();
    }

    /** The last so many days with a report of battery or signal. */
    static Future<Trend> read(SqlClient client, Scope scope, UUID unitId, Instant now, int days) {
        return client.preparedQuery(READ)
                .execute(Tuple.of(scope.serviceId(), unitId, day(now).minusDays(days)))
                .map(rows -> new Trend(rows.stream().map(TrendStore::read).toList()));
    }

    static Future<Void> tidy(SqlClient client, Instant now) {
        return client.preparedQuery(TIDY)
                .execute(Tuple.of(day(now).minusDays(KEPT)))
                .mapEmpty();
    }

    static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static Trend.Day read(Row row) {
        return new Trend.Day(
                row.getLocalDate("day"),
                row.getInteger("battery_min"),
                row.getInteger("battery_max"),
                row.getInteger("rssi_min"),
                row.getInteger("rssi_max"));
    }
}
