package org.tocsin.home;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;

/** How schemes and their points are read. */
public final class SchemeRows {
    /** For {@link #TABLES}. */
    public static final String COLUMNS =
            "s.id, s.service_id, s.name, s.manager_first_s, s.duty_limit_s, s.staffed_from,"
                    + " s.staffed_until, v.time_zone, d.duty, d.since";

    public static final String TABLES =
            "scheme s join service v on v.id = s.service_id left join scheme_duty d on d.scheme_id = s.id";

    private SchemeRows() {}

    /** A row of {@link #COLUMNS}. */
    public static Scheme scheme(Row row) {
        return new Scheme(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getString("name"),
                new Scheme.Rules(
                        Duration.ofSeconds(row.getInteger("manager_first_s")),
                        Duration.ofSeconds(row.getInteger("duty_limit_s")),
                        hours(row)),
                watch(row));
    }

    /** A row with the columns of {@code scheme_point}. */
    public static SchemePoint point(Row row) {
        return new SchemePoint(
                row.getUUID("id"),
                row.getUUID("scheme_id"),
                row.getString("did"),
                SchemePoint.Kind.valueOf(row.getString("kind")),
                row.getString("name"),
                row.getUUID("home_id"));
    }

    private static Scheme.@Nullable Hours hours(Row row) {
        LocalTime from = row.getLocalTime("staffed_from");
        LocalTime until = row.getLocalTime("staffed_until");
        return from == null || until == null
                ? null
                : new Scheme.Hours(ZoneId.of(row.getString("time_zone")), from, until);
    }

    private static Scheme.Watch watch(Row row) {
        String duty = row.getString("duty");
        return duty == null
                ? Scheme.Watch.NEVER_SAID
                : new Scheme.Watch(Duty.valueOf(duty), Times.fromRowOrNull(row.getOffsetDateTime("since")));
    }
}
