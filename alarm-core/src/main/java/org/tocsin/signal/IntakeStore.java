package org.tocsin.signal;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Priority;
import org.tocsin.platform.Times;
import org.tocsin.visit.AskedTrigger;

/** What an intake transaction reads, under lock. Writing is {@link IntakeWriter}'s. */
final class IntakeStore {
    private static final String UNITS =
            "select u.cid, u.id, u.service_id, u.home_id, u.status = 'SUSPENDED', u.scheme_id,"
                    + " m.repeat_window_s, t.test_id, t.visit_id, t.asked_dty, t.asked_did, t.asked_at,"
                    // Heard, it has been tested: a moment for its repeats and further parts, then a press is a press.
                    + " case when t.test_id is not null then least(t.until, (select min(v.received_at)"
                    + " + interval '20 seconds' from visit_heard v where v.test_id = t.test_id)) end,"
                    + " t.phone_seen_at, t.phone_lost_s,"
                    + " case when t.test_id is not null then array(select coalesce(p.did, '') from peripheral p"
                    + " where p.home_id = t.home_id and p.until is null and p.dty = t.asked_dty and p.id is distinct from"
                    + " (select v.peripheral_id from visit_test v where v.id = t.test_id)) end"
                    + " from home_unit u left join unit_model m on m.id = u.model_id"
                    + " left join test_mode t on t.home_id = u.home_id and t.asked_unit_id = u.id"
                    + " where u.cid = any($1)";
    private static final String SERVICES = "select code, id from service";
    /** In key order, so that two groups never wait for each other in a circle. */
    private static final String LOCK = "select count(held) from (select pg_advisory_xact_lock(hashtextextended(k, 0))"
            + "::text as held from unnest($1::text[]) k) locks";

    private static final String COLUMNS = "select id, service_id, join_key, joining_class, priority, state,"
            + " taken_by is not null, sounding, signal_count, trigger_words, flags, manager_until is not null, parts,"
            + " answered_at is not null from alarm";
    private static final String OPEN =
            COLUMNS + " where join_key = any($1) and state <> 'CLOSED' order by id for update";
    /** Also what is ended by its reference, wherever it is. */
    private static final String OPEN_OR_ENDED = COLUMNS + " where state <> 'CLOSED' and id in ("
            + "select id from alarm where join_key = any($1) and state <> 'CLOSED' union"
            + " select s.alarm_id from unnest($2::text[], $3::text[]) k(cid, ref)"
            + " join signal s on s.cid = k.cid and s.ref = k.ref and s.received_at > $4) order by id for update";

    private static final String PRIORS = "select s.id, k.cid, k.ref, s.body_hash, s.received_at, s.alarm_id,"
            + " coalesce(a.state = 'CLOSED', false)"
            + " from unnest($1::text[], $2::text[]) k(cid, ref)"
            + " cross join lateral (select id, body_hash, received_at, alarm_id from signal"
            + " where cid = k.cid and ref = k.ref and received_at > $3 order by id desc limit 8) s"
            + " left join alarm a on a.id = s.alarm_id order by s.id desc";

    /** Services are few and never change their code; read again when one is missing. */
    private final Map<String, UUID> services = new HashMap<>();

    /** Reads who sent these signals, and from where. The first statements of the transaction. */
    Future<GroupContext.Senders> senders(PgConnection connection, List<Signal> group) {
        String[] cids = group.stream().map(Signal::cid).distinct().toArray(String[]::new);
        Future<RowSet<Row>> units = connection.preparedQuery(UNITS).execute(Tuple.of(cids));
        return services(connection, group)
                .compose(known -> units)
                .map(rows -> stream(rows).collect(toMap(row -> row.getString(0), IntakeStore::unit)))
                .compose(found -> SchemeReader.senders(connection, group, found, services));
    }

    private Future<Void> services(PgConnection connection, List<Signal> group) {
        boolean known = group.stream()
                .allMatch(signal -> services.containsKey(signal.context().serviceCode()));
        if (known) {
            return Future.succeededFuture();
        }
        return connection.query(SERVICES).execute().map(rows -> {
            stream(rows).forEach(row -> services.put(row.getString(0), row.getUUID(1)));
            return null;
        });
    }

