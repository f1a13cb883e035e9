package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.tocsin.figures.ArrivalMonth.Count;
import org.tocsin.platform.Times;

/** Counts arrivals by both clocks. */
final class ArrivalCounts {
    private static final String COUNTS = """
            with sent as (
              select f.month, f.arrived_at, f.proven_at, f.closed_at, c.clock, c.began,
                t.within_s * interval '1 second' as within, t.latest_s * interval '1 second' as latest,
                t.crisis_s * interval '1 second' as crisis
              from figure_case f
              join unnest($2::date[], $3::int[], $4::int[], $6::int[]) t(month, within_s, latest_s, crisis_s) on t.month = f.month
              cross join lateral (values ('DECISION', f.decided_at), ('RECEIPT', f.received_at)) c (clock, began)
              where f.service_id = $1 and f.decided_at is not null),
            judged as (
              select *, case when arrived_at is not null then 'THERE'
                  when closed_at <= began + within then 'CALLED_OFF'
                  when closed_at is not null or began + latest < $5 then 'NOBODY'
                  else 'WAITING' end as came,
                arrived_at is not null or (closed_at is null and began + crisis < $5)
                  or closed_at > began + within as promised
              from sent)
            select month, clock,
              count(*) filter (where came in ('THERE', 'NOBODY')) as sent,
              count(*) filter (where arrived_at <= began + within) as in_time,
              count(*) filter (where arrived_at <= began + latest) as in_latest,
              count(*) filter (where promised) as promised,
              count(*) filter (where arrived_at <= began + crisis) as in_promise,
              count(*) filter (where came = 'NOBODY') as nobody,
              count(*) filter (where came = 'THERE' and proven_at is not null) as proven,
              count(*) filter (where came = 'CALLED_OFF') as called_off,
              count(*) filter (where came = 'WAITING') as waiting
            from judged group by month, clock
            """;

    private ArrivalCounts() {}

    /** Every month of the profiles, also those in which nobody was sent. */
    static Future<Map<LocalDate, ArrivalMonth>> read(
            SqlConnection connection, UUID serviceId, Map<LocalDate, Profile> profiles, Instant now) {
        Tuple values = Tuple.of(
                        serviceId,
                        profiles.keySet().toArray(LocalDate[]::new),
                        profiles.values().stream()
                                .map(profile -> seconds(profile.targets().arrive()))
                                .toArray(Integer[]::new),
                        profiles.values().stream()
                                .map(profile -> seconds(profile.targets().arriveLatest()))
                                .toArray(Integer[]::new))
                .addValue(Times.toRow(now))
                .addValue(profiles.values().stream()
                        .map(profile -> seconds(profile.targets().arriveCrisis()))
                        .toArray(Integer[]::new));
        return connection.preparedQuery(COUNTS).execute(values).map(rows -> {
            Map<LocalDate, Count> decision = new HashMap<>();
            Map<LocalDate, Count> receipt = new HashMap<>();
            for (Row row : rows) {
                (row.getString("clock").equals("DECISION") ? decision : receipt)
                        .put(row.getLocalDate("month"), count(row));
            }
            Map<LocalDate, ArrivalMonth> months = new HashMap<>();
            profiles.forEach((month, profile) -> months.put(
                    month,
                    new ArrivalMonth(
                            month,
                            profile,
                            decision.getOrDefault(month, Count.NONE),
                            receipt.getOrDefault(month, Count.NONE))));
            return months;
        });
    }

    private static int seconds(Target target) {
        return (int) target.within().toSeconds();
    }

    private static Count count(Row row) {
        return new Count(
                row.getLong("sent"),
                row.getLong("in_time"),
                row.getLong("in_latest"),
                row.getLong("nobody"),
                row.getLong("proven"),
                row.getLong("called_off"),
                row.getLong("waiting"),
                new Share(row.getLong("in_promise"), row.getLong("promised")));
    }
}
