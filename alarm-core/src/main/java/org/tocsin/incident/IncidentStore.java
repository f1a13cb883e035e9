package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Reads incidents and their homes for people, within one service. */
public final class IncidentStore {
    private static final int MOST_LISTED = 100;

    private static final String SELECT = "select " + IncidentRows.COLUMNS + " from incident i where i.service_id = $1";
    private static final String RULE = "select " + IncidentRows.RULE + " from service where id = $1";
    private static final String HOMES = """
            select g.alarm_id, g.home_id, g.rank, g.tasks, g.lost_at, g.late, g.restored_at, g.attempts, g.contacted_at, g.contacted_by,
              g.result, g.note, g.left_at, g.left_why, h.risk_tier, h.vulnerabilities,
              concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place,
              coalesce(p.names, 'Nobody on file') as names, p.telephone, life.id as life_id
            from incident_home g join home h on h.id = g.home_id and h.service_id = g.service_id
            left join lateral (
              select string_agg(u.name, ', ' order by u.name) as names, min(u.telephone) as telephone
              from resident r join service_user u on u.id = r.service_user_id
              where r.home_id = h.id and r.service_id = g.service_id and r.until is null) p on true
            left join lateral (
              select a.id from alarm a where a.home_id = g.home_id and a.service_id = g.service_id
                and a.joining_class = 'LIFE' and a.state <> 'CLOSED' order by a.id desc limit 1) life on true
            where g.service_id = $1 and g.incident_id = $2
            """;
    private static final String RULES = """
            update service set incident_homes = $2, incident_carrier_homes = $3, incident_within_s = $4,
              incident_restored_percent = $5, incident_pop_out_s = $6 where id = $1
            """;

    private final Pool pool;

    public IncidentStore(Database database) {
        this.pool = database.pool();
    }

    /** Which homes of an incident. */
    public enum Which {
        /** Somebody has to ring: off, and nobody has reached them. */
        TO_RING(" and g.tasks <> '{}' and g.left_at is null and g.restored_at is null and g.contacted_at is null"),
        /** Neither back nor spoken with. */
        OFF(" and g.left_at is null and g.restored_at is null and g.contacted_at is null"),
        ALL("");

        private final String condition;

        Which(String condition) {
            this.condition = condition;
        }
    }

    /**
     * A home on the card.
     *
     * @param alarmId its own technical alarm
     * @param lifeAlarmId an open life alarm of the same home; null where there is none
     */
    public record Home(
            UUID alarmId,
            UUID homeId,
            Who who,
            Risk risk,
            Standing standing,
            @Nullable UUID lifeAlarmId) {}

    public record Who(
            String names, String place, @Nullable String telephone, String riskTier, List<String> vulnerabilities) {}

    /**
     * @param late lost so long after the others that it may be chance
     * @param leftWhy why it is on its own again, as stored; null while it is on the card
     */
    public record Standing(
            Instant lostAt,
            boolean late,
            @Nullable Instant restoredAt,
            @Nullable Instant contactedAt,
            @Nullable String contactedBy,
            @Nullable ContactResult result,
            @Nullable String note,
            int attempts,
            @Nullable String leftWhy) {
        public HomeInIncident.State state() {
            if (leftWhy != null && !leftWhy.equals("CARD_CLOSED")) {
                return HomeInIncident.State.LEFT;
            }
            return restoredAt != null
                    ? HomeInIncident.State.RESTORED
                    : contactedAt != null ? HomeInIncident.State.CONTACTED : HomeInIncident.State.OFF;
        }
    }

    /** The incident, where this service has it. */
    public Future<Optional<Incident>> find(Scope scope, UUID incidentId) {
        return pool.preparedQuery(SELECT + " and i.id = $2")
                .execute(Tuple.of(scope.serviceId(), incidentId))
                .map(rows -> rows.stream().findFirst().map(IncidentRows::incident));
    }

    /** Open incidents, then the last that were closed; at most a hundred. */
    public Future<List<Incident>> list(Scope scope) {
        return pool.preparedQuery(SELECT + " order by i.closed_at is not null, i.opened_at desc limit " + MOST_LISTED)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(IncidentRows::incident).toList());
    }

    /** The open incidents a home is part of. */
    public Future<List<Incident>> ofHome(Scope scope, UUID homeId) {
        return pool.preparedQuery(SELECT + " and i.closed_at is null and exists (select from incident_home g"
                        + " join alarm a on a.id = g.alarm_id where g.incident_id = i.id and g.left_at is null"
                        + " and a.home_id = $2 and a.state <> 'CLOSED')")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(IncidentRows::incident).toList());
    }

    /**
     * Homes by risk; an open life alarm among them comes first of all.
     *
     * @param offset how many to skip: the list is bounded by the service's homes
     */
    public Future<Page<Home>> homes(Scope scope, UUID incidentId, Which which, int offset, int limit) {
        int size = Math.max(1, Math.min(Page.LARGEST, limit));
        String sql = HOMES + which.condition + " order by life.id is null, g.rank, g.home_id, g.alarm_id"
                + " offset $3 limit $4";
        return pool.preparedQuery(sql)
                .execute(Tuple.of(scope.serviceId(), incidentId, Math.max(0, offset), size + 1))
                .map(rows -> {
                    List<Home> homes = rows.stream().map(IncidentStore::home).toList();
                    boolean more = homes.size() > size;
                    return new Page<>(
                            more ? homes.subList(0, size) : homes, more ? Integer.toString(offset + size) : null);
                });
    }

    /** The service's rules. */
    public Future<IncidentRule> rule(Scope scope) {
        return pool.preparedQuery(RULE)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> IncidentRows.rule(rows.iterator().next()));
    }

    /** Changes the service's rules; fails where the database refuses a value. */
    public Future<Void> setRule(Scope scope, IncidentRule rule) {
        return pool.preparedQuery(RULES)
                .execute(Tuple.of(
                        scope.serviceId(),
                        rule.areaHomes(),
                        rule.carrierHomes(),
                        Math.toIntExact(rule.within().toSeconds()),
                        rule.restoredPercent(),
                        Math.toIntExact(rule.popOut().toSeconds())))
                .mapEmpty();
    }

    private static Home home(Row row) {
        String result = row.getString("result");
        Standing standing = new Standing(
                Times.fromRow(row.getOffsetDateTime("lost_at")),
                row.getBoolean("late"),
                Times.fromRowOrNull(row.getOffsetDateTime("restored_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("contacted_at")),
                row.getString("contacted_by"),
                result == null ? null : ContactResult.valueOf(result),
                row.getString("note"),
                row.getInteger("attempts"),
                row.getString("left_why"));
        return new Home(
                row.getUUID("alarm_id"),
                row.getUUID("home_id"),
                new Who(
                        row.getString("names"),
                        row.getString("place"),
                        row.getString("telephone"),
                        row.getString("risk_tier"),
                        List.of(row.getArrayOfStrings("vulnerabilities"))),
                new Risk(row.getInteger("rank"), tasks(row.getArrayOfStrings("tasks"))),
                standing,
                row.getUUID("life_id"));
    }

    private static Set<Risk.Task> tasks(String[] names) {
        EnumSet<Risk.Task> tasks = EnumSet.noneOf(Risk.Task.class);
        for (String name : names) {
            tasks.add(Risk.Task.valueOf(name));
        }
        return tasks;
    }
}
