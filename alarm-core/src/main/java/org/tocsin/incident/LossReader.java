package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;

/** Reads the technical alarms that stand alone, nobody has, and may have a cause in common. */
final class LossReader {
    /** The most that one look takes, the newest first: what is left out is seen by the next. */
    static final int MOST = 2_000;

    private static final Duration OLDEST = Duration.ofHours(24);

    /** Home unit, controller, power supply: what a battery stands for the home's own, not for a trigger. */
    private static final Set<String> UNIT = Set.of("0002", "0031", "0041", "0045", "0048");

    // What has left an incident with this loss never joins one with it again.
    private static final String LOSSES = """
            select a.id, a.service_id, a.home_id, f.faults, f.lost_at, h.risk_tier, 'OXYGEN' = any(h.vulnerabilities) as oxygen,
              coalesce(nullif(h.area, ''), upper(split_part(h.postcode, ' ', 1))) as area, h.line_provider,
              u.sim_network, coalesce(cardinality(u.paths), 0) as paths
            from alarm a
            join home h on h.id = a.home_id and h.service_id = a.service_id
            left join home_unit u on u.id = a.unit_id and u.service_id = a.service_id
            cross join lateral (
              select array_agg(kind || ' ' || dty) as faults, min(lost_at) as lost_at from fault
              where fault.alarm_id = a.id and fault.restored_at is null and fault.lost_at is not null) f
            where a.joining_class = 'TECHNICAL' and a.state = 'WAITING' and a.incident_id is null
              and f.lost_at > $1 and not exists (
                select from incident_home g where g.alarm_id = a.id and g.left_at >= f.lost_at)
            order by f.lost_at desc limit\s""" + MOST;

    private LossReader() {}

    /** By service. An alarm with a fault that is this home's alone is none of them. */
    static Future<Map<UUID, List<Loss>>> read(SqlClient client, Instant now) {
        return client.preparedQuery(LOSSES)
                .execute(Tuple.of(Times.toRow(now.minus(OLDEST))))
                .map(rows -> {
                    Map<UUID, List<Loss>> losses = new LinkedHashMap<>();
                    rows.forEach(row -> loss(row)
                            .ifPresent(
                                    loss -> losses.computeIfAbsent(row.getUUID("service_id"), none -> new ArrayList<>())
                                            .add(loss)));
                    return losses;
                });
    }

    private static Optional<Loss> loss(Row row) {
        Faults faults = Faults.of(row.getArrayOfStrings("faults"));
        if (faults.others() || faults.kinds().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Loss(
                row.getUUID("id"),
                row.getUUID("home_id"),
                faults.kinds(),
                Times.fromRow(row.getOffsetDateTime("lost_at")),
                new Loss.Place(row.getString("area"), row.getString("sim_network"), row.getString("line_provider")),
                Risk.of(
                        row.getString("risk_tier"),
                        row.getBoolean("oxygen"),
                        row.getInteger("paths"),
                        faults.batteryLow())));
    }

    /**
     * The open faults of one alarm.
     *
     * @param others true where one of them is this home's alone
     */
    record Faults(Set<LossKind> kinds, boolean batteryLow, boolean others) {
        /** @param open each as "KIND device type"; null where there is none */
        static Faults of(String @Nullable [] open) {
            EnumSet<LossKind> kinds = EnumSet.noneOf(LossKind.class);
            boolean batteryLow = false;
            boolean others = false;
            for (String fault : open == null ? new String[0] : open) {
                int space = fault.indexOf(' ');
                String kind = fault.substring(0, space);
                Optional<LossKind> common = LossKind.of(kind);
                common.ifPresent(kinds::add);
                boolean battery = kind.equals("BATTERY") && UNIT.contains(fault.substring(space + 1));
                batteryLow |= battery;
                others |= common.isEmpty() && !battery;
            }
            return new Faults(kinds, batteryLow, others);
        }
    }
}
