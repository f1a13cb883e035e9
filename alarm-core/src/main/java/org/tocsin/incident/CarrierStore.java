package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.tocsin.access.Scope;
import org.tocsin.home.Equipment;
import org.tocsin.platform.Database;

/** What hangs on each mobile network, each provider of lines and each area; and who would be without cover if it failed. */
public final class CarrierStore {
    /** Names in one table; the units of all others are in none of its rows. */
    public static final int MOST_GROUPS = 200;

    /** Units one scenario looks at. */
    public static final int MOST_UNITS = 100_000;

    private static final String AREA = "coalesce(nullif(h.area, ''), upper(split_part(h.postcode, ' ', 1)))";
    private static final String NOT_ON_FILE = "not on file";

    /** A unit and each home it speaks for. */
    private static final String HANGS = """
            speaks_for f join home_unit u on u.id = f.unit_id and f.service_id = $1
            join home h on h.id = f.home_id and h.service_id = $1 and h.ended_at is null
            """;

    /** A controller counts once, with the gravest risk of its dwellings; whoever has two units is one person. */
    private static final String GROUPS = """
            with lost as (
              select cid, bool_or(kind = 'SILENT') as silent, bool_or(kind = 'MAINS') as mains,
                bool_or(kind in ('IP', 'MOBILE', 'TELEPHONE_LINE', 'PRIMARY_PATH', 'REDUNDANT_PATH', 'LINK')) as path
              from fault where service_id = $1 and restored_at is null and lost_at is not null group by cid),
            people as (
              select r.home_id, count(*) as people from resident r join service_user s on s.id = r.service_user_id
              where r.service_id = $1 and r.until is null and s.status not in ('DECEASED', 'MOVED', 'ENDED')
              group by r.home_id),
            base as (
              select u.id, h.id as home_id, coalesce(u.sim_network, '%s') as network, coalesce(h.line_provider, '%s') as line, %s as area,
                h.risk_tier, cardinality(u.paths) >= 2 as second, coalesce(p.people, 0) as people,
                coalesce(l.silent, false) as silent, coalesce(l.path, false) as path, coalesce(l.mains, false) as mains
              from %s left join lost l on l.cid = u.cid left join people p on p.home_id = h.id),
            named as (
              select d.shared, d.name, base.*,
                row_number() over (partition by d.shared, d.name, id order by
                  case risk_tier when 'CRITICAL' then 0 when 'HIGH' then 1 else 2 end) = 1 as of_unit,
                row_number() over (partition by d.shared, d.name, home_id) = 1 as of_home
              from base cross join lateral (values ('NETWORK', network), ('LINE', line), ('AREA', area)) d(shared, name)),
            counted as (
              select shared, name, count(*) filter (where of_unit) as units,
                (sum(people) filter (where of_home))::bigint as people,
                count(*) filter (where of_unit and risk_tier = 'CRITICAL') as critical,
                count(*) filter (where of_unit and risk_tier = 'HIGH') as high,
                count(*) filter (where of_unit and second) as second, count(*) filter (where of_unit and silent) as silent,
                count(*) filter (where of_unit and path) as path, count(*) filter (where of_unit and mains) as mains,
                row_number() over (partition by shared order by count(*) filter (where of_unit) desc, name) as place
              from named group by shared, name)
            select * from counted where place <= $2 order by shared, place
            """.formatted(NOT_ON_FILE, NOT_ON_FILE, AREA, HANGS);

    private static final String UNITS = """
            select u.cid, h.id as home_id, h.risk_tier, 'OXYGEN' = any(h.vulnerabilities) as oxygen, u.paths, m.standby_h,
              h.equipment,
              concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place,
              (select string_agg(s.name, ' and ' order by s.name) from resident r join service_user s
               on s.id = r.service_user_id where r.home_id = h.id and r.service_id = $1 and r.until is null
                 and s.status not in ('DECEASED', 'MOVED', 'ENDED')) as names
            from %s left join unit_model m on m.id = u.model_id
            where %s = $2 order by h.id, u.cid limit $3
            """;

