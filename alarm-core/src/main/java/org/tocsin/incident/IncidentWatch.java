package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.incident.HomeInIncident.Act;
import org.tocsin.incident.HomeInIncident.State;
import org.tocsin.incident.HomeInIncident.Verdict;
import org.tocsin.platform.Times;

/** What has become of the homes of one open incident since it was last looked at; in one transaction that holds it. */
final class IncidentWatch {
    private static final int MOST = 500;

    private static final String RULE = "select " + IncidentRows.RULE + " from service where id = $1";
    private static final String XMIN = "select pg_snapshot_xmin(pg_current_snapshot())::text";
    // As the board reads: by transaction, the rows of one never parted.
    private static final String CHANGED = """
            select h.alarm_id, h.restored_at is not null as restored, h.contacted_at is not null as contacted, h.tasks,
              a.state, a.sounding, 'RESTORED' = any(a.flags) as over, a.change_xid::text as change_xid,
              (select array_agg(f.kind || ' ' || f.dty) from fault f
               where f.alarm_id = a.id and f.lost_at is not null and f.restored_at is null) as faults
            from incident_home h join alarm a on a.id = h.alarm_id
            where h.incident_id = $1 and h.left_at is null and a.change_xid >= $2::text::xid8
              and a.change_xid < pg_snapshot_xmax(pg_current_snapshot())
            order by a.change_xid fetch first 500 rows with ties
            """;
    private static final String SEEN = "update incident set seen = $2::text::xid8 where id = $1";
    private static final String BACK = """
            update incident_home set restored_at = $3 where incident_id = $1 and alarm_id = any($2)
            """;
    private static final String GONE = """
            update incident_home set restored_at = null, contacted_at = null, contacted_by = null
            where incident_id = $1 and alarm_id = any($2)
            """;
    private static final String TASK = """
            update incident_home set tasks = tasks || $3::text, rank = rank / 4 * 4 + least(rank % 4, 1)
            where incident_id = $1 and alarm_id = any($2) and not $3 = any(tasks)
            """;
    private static final String QUIET = """
            update alarm set sounding = false, change_xid = pg_current_xact_id()
            where id = any($1) and sounding and state = 'WAITING'
            """;
    private static final String OVERDUE = """
            select alarm_id from incident_home
            where incident_id = $1 and left_at is null and restored_at is null order by rank, home_id limit $2
            """;

    private final SqlConnection connection;
    private final Incident incident;
    private final Instant now;
    private final Map<Act, List<UUID>> events = new EnumMap<>(Act.class);
    private final List<UUID> sounding = new ArrayList<>();
    private final Map<Risk.Task, List<UUID>> tasks = new EnumMap<>(Risk.Task.class);

    private IncidentWatch(SqlConnection connection, Incident incident, Instant now) {
        this.connection = connection;
        this.incident = incident;
        this.now = now;
    }

    /** True when more waits than fitted into this look. */
    static Future<Boolean> look(SqlConnection connection, UUID incidentId, Instant now) {
        return IncidentCard.hold(connection, incidentId).compose(held -> {
            if (held.isEmpty() || held.get().getOffsetDateTime("closed_at") != null) {
                return Future.succeededFuture(false);
            }
            IncidentWatch watch = new IncidentWatch(connection, IncidentRows.incident(held.get()), now);
            return watch.changes(held.get().getString("seen"));
        });
    }

    private Future<Boolean> changes(String seen) {
        return connection
                .query(XMIN)
                .execute()
                .compose(xmin -> connection
                        .preparedQuery(CHANGED)
                        .execute(Tuple.of(incident.id(), seen))
                        .compose(rows -> {
                            rows.forEach(this::judge);
                            boolean full = rows.size() >= MOST;
                            String next = next(rows, xmin.iterator().next().getString(0), full);
                            // Behind a transaction that stays open the same rows come again: those are no reason to
                            // hurry.
                            boolean more = full && !next.equals(seen);
                            return apply(rows.size() > 0)
                                    .compose(changed ->
                                            connection.preparedQuery(SEEN).execute(Tuple.of(incident.id(), next)))
                                    .compose(v -> clock())
                                    .map(popped -> more || popped);
                        }));
    }

    private static String next(RowSet<Row> rows, String xmin, boolean more) {
        if (!more) {
            return xmin;
        }
        long last = 0;
        for (Row row : rows) {
            last = Math.max(last, Long.parseUnsignedLong(row.getString("change_xid")));
        }
        return last + 1 < Long.parseUnsignedLong(xmin) ? Long.toString(last + 1) : xmin;
    }

