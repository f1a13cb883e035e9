package org.tocsin.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.tocsin.platform.Times;
import org.tocsin.report.BurnDown.Point;
import org.tocsin.report.Counts.By;
import org.tocsin.report.Counts.Count;

/** Counts homes as they are, keeps them by day, and works out the days before any were kept. */
final class Days {
    /** A home under each of the words it is told apart by. */
    private static final String APART = """
             cross join lateral (values ('ALL', ''), ('RISK', r.risk::text), ('AREA', coalesce(r.area, '')),
               ('PROVIDER', coalesce(r.line_provider, '')), ('EQUIPMENT', r.equipment), ('STATE', r.state),
               ('PROOF', r.proof), ('EXCEPTION', coalesce(r.exception, ''))) d (dimension, value)
            """;

    private static final String NOW = """
            select d.dimension, d.value, count(*)::int as homes,
              (count(*) filter (where r.proof = 'CURRENT'))::int as proven,
              (count(*) filter (where r.state = 'CONFIRMED'))::int as confirmed
            from home_readiness r
            """ + APART + " where r.service_id = $1 group by 1, 2";
    private static final String KEEP = """
            insert into readiness_day (service_id, day, dimension, value, homes, proven, confirmed, as_of)
            select $1, $2, t.dimension, t.value, t.homes, t.proven, t.confirmed, $3 from (
            """ + NOW + ") t";
    /** As many as a page can draw: more values than this of one kind are no longer told apart there. */
    private static final int MOST_ROWS = 20_000;

    private static final String KEPT = """
            select dimension, value, day, homes, proven from readiness_day
            where service_id = $1 and day < $2::date and day >= $3::date and mod($2::date - day, 7) = 0
              and dimension in ('ALL', 'RISK', 'AREA', 'PROVIDER')
            order by day desc limit %d
            """.formatted(MOST_ROWS);
    /** When the last of a home's present triggers was first heard for proof; what came of it later is not asked. */
    private static final String BEFORE = """
            with heard as (
              select p.home_id, max(f.at) as at, bool_and(f.at is not null) as every
              from peripheral p left join lateral (
                select min(received_at) as at from proof e
                where e.home_id = p.home_id and e.peripheral_id = p.id and e.service_id = $1) f on true
              where p.service_id = $1 and (p.until is null or p.until > $4) group by p.home_id)
            select d.dimension, d.value, w.day, count(*)::int as homes,
              (count(*) filter (where h.every and h.at < ((w.day + 1)::timestamp at time zone $5)))::int as proven
            from home_readiness r left join heard h on h.home_id = r.home_id
            """ + APART + """
              cross join (select generate_series($3::date, $2::date, interval '7 days')::date as day) w
            where r.service_id = $1 and d.dimension in ('ALL', 'RISK', 'AREA', 'PROVIDER')
            group by 1, 2, 3 order by 3 desc limit %d
            """.formatted(MOST_ROWS);

    private Days() {}

    static Future<Counts> count(SqlClient client, UUID serviceId) {
        return client.preparedQuery(NOW).execute(Tuple.of(serviceId)).map(rows -> {
            Map<By, SortedMap<String, Count>> by = new EnumMap<>(By.class);
            for (Row row : rows) {
                by.computeIfAbsent(By.valueOf(row.getString("dimension")), which -> new TreeMap<>())
                        .put(
                                row.getString("value"),
                                new Count(
                                        row.getInteger("homes"),
                                        row.getInteger("proven"),
                                        row.getInteger("confirmed")));
            }
            return new Counts(by);
        });
    }

    /** Writes today's rows of a service anew, in the caller's transaction. */
    static Future<Void> keep(SqlClient client, UUID serviceId, LocalDate today, Instant now) {
        return client.preparedQuery("delete from readiness_day where service_id = $1 and day = $2")
                .execute(Tuple.of(serviceId, today))
                .compose(gone -> client.preparedQuery(KEEP).execute(Tuple.of(serviceId, today, Times.toRow(now))))
                .mapEmpty();
    }

    /** One day a week before today, of all homes and by risk, area and provider; each list is in no order. */
    static Future<Map<By, Map<String, List<Point>>>> past(
            SqlClient client, UUID serviceId, LocalDate today, int weeks, ZoneOf zone) {
        Map<By, Map<String, List<Point>>> past = new EnumMap<>(By.class);
        LocalDate from = today.minusDays(7L * weeks);
        return client.preparedQuery(KEPT)
                .execute(Tuple.of(serviceId, today, from))
                .compose(kept -> {
                    kept.forEach(row -> add(past, row, false));
                    LocalDate first = past.getOrDefault(By.ALL, Map.of()).getOrDefault("", List.of()).stream()
                            .map(Point::day)
                            .min(LocalDate::compareTo)
                            .orElse(today);
                    LocalDate last = first.minusDays(7);
                    return last.isBefore(from)
                            ? Future.succeededFuture(past)
                            : client.preparedQuery(BEFORE)
                                    .execute(Tuple.of(serviceId, last, from, Times.toRow(zone.now()), zone.name()))
                                    .map(derived -> {
                                        derived.forEach(row -> add(past, row, true));
                                        return past;
                                    });
                });
    }

    /** The service's zone, and the moment that is now. */
    record ZoneOf(String name, Instant now) {}

    private static void add(Map<By, Map<String, List<Point>>> past, Row row, boolean derived) {
        past.computeIfAbsent(By.valueOf(row.getString("dimension")), which -> new TreeMap<>())
                .computeIfAbsent(row.getString("value"), value -> new ArrayList<>())
                .add(new Point(row.getLocalDate("day"), row.getInteger("homes"), row.getInteger("proven"), derived));
    }
}
