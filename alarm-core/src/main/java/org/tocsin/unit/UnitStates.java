package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.supervision.TrendStore;
import org.tocsin.unit.UnitState.Report;
import org.tocsin.unit.UnitState.Word;

/**
 * What units say of themselves, kept. While one write is under way others gather and go together in the next, in the
 * order of the units' ids; of one unit, in the order they came.
 */
public final class UnitStates {
    private static final int LARGEST_WRITE = 500;
    /** Beyond this a change is refused at once. */
    private static final int MOST_WAITING = 20_000;

    private static final long WITHIN_MS = 2_000;

    /** A unit that takes settings says its state anew; what it says later may be another change. */
    private static final String TAKEN_WITHIN = "2 minutes";

    private static final String REPORT = "insert into unit_state as s (unit_id, service_id, state, since, reported_at,"
            + " boot, firmware, bearer, rssi, mains, battery, settings)"
            + " select unit_id, service_id, state, since, since, boot, firmware, bearer, rssi, mains, battery, settings"
            + " from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[],"
            + " $8::integer[], $9::boolean[], $10::integer[], $11::text[])"
            + " as w(unit_id, service_id, state, since, boot, firmware, bearer, rssi, mains, battery, settings)"
            + " order by unit_id"
            + " on conflict (unit_id) do update set state = excluded.state, since = case when s.state = excluded.state"
            + " then s.since else excluded.since end, reported_at = excluded.reported_at,"
            + " boot = coalesce(excluded.boot, s.boot), firmware = coalesce(excluded.firmware, s.firmware),"
            + " bearer = coalesce(excluded.bearer, s.bearer), rssi = coalesce(excluded.rssi, s.rssi),"
            + " mains = coalesce(excluded.mains, s.mains), battery = coalesce(excluded.battery, s.battery),"
            + " settings = coalesce(excluded.settings, s.settings)";

    /**
     * What makes a proof stale, or is worth knowing: another firmware, other settings, another bearer. A report is compared
     * with the last one, the first ever with what was put on file. Settings that the unit has just taken from here are
     * noted already, by their names. The rows that differ are locked, so that of two processes one
     * sees what the other wrote: each change is written once.
     */
    private static final String CHANGED =
            "with said as (select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[],"
                    + " $4::text[], $5::text[], $6::text[]) as w(unit_id, service_id, at, firmware, bearer, settings)),"
                    + " again as (select w.*, s.firmware as old_firmware, s.bearer as old_bearer,"
                    + " s.settings as old_settings, s.reported_at as old_at"
                    + " from said w join unit_state s on s.unit_id = w.unit_id"
                    + " where s.firmware <> w.firmware or s.bearer <> w.bearer or s.settings <> w.settings order by s.unit_id for no key update of s),"
                    + " first as (select w.*, u.firmware as old_firmware from said w join home_unit u on u.id = w.unit_id"
                    + " where u.firmware <> w.firmware and not exists (select from unit_state s where s.unit_id = w.unit_id"
                    + " and s.firmware is not null)),"
                    + " changes as ("
                    + " select unit_id, service_id, at, 'FIRMWARE' as kind, old_firmware as was, firmware as is_now from again"
                    + " where old_firmware <> firmware"
                    + " union all select a.unit_id, a.service_id, a.at, 'CONFIGURATION', a.old_settings, a.settings from again a"
                    + " where a.old_settings <> a.settings and not exists (select from unit_change x"
                    + " where x.unit_id = a.unit_id and x.kind = 'CONFIGURATION'"
                    + " and x.at > greatest(a.old_at, a.at - interval '" + TAKEN_WITHIN + "'))"
                    + " union all select unit_id, service_id, at, 'ROAMING', old_bearer, bearer from again"
                    + " where old_bearer <> bearer"
                    + " union all select unit_id, service_id, at, 'FIRMWARE', old_firmware, firmware from first),"
                    // One that roams to and fro has one line a day, and a count.
                    + " roamed as (insert into unit_trend as t (unit_id, day, service_id, network_changes)"
                    + " select unit_id, (at at time zone 'UTC')::date, service_id, 1 from changes where kind = 'ROAMING'"
                    + " on conflict (unit_id, day) do update set network_changes = t.network_changes + 1"
                    + " returning unit_id, network_changes)"
                    + " insert into unit_change (id, service_id, home_id, unit_id, at, kind, was, is_now, noticed_by)"
                    + " select gen_random_uuid(), c.service_id, u.home_id, c.unit_id, c.at, c.kind, c.was, c.is_now, 'unit'"
                    + " from changes c join home_unit u on u.id = c.unit_id where c.kind <> 'ROAMING'"
                    + " or exists (select from roamed r where r.unit_id = c.unit_id and r.network_changes = 1)";

