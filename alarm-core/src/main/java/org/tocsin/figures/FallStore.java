package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.response.SceneReport;

/** Falls by month, and each of them. */
public final class FallStore {
    private static final int MOST_ROWS = 5_000;

    private static final String ZONE = "select time_zone from service where id = $1";
    /**
     * A floor clock that nobody stopped runs until somebody was got up, or the alarm was closed. The newest report
     * of each visit; of several visits to one alarm the one that found somebody on the floor.
     */
    private static final String FALLS = """
            with newest as (
              select distinct on (r.callout_id) r.* from scene_report r where r.service_id = $1
                and r.said_at >= $2::date - interval '2 days'
              order by r.callout_id, r.received_at desc, r.id desc),
            report as (
              select distinct on (alarm_id) * from newest where on_the_floor
              order by alarm_id, received_at desc, id desc),
            lay as (
              select k.alarm_id, max(greatest(coalesce(k.ended_at, least(a.closed_at, (select min(r.said_at) from scene_report r
                  where r.service_id = k.service_id and r.alarm_id = k.alarm_id and r.said_at >= k.started_at
                    and r.said_at < k.started_at + interval '1 day'
                    and r.lift in ('BY_THEMSELVES', 'BY_HAND', 'CUSHION', 'CHAIR', 'HOIST'))), k.last_at)
                - k.started_at, interval '0')) as lay
              from case_clock k join alarm a on a.id = k.alarm_id
              where k.service_id = $1 and k.kind = 'FLOOR' group by k.alarm_id),
            fall as (
              select f.month, f.alarm_id, f.reference, f.received_at, f.home_id, f.outcome, f.rang_999, r.injury, r.lift,
                r.outcome as left_as, r.hospital_avoided, l.lay, r.id is not null as attended
              from figure_case f
              left join report r on r.alarm_id = f.alarm_id left join lay l on l.alarm_id = f.alarm_id
              where f.service_id = $1 and f.month >= $2 and f.month < $3 and (r.id is not null or l.alarm_id is not null))
            """;

    private static final String MONTHS = FALLS + """
            select month, count(*) as falls, count(*) filter (where attended) as attended,
              count(*) filter (where lift in ('BY_THEMSELVES', 'BY_HAND', 'CUSHION', 'CHAIR', 'HOIST')) as helped_up,
              count(*) filter (where injury = 'MINOR') as minor, count(*) filter (where injury = 'SERIOUS') as serious,
              count(*) filter (where hospital_avoided) as avoided, count(*) filter (where rang_999) as ambulance,
              count(*) filter (where left_as = 'TO_HOSPITAL') as hospital,
              count(*) filter (where lay >= interval '60 minutes') as long_lies
            from fall group by month
            """;
    private static final String ROWS = FALLS + """
            select f.*, extract(epoch from f.lay)::int as lay_s,
              nullif(concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode), '') as place
            from fall f left join home h on h.id = f.home_id order by f.alarm_id limit %d
            """.formatted(MOST_ROWS);

    private final Database database;
    private final InstantSource clock;

    public FallStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * One fall.
     *
     * @param report what the responder found and did; null where none reported
     * @param minutes on the floor by the operator's clock; null where none was started
     */
    public record Fall(
            UUID alarmId,
            String reference,
            @Nullable String place,
            Instant received,
            @Nullable String outcome,
            boolean rang999,
            @Nullable Reported report,
            @Nullable Long minutes) {}

    public record Reported(
            SceneReport.Injury injury, SceneReport.Lift lift, SceneReport.Outcome left, boolean avoided) {}

    /** The last {@value FigureStore#MONTHS} months, the newest first. */
    public Future<List<FallMonth>> months(Scope scope) {
        return newest(scope)
                .compose(newest -> database.pool()
                        .preparedQuery(MONTHS)
                        .execute(Tuple.of(
                                scope.serviceId(), newest.minusMonths(FigureStore.MONTHS - 1L), newest.plusMonths(1)))
                        .map(rows -> {
                            Map<LocalDate, FallMonth> found = new HashMap<>();
                            rows.forEach(row -> found.put(row.getLocalDate("month"), month(row)));
                            List<FallMonth> months = new ArrayList<>();
                            for (int back = 0; back < FigureStore.MONTHS; back++) {
                                LocalDate one = newest.minusMonths(back);
                                months.add(found.getOrDefault(one, new FallMonth(one, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
                            }
                            return months;
                        }));
    }

    /** The falls of a month in the order in which they came, at most five thousand. */
    public Future<List<Fall>> rows(Scope scope, LocalDate month) {
        return database.pool()
                .preparedQuery(ROWS)
                .execute(Tuple.of(scope.serviceId(), month, month.plusMonths(1)))
                .map(rows -> rows.stream().map(FallStore::fall).toList());
    }

    private Future<LocalDate> newest(Scope scope) {
        return database.pool()
                .preparedQuery(ZONE)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> FigureStore.month(
                        clock.instant(), ZoneId.of(rows.iterator().next().getString(0))));
    }

    private static FallMonth month(Row row) {
        return new FallMonth(
                row.getLocalDate("month"),
                row.getLong("falls"),
                row.getLong("attended"),
                row.getLong("helped_up"),
                row.getLong("minor"),
                row.getLong("serious"),
                row.getLong("avoided"),
                row.getLong("ambulance"),
                row.getLong("hospital"),
                row.getLong("long_lies"));
    }

    private static Fall fall(Row row) {
        Integer lay = row.getInteger("lay_s");
        return new Fall(
                row.getUUID("alarm_id"),
                row.getString("reference"),
                row.getString("place"),
                Times.fromRow(row.getOffsetDateTime("received_at")),
                row.getString("outcome"),
                row.getBoolean("rang_999"),
                !row.getBoolean("attended")
                        ? null
                        : new Reported(
                                SceneReport.Injury.valueOf(row.getString("injury")),
                                SceneReport.Lift.valueOf(row.getString("lift")),
                                SceneReport.Outcome.valueOf(row.getString("left_as")),
                                row.getBoolean("hospital_avoided")),
                lay == null ? null : (long) lay / 60);
    }
}