    private void judge(Row row) {
        UUID alarm = row.getUUID("alarm_id");
        LossReader.Faults faults = LossReader.Faults.of(row.getArrayOfStrings("faults"));
        boolean over = row.getBoolean("over");
        State state =
                row.getBoolean("restored") ? State.RESTORED : row.getBoolean("contacted") ? State.CONTACTED : State.OFF;
        if (!row.getString("state").equals("WAITING")) {
            event(Act.TAKEN_ALONE, alarm);
            return;
        }
        if (faults.others()) {
            event(Act.OTHER_FAULT, alarm);
            return;
        }
        if (over != (state == State.RESTORED)
                && HomeInIncident.of(state, over ? Act.RESTORED : Act.LOST_AGAIN) instanceof Verdict.To to
                && to.state() != state) {
            event(over ? Act.RESTORED : Act.LOST_AGAIN, alarm);
        }
        if (row.getBoolean("sounding")) {
            sounding.add(alarm);
        }
        if (faults.batteryLow()) {
            task(Risk.Task.BATTERY_LOW, alarm);
        }
        if (incident.cause() != Cause.SILENT && faults.kinds().contains(LossKind.SILENT)) {
            task(Risk.Task.NOT_HEARD, alarm);
        }
    }

    private void task(Risk.Task task, UUID alarm) {
        tasks.computeIfAbsent(task, none -> new ArrayList<>()).add(alarm);
    }

    private void event(Act act, UUID alarm) {
        events.computeIfAbsent(act, none -> new ArrayList<>()).add(alarm);
    }

    private List<UUID> of(Act act) {
        return events.getOrDefault(act, List.of());
    }

    private Future<Void> apply(boolean any) {
        if (!any) {
            return Future.succeededFuture();
        }
        return HomesOut.leave(connection, incident, of(Act.TAKEN_ALONE), HomesOut.Why.TAKEN_ALONE, now)
                .compose(v -> HomesOut.leave(connection, incident, of(Act.OTHER_FAULT), HomesOut.Why.OTHER_FAULT, now))
                .compose(v -> homes(BACK, of(Act.RESTORED), Times.toRow(now)))
                .compose(v -> homes(GONE, of(Act.LOST_AGAIN), null))
                .compose(v ->
                        homes(TASK, tasks.getOrDefault(Risk.Task.BATTERY_LOW, List.of()), Risk.Task.BATTERY_LOW.name()))
                .compose(v ->
                        homes(TASK, tasks.getOrDefault(Risk.Task.NOT_HEARD, List.of()), Risk.Task.NOT_HEARD.name()))
                .compose(v -> quieten());
    }

    /** @param third what the statement needs besides; null where it needs nothing */
    private Future<Void> homes(String sql, List<UUID> alarms, @Nullable Object third) {
        if (alarms.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple values = Tuple.of(incident.id()).addValue(alarms.toArray(UUID[]::new));
        return connection
                .preparedQuery(sql)
                .execute(third == null ? values : values.addValue(third))
                .mapEmpty();
    }

    private Future<Void> quieten() {
        if (sounding.isEmpty()) {
            return Future.succeededFuture();
        }
        return HomesOut.lock(connection, sounding)
                .compose(v ->
                        connection.preparedQuery(QUIET).execute(Tuple.tuple().addValue(sounding.toArray(UUID[]::new))))
                .mapEmpty();
    }

    /** Counts, and lets out who is still off when the time of the others' restoration is long past. */
    private Future<Boolean> clock() {
        return connection
                .preparedQuery(RULE)
                .execute(Tuple.of(incident.serviceId()))
                .compose(rules -> {
                    IncidentRule rule = IncidentRows.rule(rules.iterator().next());
                    return IncidentCard.count(connection, incident.id()).compose(counted -> {
                        Incident.Counts counts = counted.counts();
                        Instant since = HomeInIncident.restoringSince(
                                counted.times().restoringSince(),
                                counts.homes() - counts.popped(),
                                counts.restored(),
                                rule,
                                now);
                        boolean pops = HomeInIncident.stillOffIsOver(since, rule, now)
                                && counts.off() + counts.contacted() > 0;
                        return IncidentCard.restoring(connection, incident.id(), since)
                                .compose(v -> pops ? popOut() : Future.succeededFuture(false));
                    });
                });
    }

    private Future<Boolean> popOut() {
        return connection
                .preparedQuery(OVERDUE)
                .execute(Tuple.of(incident.id(), IncidentOpening.BATCH))
                .compose(rows -> {
                    List<UUID> overdue =
                            rows.stream().map(row -> row.getUUID(0)).toList();
                    return HomesOut.leave(connection, incident, overdue, HomesOut.Why.STILL_OFF, now)
                            .compose(v -> IncidentCard.count(connection, incident.id()))
                            .map(overdue.size() == IncidentOpening.BATCH);
                });
    }
}