    /** Whoever has connected again since, at whichever gateway, is not gone. */
    private static final String GONE = "insert into unit_state as s (unit_id, service_id, state, since)"
            + " select unit_id, service_id, state, since"
            + " from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as w(unit_id, service_id, state, since)"
            + " where not exists (select 1 from unit_connection c where c.unit_id = w.unit_id"
            + " and c.released_at is null and c.connected_at > w.since) order by unit_id"
            + " on conflict (unit_id) do update set state = excluded.state, since = excluded.since"
            + " where s.since <= excluded.since";

    /**
     * After an outage thousands are gone that none of the statistics knows of. Which states those are is handed in with
     * each unit, out of the planner's sight: it would take all of the gone for one, and go through every unit that is back for each.
     */
    static final String BACK = "with back as materialized (select w.*, array['LOST', 'DISCONNECTED'] as gone"
            + " from unnest($1::uuid[], $2::timestamptz[]) as w(unit_id, since))"
            + " update unit_state s set state = 'CONNECTED', since = w.since from back w"
            + " where s.unit_id = w.unit_id and s.state = any (w.gone) and s.since <= w.since";

    private final Database database;
    private final Deque<Change> waiting = new ArrayDeque<>();
    private boolean writing;

    private record Change(
            UUID unitId,
            UUID serviceId,
            Word word,
            Instant at,
            @Nullable Report report,
            Promise<Void> written) {}

    public UnitStates(Database database) {
        this.database = database;
    }

    /** What a unit has said; committed when the future succeeds, within 2 s. */
    public Future<Void> reported(HomeUnit unit, Word word, Report report) {
        return add(unit, word, report.at(), report);
    }

    /** A unit is connected again; where it was not gone nothing is changed. */
    public Future<Void> back(HomeUnit unit, Instant at) {
        return add(unit, Word.CONNECTED, at, null);
    }

    /**
     * A unit is gone since then; without effect when it has connected again.
     *
     * @param word DISCONNECTED or LOST
     */
    public Future<Void> gone(HomeUnit unit, Word word, Instant at) {
        return add(unit, word, at, null);
    }

    /** The state of a unit; empty when nothing is known of it. */
    public Future<Optional<UnitState>> find(Scope scope, UUID unitId) {
        return database.pool()
                .preparedQuery(
                        "select state, since, reported_at, boot, firmware, settings, bearer, rssi, mains, battery"
                                + " from unit_state where service_id = $1 and unit_id = $2")
                .execute(Tuple.of(scope.serviceId(), unitId))
                .map(rows -> rows.stream().findFirst().map(UnitStates::read));
    }