    /**
     * Locks the homes of this group, then reads their open alarms and the earlier signals of the same references; where a
     * signal is about a fault or announces further messages, also what those need.
     */
    Future<GroupContext> lockAndRead(PgConnection connection, List<Signal> group, GroupContext.Senders senders) {
        String[] keys = group.stream()
                .map(signal -> senders.place(signal).joinKey())
                .distinct()
                .sorted()
                .toArray(String[]::new);
        List<Signal.Key> references = group.stream()
                .map(Signal::key)
                .filter(key -> !key.ref().isEmpty())
                .toList();
        // Sent together, carried out one after another: alarms are read after the lock, and what happened to the alarm
        // of an earlier signal after its alarm is held.
        Future<RowSet<Row>> locked = connection.preparedQuery(LOCK).execute(Tuple.of(keys));
        Instant since = since(group, senders);
        Future<RowSet<Row>> open = open(connection, group, keys, since);
        Future<RowSet<Row>> priors =
                connection.preparedQuery(PRIORS).execute(references(references).addValue(Times.toRow(since)));
        Future<List<Fault>> faults = CaseReader.faults(connection, group, keys);
        Future<List<GroupContext.Press>> presses = CaseReader.presses(connection, group, keys);
        return Future.all(locked, open, priors, faults, presses)
                .map(all -> new GroupContext(
                        senders,
                        rows(priors.result(), IntakeStore::prior),
                        rows(open.result(), IntakeStore::openAlarm),
                        faults.result(),
                        presses.result()));
    }

    private static Future<RowSet<Row>> open(PgConnection connection, List<Signal> group, String[] keys, Instant since) {
        List<Signal.Key> ending =
                group.stream().filter(GroupPlan::mayEnd).map(Signal::key).toList();
        if (ending.isEmpty()) {
            return connection.preparedQuery(OPEN).execute(Tuple.of(keys));
        }
        Tuple columns = Tuple.of(keys);
        Tuple references = references(ending);
        return connection
                .preparedQuery(OPEN_OR_ENDED)
                .execute(columns.addValue(references.getValue(0))
                        .addValue(references.getValue(1))
                        .addValue(Times.toRow(since)));
    }

    /** As two columns. */
    private static Tuple references(List<Signal.Key> keys) {
        return Tuple.tuple()
                .addValue(keys.stream().map(Signal.Key::cid).toArray(String[]::new))
                .addValue(keys.stream().map(Signal.Key::ref).toArray(String[]::new));
    }

    /**
     * How far back earlier signals are looked for: from the oldest of the group, as far as any of its units needs; what
     * the platform says is said once for ever.
     */
    private static Instant since(List<Signal> group, GroupContext.Senders senders) {
        if (group.stream().anyMatch(PlatformSignal::is)) {
            return Instant.EPOCH;
        }
        Duration longest = senders.units().values().stream()
                .map(GroupContext.Unit::window)
                .reduce(GroupPlan.USUAL_WINDOW, (one, other) -> one.compareTo(other) > 0 ? one : other);
        return group.stream()
                .map(signal -> signal.origin().receivedAt())
                .min(Instant::compareTo)
                .orElseThrow()
                .minus(longest);
    }

    private static GroupContext.Unit unit(Row row) {
        Integer window = row.getInteger(6);
        return new GroupContext.Unit(
                row.getUUID(1),
                row.getUUID(2),
                row.getUUID(3),
                row.getBoolean(4),
                row.getUUID(5),
                window == null ? GroupPlan.USUAL_WINDOW : Duration.ofSeconds(window),
                row.getUUID(7) == null ? null : asked(row));
    }

    private static AskedTrigger asked(Row row) {
        return new AskedTrigger(
                row.getUUID(7),
                row.getUUID(8),
                new AskedTrigger.Type(row.getString(9), List.of(row.getArrayOfStrings(15))),
                row.getString(10),
                Times.fromRow(row.getOffsetDateTime(11)),
                new AskedTrigger.Window(
                        Times.fromRow(row.getOffsetDateTime(12)),
                        Times.fromRow(row.getOffsetDateTime(13)),
                        Duration.ofSeconds(row.getInteger(14))));
    }

    private static GroupContext.OpenAlarm openAlarm(Row row) {
        GroupContext.Standing standing = new GroupContext.Standing(
                Priority.of(row.getInteger(4)),
                AlarmState.valueOf(row.getString(5)),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getInteger(8),
                row.getString(9));
        return new GroupContext.OpenAlarm(
                row.getUUID(0),
                row.getUUID(1),
                row.getString(2),
                JoiningClass.valueOf(row.getString(3)),
                standing,
                new GroupContext.Details(
                        List.of(row.getArrayOfStrings(10)),
                        row.getBoolean(11),
                        PartsJson.read(row.getJsonArray(12)),
                        row.getBoolean(13)));
    }

    private static GroupContext.Prior prior(Row row) {
        Buffer hash = row.getBuffer(3);
        return new GroupContext.Prior(
                row.getUUID(0),
                new Signal.Key(row.getString(1), row.getString(2), hash.getBytes()),
                Times.fromRow(row.getOffsetDateTime(4)),
                row.getUUID(5),
                row.getBoolean(6));
    }

    static <T> List<T> rows(RowSet<Row> rows, Function<Row, T> mapper) {
        List<T> list = new ArrayList<>(rows.size());
        rows.forEach(row -> list.add(mapper.apply(row)));
        return list;
    }

    static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
