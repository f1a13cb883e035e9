package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Equipment;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Times;
import org.tocsin.readiness.ReadinessFacts.Change;
import org.tocsin.readiness.ReadinessFacts.Heard;
import org.tocsin.readiness.ReadinessFacts.Trigger;
import org.tocsin.unit.UnitChange;

/** Reads what the readiness of homes follows from: five statements, however many homes. */
final class FactsReader {
    private static final String HOMES = """
            select h.id, h.service_id, h.area, h.risk_tier, h.equipment, h.line_provider, h.line_planned_on,
              h.line_confirmed_at, s.time_zone, s.proof_limit_days, s.converter_retest_days, e.kind as exception,
              exists (select from visit v where v.home_id = h.id and v.state in ('PLANNED', 'OPEN')) as visit_planned,
              exists (select from visit v where v.home_id = h.id
                and (v.started_at is not null or v.state = 'NO_ACCESS')) as visited
            from home h join service s on s.id = h.service_id
              left join readiness_exception e on e.home_id = h.id and e.ended_at is null
            where h.id = any ($1) and h.ended_at is null
            """;
    private static final String UNITS = "select home_id, unit_id from speaks_for where home_id = any ($1)";
    private static final String TRIGGERS = "select home_id, id, unit_id from peripheral"
            + " where home_id = any ($1) and (until is null or until > $2)";
    /** A remote test of a scheme's controller is no home's proof; it stands with its campaign, for each dwelling. */
    private static final String HEARD = """
            (select distinct on (home_id, peripheral_id) home_id, peripheral_id, unit_id, received_at
             from proof where home_id = any ($1) and peripheral_id is not null
             order by home_id, peripheral_id, received_at desc)
            union all
            (select distinct on (home_id, unit_id) home_id, null, unit_id, received_at
             from proof where home_id = any ($1) and kind = 'REMOTE_TEST'
             order by home_id, unit_id, received_at desc)
            union all
            (select s.home_id, null, s.unit_id, r.received_at
             from speaks_for s join home_unit u on u.id = s.unit_id and u.home_id is null cross join lateral (
               select received_at from test_run where unit_id = u.id and state = 'PASSED' and received_at is not null
               order by received_at desc limit 1) r
             where s.home_id = any ($1))
            """;

    private static final String CHANGES = """
            select distinct on (home_id, unit_id, kind) home_id, unit_id, kind, at
            from (
              select home_id, unit_id, kind, at from unit_change where home_id = any ($1)
              union all select s.home_id, c.unit_id, c.kind, c.at from speaks_for s join unit_change c on c.unit_id = s.unit_id
              where s.home_id = any ($1) and c.home_id is null) c
            order by home_id, unit_id, kind, at desc
            """;

    private FactsReader() {}

    /** A home, what its readiness follows from, and what it is found by. */
    record Home(
            UUID id,
            UUID serviceId,
            RiskTier risk,
            @Nullable String area,
            @Nullable String provider,
            @Nullable String exception,
            ReadinessFacts facts,
            ReadinessFacts.Limits limits) {}

    /** Those of these homes that are on file and have not ended. */
    static Future<List<Home>> read(SqlClient client, Collection<UUID> homes, Instant now) {
        UUID[] ids = homes.toArray(UUID[]::new);
        Map<UUID, Set<UUID>> units = new HashMap<>();
        Map<UUID, List<Trigger>> triggers = new HashMap<>();
        Map<UUID, List<Heard>> heard = new HashMap<>();
        Map<UUID, List<Change>> changes = new HashMap<>();
        return each(
                        client,
                        UNITS,
                        Tuple.of((Object) ids),
                        row -> units.computeIfAbsent(row.getUUID(0), id -> new HashSet<>())
                                .add(row.getUUID(1)))
                .compose(done -> each(
                        client,
                        TRIGGERS,
                        Tuple.of(ids, Times.toRow(now)),
                        row -> triggers.computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
                                .add(new Trigger(row.getUUID(1), row.getUUID(2)))))
                .compose(done -> each(
                        client,
                        HEARD,
                        Tuple.of((Object) ids),
                        row -> heard.computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
                                .add(new Heard(
                                        row.getUUID(1), row.getUUID(2), Times.fromRow(row.getOffsetDateTime(3))))))
                .compose(done -> each(
                        client,
                        CHANGES,
                        Tuple.of((Object) ids),
                        row -> changes.computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
                                .add(new Change(
                                        UnitChange.Kind.valueOf(row.getString(2)),
                                        row.getUUID(1),
                                        Times.fromRow(row.getOffsetDateTime(3))))))
                .compose(done -> client.preparedQuery(HOMES).execute(Tuple.of((Object) ids)))
                .map(rows -> {
                    List<Home> found = new ArrayList<>();
                    for (Row row : rows) {
                        UUID id = row.getUUID("id");
                        found.add(home(
                                row,
                                new ReadinessFacts(
                                        Equipment.valueOf(row.getString("equipment")),
                                        new ReadinessFacts.Line(
                                                row.getLocalDate("line_planned_on"),
                                                Times.fromRowOrNull(row.getOffsetDateTime("line_confirmed_at"))),
                                        units.getOrDefault(id, Set.of()),
                                        triggers.getOrDefault(id, List.of()),
                                        heard.getOrDefault(id, List.of()),
                                        changes.getOrDefault(id, List.of()),
                                        new ReadinessFacts.Visits(
                                                row.getBoolean("visit_planned"), row.getBoolean("visited")))));
                    }
                    return found;
                });
    }

    private static Home home(Row row, ReadinessFacts facts) {
        return new Home(
                row.getUUID("id"),
                row.getUUID("service_id"),
                RiskTier.valueOf(row.getString("risk_tier")),
                row.getString("area"),
                row.getString("line_provider"),
                row.getString("exception"),
                facts,
                new ReadinessFacts.Limits(
                        Duration.ofDays(row.getInteger("proof_limit_days")),
                        Duration.ofDays(row.getInteger("converter_retest_days")),
                        ZoneId.of(row.getString("time_zone"))));
    }

    private interface Each {
        void row(Row row);
    }

    private static Future<Void> each(SqlClient client, String sql, Tuple values, Each each) {
        return client.preparedQuery(sql).execute(values).map(rows -> {
            rows.forEach(each::row);
            return null;
        });
    }
}
