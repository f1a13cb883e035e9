package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.tocsin.figures.SampleDraw.Candidate;
import org.tocsin.figures.SampleDraw.Drawn;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Draws the calls of a month that is over, once, and writes down with what. */
final class SampleWriter {
    /** What was closed or reported late is in by then. */
    private static final int DAYS_AFTER = 2;

    private static final String SERVICES = """
            select s.id, s.time_zone from service s where not exists (
              select from quality_draw d where d.service_id = s.id
                and d.month = (date_trunc('month', ($1::timestamptz at time zone s.time_zone) - interval '%d days')
                  - interval '1 month')::date)
            """.formatted(DAYS_AFTER);
    /** Faults are worked on, not spoken about; a call that a program closed was handled by nobody. */
    private static final String CANDIDATES = """
            select f.alarm_id, f.handler, f.end_to_end and f.rang_999 as rang_999
            from figure_case f join operator o on o.id = f.handler
            where f.service_id = $1 and f.month = $2 and f.kind <> 'TECHNICAL' and f.closed_at is not null
              and f.taken_at is not null
            """;

    private static final String DRAW = """
            insert into quality_draw (service_id, month, seed, candidates, digest, drawn_at, drawn_by)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict (service_id, month) do nothing
            """;
    private static final String SAMPLE = """
            insert into quality_sample (id, service_id, month, operator_id, alarm_id, rang_999, position)
            select id, $2, $3, operator_id, alarm_id, rang_999, position
            from unnest($1::uuid[], $4::uuid[], $5::uuid[], $6::boolean[], $7::int[])
              t(id, operator_id, alarm_id, rang_999, position)
            """;

    private static final SecureRandom RANDOM = new SecureRandom();

    private SampleWriter() {}

    /** Draws for one service whose last month was not drawn yet; true when it did. */
    static Future<Boolean> drawDue(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(SERVICES)
                .execute(Tuple.of(Times.toRow(now)))
                .compose(rows -> {
                    Iterator<Row> due = rows.iterator();
                    if (!due.hasNext()) {
                        return Future.succeededFuture(false);
                    }
                    Row service = due.next();
                    LocalDate month = now.atZone(ZoneId.of(service.getString("time_zone")))
                            .toLocalDate()
                            .minusDays(DAYS_AFTER)
                            .withDayOfMonth(1)
                            .minusMonths(1);
                    return draw(connection, service.getUUID("id"), month, now).map(true);
                });
    }

    private static Future<Void> draw(SqlConnection connection, UUID service, LocalDate month, Instant now) {
        byte[] seed = new byte[16];
        RANDOM.nextBytes(seed);
        String written = HexFormat.of().formatHex(seed);
        return connection
                .preparedQuery(CANDIDATES)
                .execute(Tuple.of(service, month))
                .map(rows -> rows.stream()
                        .map(row -> new Candidate(
                                row.getUUID("alarm_id"), row.getUUID("handler"), row.getBoolean("rang_999")))
                        .toList())
                .compose(calls -> connection
                        .preparedQuery(DRAW)
                        .execute(Tuple.of(service, month, written, calls.size(), SampleDraw.digest(calls))
                                .addValue(Times.toRow(now))
                                .addString("platform"))
                        .compose(drawn -> drawn.rowCount() == 0
                                ? Future.succeededFuture()
                                : connection
                                        .preparedQuery(SAMPLE)
                                        .execute(columns(service, month, SampleDraw.draw(written, calls)))))
                .mapEmpty();
    }

    private static Tuple columns(UUID service, LocalDate month, List<Drawn> drawn) {
        return Tuple.of(drawn.stream().map(one -> Ids.next()).toArray(UUID[]::new), service, month)
                .addValue(drawn.stream().map(one -> one.call().handler()).toArray(UUID[]::new))
                .addValue(drawn.stream().map(one -> one.call().alarmId()).toArray(UUID[]::new))
                .addValue(drawn.stream().map(one -> one.call().endToEnd999()).toArray(Boolean[]::new))
                .addValue(drawn.stream().map(Drawn::position).toArray(Integer[]::new));
    }
}