    private final Pool pool;

    public CarrierStore(Database database) {
        this.pool = database.pool();
    }

    /**
     * What hangs on one network, provider or area.
     *
     * @param units of homes of the service that have not ended; a scheme's controller is one
     * @param people who live there now
     * @param secondPath units with two paths or more on file
     * @param now units of which something is lost at this moment
     */
    public record Line(Grouping.Key key, int units, int people, Tiers tiers, int secondPath, Now now) {
        /** Units with one path, or none, on file. */
        public int onePath() {
            return units - secondPath;
        }
    }

    public record Tiers(int critical, int high, int standard) {}

    public record Now(int silent, int pathLost, int mainsLost) {}

    /** A home that would be without cover, and its unit. */
    public record Exposed(
            String cid, UUID homeId, String who, String place, String riskTier, int rank, WhatIf.Gap gap) {}

    /**
     * @param looked how many units hang on what is down
     * @param exposed those without cover, the highest risk first
     */
    public record Answer(int looked, List<Exposed> exposed) {}

    /** The largest first within each; at most {@value #MOST_GROUPS} of a kind. */
    public Future<List<Line>> lines(Scope scope) {
        return pool.preparedQuery(GROUPS)
                .execute(Tuple.of(scope.serviceId(), MOST_GROUPS))
                .map(rows -> rows.stream().map(CarrierStore::line).toList());
    }

    /** Who would be without cover. */
    public Future<Answer> whatIf(Scope scope, WhatIf.Scenario scenario) {
        String column = switch (scenario.shared()) {
            case NETWORK -> "coalesce(u.sim_network, '" + NOT_ON_FILE + "')";
            case LINE -> "coalesce(h.line_provider, '" + NOT_ON_FILE + "')";
            case AREA -> AREA;
        };
        return pool.preparedQuery(UNITS.formatted(HANGS, column))
                .execute(Tuple.of(scope.serviceId(), scenario.name(), MOST_UNITS))
                .map(rows -> new Answer(
                        (int) rows.stream()
                                .map(row -> row.getString("cid"))
                                .distinct()
                                .count(),
                        rows.stream()
                                .flatMap(row -> exposed(scenario, row))
                                .sorted(Comparator.comparingInt(Exposed::rank)
                                        .thenComparingInt(one -> one.gap().afterHours())
                                        .thenComparing(Exposed::place)
                                        .thenComparing(Exposed::cid))
                                .toList()));
    }

    private static Stream<Exposed> exposed(WhatIf.Scenario scenario, Row row) {
        Set<String> paths = Set.of(row.getArrayOfStrings("paths"));
        boolean oxygen = row.getBoolean("oxygen");
        boolean converter = Equipment.valueOf(row.getString("equipment")) == Equipment.CONVERTER;
        Optional<WhatIf.Gap> gap =
                WhatIf.of(scenario, new WhatIf.Unit(paths, converter, oxygen, row.getInteger("standby_h")));
        String names = row.getString("names");
        return gap.stream()
                .map(one -> new Exposed(
                        row.getString("cid"),
                        row.getUUID("home_id"),
                        names == null ? "Nobody on file" : names,
                        row.getString("place"),
                        row.getString("risk_tier"),
                        Risk.of(row.getString("risk_tier"), oxygen, paths.size(), false)
                                .rank(),
                        one));
    }

    private static Line line(Row row) {
        int units = row.getInteger("units");
        int critical = row.getInteger("critical");
        int high = row.getInteger("high");
        return new Line(
                new Grouping.Key(Grouping.Shared.valueOf(row.getString("shared")), row.getString("name")),
                units,
                row.getInteger("people"),
                new Tiers(critical, high, units - critical - high),
                row.getInteger("second"),
                new Now(row.getInteger("silent"), row.getInteger("path"), row.getInteger("mains")));
    }
}