    private Future<Void> add(HomeUnit unit, Word word, Instant at, @Nullable Report report) {
        Change change = new Change(unit.id(), unit.serviceId(), word, at, report, Promise.promise());
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                return Future.failedFuture("too many changes of units' states are waiting");
            }
            waiting.add(change);
        }
        write();
        return change.written.future();
    }

    private void write() {
        Map<UUID, Change> batch = nextBatch();
        if (batch.isEmpty()) {
            return;
        }
        List<Change> changes = List.copyOf(batch.values());
        database.pool()
                .withTransaction(connection -> write(connection, changes))
                .timeout(WITHIN_MS, TimeUnit.MILLISECONDS)
                .onComplete(done -> {
                    synchronized (this) {
                        writing = false;
                    }
                    write();
                    changes.forEach(change -> change.written.handle(done));
                });
    }

    /** One change of a unit; its next one waits for it. */
    private synchronized Map<UUID, Change> nextBatch() {
        Map<UUID, Change> batch = new LinkedHashMap<>();
        if (writing) {
            return batch;
        }
        Iterator<Change> next = waiting.iterator();
        while (next.hasNext() && batch.size() < LARGEST_WRITE) {
            Change change = next.next();
            if (batch.putIfAbsent(change.unitId, change) == null) {
                next.remove();
            }
        }
        writing = !batch.isEmpty();
        return batch;
    }

    private static Future<Void> write(SqlConnection connection, List<Change> changes) {
        List<Change> reports = of(changes, change -> change.report != null);
        List<Change> gone = of(changes, change -> change.report == null && change.word != Word.CONNECTED);
        List<Change> back = of(changes, change -> change.report == null && change.word == Word.CONNECTED);
        // The lines of the day first: what roams is counted in them, and that in no order.
        return TrendStore.note(connection, trends(reports))
                .compose(done -> execute(connection, CHANGED, reports, UnitStates::changedColumns))
                .compose(done -> execute(connection, REPORT, reports, UnitStates::reportColumns))
                .compose(done -> execute(connection, GONE, gone, UnitStates::columns))
                .compose(done -> execute(connection, BACK, back, UnitStates::backColumns));
    }

    private static List<TrendStore.Report> trends(List<Change> reports) {
        return reports.stream()
                .flatMap(change -> Stream.ofNullable(change.report)
                        .map(report -> new TrendStore.Report(
                                change.unitId, change.serviceId, report.at(), report.battery(), report.rssi())))
                .toList();
    }

    private static List<Change> of(List<Change> changes, Predicate<Change> kind) {
        return changes.stream().filter(kind).toList();
    }

    private static Future<Void> execute(
            SqlConnection connection, String sql, List<Change> changes, Function<List<Change>, Tuple> columns) {
        return changes.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(sql).execute(columns.apply(changes)).mapEmpty();
    }

    private static Tuple columns(List<Change> changes) {
        return Tuple.of(
                changes.stream().map(Change::unitId).toArray(UUID[]::new),
                changes.stream().map(Change::serviceId).toArray(UUID[]::new),
                changes.stream().map(change -> change.word.name()).toArray(String[]::new),
                changes.stream().map(change -> Times.toRow(change.at)).toArray(OffsetDateTime[]::new));
    }

    private static Tuple backColumns(List<Change> changes) {
        Tuple columns = Tuple.tuple();
        columns.addValue(changes.stream().map(Change::unitId).toArray(UUID[]::new));
        columns.addValue(changes.stream().map(change -> Times.toRow(change.at)).toArray(OffsetDateTime[]::new));
        return columns;
    }

    private static Tuple changedColumns(List<Change> changes) {
        Tuple columns = Tuple.tuple();
        columns.addValue(changes.stream().map(Change::unitId).toArray(UUID[]::new));
        columns.addValue(changes.stream().map(Change::serviceId).toArray(UUID[]::new));
        columns.addValue(changes.stream().map(change -> Times.toRow(change.at)).toArray(OffsetDateTime[]::new));
        columns.addValue(said(changes, Report::firmware).toArray(String[]::new));
        columns.addValue(said(changes, Report::bearer).toArray(String[]::new));
        columns.addValue(said(changes, Report::settings).toArray(String[]::new));
        return columns;
    }

    private static Tuple reportColumns(List<Change> changes) {
        Tuple columns = columns(changes);
        columns.addValue(said(changes, Report::boot).toArray(Long[]::new));
        columns.addValue(said(changes, Report::firmware).toArray(String[]::new));
        columns.addValue(said(changes, Report::bearer).toArray(String[]::new));
        columns.addValue(said(changes, Report::rssi).toArray(Integer[]::new));
        columns.addValue(said(changes, Report::mains).toArray(Boolean[]::new));
        columns.addValue(said(changes, Report::battery).toArray(Integer[]::new));
        columns.addValue(said(changes, Report::settings).toArray(String[]::new));
        return columns;
    }

    private static <T> Stream<@Nullable T> said(List<Change> changes, Function<Report, @Nullable T> part) {
        return changes.stream().map(change -> change.report == null ? null : part.apply(change.report));
    }

    private static UnitState read(Row row) {
        OffsetDateTime reportedAt = row.getOffsetDateTime("reported_at");
        Report report = reportedAt == null
                ? null
                : new Report(
                        row.getLong("boot"),
                        row.getString("firmware"),
                        row.getString("settings"),
                        row.getString("bearer"),
                        row.getInteger("rssi"),
                        row.getBoolean("mains"),
                        row.getInteger("battery"),
                        Times.fromRow(reportedAt));
        return new UnitState(
                Word.valueOf(row.getString("state")), Times.fromRow(row.getOffsetDateTime("since")), report);
    }
}
