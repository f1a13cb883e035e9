package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** How soon today's calls were answered, by this month's profile: what stands over the board. */
public final class TodayStore {
    // One day of one service's index; counted as FigureStore counts a month.
    private static final String TODAY = """
            with call as (
              select f.pressed_at, f.way, case when $7 then f.opened_at else f.answered_at end as answer,
                f.over_at is not null or f.pressed_at + $6 * interval '1 second' < $8 as past
              from figure_press f
              where f.service_id = $1 and f.month = $2 and f.pressed_at >= $3 and f.kind = any($4)
                and not exists (select from figure_exclusion x where x.signal_id = f.signal_id and x.withdrawn_at is null))
            select count(*) filter (where answer is not null or past) as calls,
              count(*) filter (where answer <= pressed_at + $5 * interval '1 second') as in_time,
              coalesce(bool_or(way = 'TAKEN' and not $7 and (answer is not null or past)), false) as by_taking
            from call
            """;
    private static final String ZONE = "select time_zone from service where id = $1";

    private final Database database;
    private final InstantSource clock;

    public TodayStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param calls of today that are decided, in the service's zone
     * @param inTime answered within the profile's first limit
     * @param byTaking of some, only when somebody took them is known
     */
    public record Today(Profile profile, long calls, long inTime, boolean byTaking) {}

    public Future<Today> read(Scope scope) {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(ZONE)
                .execute(Tuple.of(scope.serviceId()))
                .compose(rows -> {
                    ZoneId zone = ZoneId.of(rows.iterator().next().getString(0));
                    LocalDate day = LocalDate.ofInstant(now, zone);
                    Instant midnight = day.atStartOfDay(zone).toInstant();
                    return ProfileStore.of(database.pool(), scope.serviceId())
                            .map(written -> Profile.of(day.withDayOfMonth(1), written, ProfileStore.SHIPPED))
                            .compose(profile -> read(scope, profile, midnight, day, now));
                });
    }

    private Future<Today> read(Scope scope, Profile profile, Instant midnight, LocalDate day, Instant now) {
        Tuple values = Tuple.of(scope.serviceId(), day.withDayOfMonth(1), Times.toRow(midnight))
                .addArrayOfString(
                        profile.rule().counted().stream().map(Enum::name).toArray(String[]::new))
                .addInteger((int) profile.targets().answer().within().toSeconds())
                .addInteger((int) profile.targets().answerLatest().within().toSeconds())
                .addBoolean(profile.rule().answeredBy() == CountingRule.AnsweredBy.OPENED)
                .addValue(Times.toRow(now));
        return database.pool().preparedQuery(TODAY).execute(values).map(rows -> {
            Row row = rows.iterator().next();
            return new Today(profile, row.getLong("calls"), row.getLong("in_time"), row.getBoolean("by_taking"));
        });
    }
}
