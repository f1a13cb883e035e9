package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tocsin.platform.Times;

/** Opens an investigation for every call that counts and was not answered within the last limit of its profile. */
final class Overdue {
    private static final String SERVICES = "select id, time_zone from service";

    /** The moment that counts as the answer; a call that was closed without one never has it. */
    private static final String ANSWER = "coalesce(case when t.opened then f.opened_at else f.answered_at end,"
            + " case when f.over_at is null then $8::timestamptz else 'infinity' end)";

    private static final String LIMIT = "f.pressed_at + t.latest_s * interval '1 second'";

    /** Those that were just worked in, and those that still wait: time alone makes them late. */
    private static final String WORKED = "f.signal_id = any($7) or (f.answered_at is null and f.over_at is null)";

    /** All that a new profile judges. */
    private static final String JUDGED_ANEW = "f.service_id = $7 and f.month >= $9";

    private static final String OPEN = """
            insert into investigation (signal_id, service_id, alarm_id, month, pressed_at, limit_s, opened_at)
            select f.signal_id, f.service_id, f.alarm_id, f.month, f.pressed_at, t.latest_s, $8
            from figure_press f join %s on t.service_id = f.service_id and t.month = f.month
            where (%s)
              and f.kind = any(string_to_array(t.counted, ',')) and %s > %s
              and not exists (select from investigation i where i.signal_id = f.signal_id)
            on conflict (signal_id) do nothing
            """;
    // A report that came late may show an answer in time; another may show that it was of another call.
    private static final String NEEDLESS = """
            update investigation i set needless_at = case when i.needless_at is null then $8::timestamptz end
            from figure_press f join %s on t.service_id = f.service_id and t.month = f.month
            where i.signal_id = f.signal_id and (%s) and (i.needless_at is null) = (%s <= %s)
            """;

    private static final String OPEN_WORKED = OPEN.formatted(Terms.TABLE, WORKED, ANSWER, LIMIT);
    private static final String NEEDLESS_WORKED =
            NEEDLESS.formatted(Terms.TABLE, "f.signal_id = any($7)", ANSWER, LIMIT);
    private static final String OPEN_ANEW = OPEN.formatted(Terms.TABLE, JUDGED_ANEW, ANSWER, LIMIT);
    private static final String NEEDLESS_ANEW = NEEDLESS.formatted(Terms.TABLE, JUDGED_ANEW, ANSWER, LIMIT);

    private Overdue() {}

    /** @param presses that were just worked in */
    static Future<Void> open(SqlConnection connection, List<UUID> presses, Instant now) {
        return connection
                .query(SERVICES)
                .execute()
                .compose(services -> ProfileStore.all(connection).compose(profiles -> {
                    Terms terms = terms(services, profiles, now);
                    UUID[] worked = presses.toArray(UUID[]::new);
                    return connection
                            .preparedQuery(OPEN_WORKED)
                            .execute(values(terms, worked, now))
                            .compose(opened -> worked.length == 0
                                    ? Future.succeededFuture()
                                    : connection.preparedQuery(NEEDLESS_WORKED).execute(values(terms, worked, now)));
                }))
                .mapEmpty();
    }

    /** Judges the presses of a service anew, by a profile that was just added, from its first month on. */
    static Future<Void> judge(SqlConnection connection, UUID serviceId, LocalDate from, Instant now) {
        return connection
                .preparedQuery(SERVICES + " where id = $1")
                .execute(Tuple.of(serviceId))
                .compose(service -> ProfileStore.all(connection).compose(profiles -> {
                    Terms terms = terms(service, profiles, now);
                    return connection
                            .preparedQuery(OPEN_ANEW)
                            .execute(anew(terms, serviceId, from, now))
                            .compose(opened ->
                                    connection.preparedQuery(NEEDLESS_ANEW).execute(anew(terms, serviceId, from, now)));
                }))
                .mapEmpty();
    }

    private static Tuple anew(Terms terms, UUID serviceId, LocalDate from, Instant now) {
        return terms.columns().addValue(serviceId).addValue(Times.toRow(now)).addValue(from);
    }

    /** As far back as figures are shown: what lies before is not asked for any more. */
    private static Terms terms(RowSet<Row> services, Map<UUID, List<Profile>> profiles, Instant now) {
        Terms terms = new Terms();
        for (Row service : services) {
            UUID id = service.getUUID("id");
            LocalDate month = now.atZone(ZoneId.of(service.getString("time_zone")))
                    .toLocalDate()
                    .withDayOfMonth(1);
            for (int back = 0; back < FigureStore.MONTHS; back++) {
                LocalDate one = month.minusMonths(back);
                terms.add(id, one, Profile.of(one, profiles.getOrDefault(id, List.of()), ProfileStore.SHIPPED));
            }
        }
        return terms;
    }

    private static Tuple values(Terms terms, UUID[] worked, Instant now) {
        return terms.columns().addValue(worked).addValue(Times.toRow(now));
    }
}
