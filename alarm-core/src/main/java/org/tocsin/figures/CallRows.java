package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.figures.CallRow.Exclusion;
import org.tocsin.figures.CallRow.Finding;
import org.tocsin.figures.CallRow.Investigation;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** The calls behind the figures of a month, in the order in which they came. */
public final class CallRows {
    /** As many as one file of them holds. */
    public static final int MOST = 100_000;

    private static final String ROWS = """
            with call as (
              select f.*, f.kind = any(string_to_array(t.counted, ',')) as is_counted, x.id as exclusion_id, x.reason,
                x.at as excluded_at, coalesce(xo.display_name, x.by) as excluded_by,
                case when t.opened then f.opened_at else f.answered_at end as answer,
                f.pressed_at + t.within_s * interval '1 second' as within,
                f.pressed_at + t.latest_s * interval '1 second' as latest
              from figure_press f join %s on t.service_id = f.service_id and t.month = f.month
              left join figure_exclusion x on x.signal_id = f.signal_id and x.withdrawn_at is null
              left join operator xo on xo.id = x.operator_id)
            select c.*, a.reference, nullif(concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode), '') as place,
              i.opened_at as asked_at, i.needless_at is not null as needless, w.cause, w.words, w.at as found_at,
              coalesce(wo.display_name, w.by) as found_by
            from call c join alarm a on a.id = c.alarm_id left join home h on h.id = a.home_id
            left join investigation i on i.signal_id = c.signal_id
            left join lateral (select v.cause, v.words, v.at, v.by, v.operator_id from investigation_finding v
              where v.signal_id = c.signal_id order by v.at desc, v.id desc limit 1) w on true
            left join operator wo on wo.id = w.operator_id
            where ($8::text is null or c.kind = $8) and ($9::uuid is null or c.signal_id > $9)
              and case $10
                when 'EVERY' then true
                when 'COUNTED' then c.is_counted and c.exclusion_id is null
                  and (c.answer is not null or c.over_at is not null or c.latest < $7)
                when 'IN_TIME' then c.is_counted and c.exclusion_id is null and c.answer <= c.within
                when 'LATE' then c.is_counted and c.exclusion_id is null
                  and coalesce(c.answer > c.within, c.over_at is not null or c.latest < $7)
                when 'OVER_LATEST' then c.is_counted and c.exclusion_id is null
                  and coalesce(c.answer > c.latest, c.over_at is not null or c.latest < $7)
                when 'UNANSWERED' then c.is_counted and c.exclusion_id is null
                  and c.answer is null and (c.over_at is not null or c.latest < $7)
                when 'GIVEN_UP' then c.is_counted and c.exclusion_id is null and c.given_up_at is not null
                  and (c.answer is not null or c.over_at is not null or c.latest < $7)
                when 'EXCLUDED' then c.is_counted and c.exclusion_id is not null
                  and (c.answer is not null or c.over_at is not null or c.latest < $7)
                when 'APART' then not c.is_counted
                when 'WAITING' then c.is_counted and c.exclusion_id is null
                  and c.answer is null and c.over_at is null and c.latest >= $7
                when 'INVESTIGATED' then i.signal_id is not null and i.needless_at is null
                when 'NOT_INVESTIGATED' then i.signal_id is not null and i.needless_at is null and w.at is null
              end
            order by c.signal_id limit $11
            """.formatted(Terms.TABLE);

    private final Database database;
    private final InstantSource clock;

    public CallRows(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Which calls of a month. */
    public enum Which {
        /** All of them, whatever their kind. */
        EVERY,
        /** Those in the denominator. */
        COUNTED,
        IN_TIME,
        /** Over the first limit, or never answered. */
        LATE,
        /** Over the last limit, or never answered. */
        OVER_LATEST,
        UNANSWERED,
        GIVEN_UP,
        EXCLUDED,
        APART,
        WAITING,
        INVESTIGATED,
        /** Of those to be investigated, those nobody has written anything about. */
        NOT_INVESTIGATED
    }

    /**
     * @param month the first day of it; null for all months that are shown
     * @param kind null for any
     * @param cursor {@code next} of the page before
     */
    public record Query(
            @Nullable LocalDate month,
            Which which,
            @Nullable CallKind kind,
            @Nullable UUID cursor) {}

    /** @param limit 1 to {@link #MOST} */
    public Future<Page<CallRow>> list(Scope scope, Query query, int limit) {
        int most = Math.max(1, Math.min(MOST, limit));
        return values(scope, query, most + 1)
                .compose(values -> database.pool().preparedQuery(ROWS).execute(values))
                .map(rows -> {
                    List<CallRow> found = rows.stream().map(CallRows::read).toList();
                    return found.size() <= most
                            ? new Page<>(found, null)
                            : new Page<>(
                                    found.subList(0, most),
                                    found.get(most - 1).signalId().toString());
                });
    }

    /** All of them, in portions; one more than {@link #MOST} where there are more. */
    public Future<Void> each(Scope scope, Query query, Function<List<CallRow>, Future<Void>> deal) {
        return values(scope, query, MOST + 1)
                .compose(values -> Portions.each(database.pool(), ROWS, values, CallRows::read, deal));
    }

    private Future<Tuple> values(Scope scope, Query query, int limit) {
        Instant now = clock.instant();
        CallKind kind = query.kind();
        return terms(scope, query.month(), now)
                .map(terms -> terms.columns()
                        .addValue(Times.toRow(now))
                        .addString(kind == null ? null : kind.name())
                        .addUUID(query.cursor())
                        .addString(query.which().name())
                        .addInteger(limit));
    }

    private Future<Terms> terms(Scope scope, @Nullable LocalDate only, Instant now) {
        return database.pool()
                .preparedQuery("select time_zone from service where id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows ->
                        FigureStore.month(now, ZoneId.of(rows.iterator().next().getString(0))))
                .compose(newest -> ProfileStore.of(database.pool(), scope.serviceId())
                        .map(written -> {
                            Terms terms = new Terms();
                            for (int back = 0; back < (only == null ? FigureStore.MONTHS : 1); back++) {
                                LocalDate month = only == null ? newest.minusMonths(back) : only;
                                terms.add(scope.serviceId(), month, Profile.of(month, written, ProfileStore.SHIPPED));
                            }
                            return terms;
                        }));
    }

    private static CallRow read(Row row) {
        UUID excluded = row.getUUID("exclusion_id");
        Instant asked = Times.fromRowOrNull(row.getOffsetDateTime("asked_at"));
        return new CallRow(
                row.getUUID("signal_id"),
                row.getUUID("alarm_id"),
                row.getString("reference"),
                row.getString("place"),
                Times.fromRow(row.getOffsetDateTime("pressed_at")),
                CallKind.valueOf(row.getString("kind")),
                Way.valueOf(row.getString("way")),
                new CallRow.Times(
                        Times.fromRowOrNull(row.getOffsetDateTime("answer")),
                        Times.fromRowOrNull(row.getOffsetDateTime("given_up_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("over_at"))),
                excluded == null
                        ? null
                        : new Exclusion(
                                excluded,
                                row.getString("reason"),
                                Times.fromRow(row.getOffsetDateTime("excluded_at")),
                                row.getString("excluded_by")),
                asked == null ? null : new Investigation(asked, row.getBoolean("needless"), finding(row)));
    }

    private static @Nullable Finding finding(Row row) {
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("found_at"));
        return at == null
                ? null
                : new Finding(
                        Cause.read(row.getString("cause")), row.getString("words"), at, row.getString("found_by"));
    }
}
