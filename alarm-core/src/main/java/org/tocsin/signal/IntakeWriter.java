package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.tocsin.platform.Times;

/**
 * Writes the rows of a planned group: a few multi-row statements, sent together. The caller commits, and counts the
 * group as stored only when every statement and the commit succeeded.
 */
final class IntakeWriter {
    private static final String SIGNALS = "insert into signal (id, service_id, unit_id, home_id, alarm_id, cid, ref,"
            + " protocol, kind, body_hash, received_at, recorded_at, unit_time, remote_address, gateway_id, doubts, body,"
            + " raw) select id, service_id, unit_id, home_id, alarm_id, cid, ref, protocol, kind, body_hash, received_at,"
            + " $17, unit_time, remote_address, gateway_id, string_to_array(doubts, ','), body::json, raw"
            + " from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],"
            + " $8::text[], $9::text[], $10::bytea[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[],"
            + " $15::text[], $16::text[], $18::bytea[]) t(id, service_id, unit_id, home_id, alarm_id, cid, ref, protocol,"
            + " kind, body_hash, received_at, unit_time, remote_address, gateway_id, doubts, body, raw)";
    private static final String REPEATS = "insert into signal_repeat (signal_id, service_id, repeats, last_at)"
            + " select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[])"
            + " on conflict (signal_id) do update set repeats = signal_repeat.repeats + excluded.repeats,"
            + " last_at = greatest(signal_repeat.last_at, excluded.last_at)";
    private static final String OPENED =
            "insert into alarm (id, service_id, reference, home_id, unit_id, cid, join_key,"
                    + " joining_class, kind, priority, state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding)"
                    + " select id, service_id, reference, home_id, unit_id, cid, join_key, joining_class, kind, priority,"
                    + " 'WAITING', string_to_array(flags, ','), words, signal_count, raised_at, pressed_at, sounding"
                    + " from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],"
                    + " $8::text[], $9::text[], $10::int[], $11::text[], $12::text[], $13::int[], $14::timestamptz[],"
                    + " $15::timestamptz[], $16::bool[]) t(id, service_id, reference, home_id, unit_id, cid, join_key,"
                    + " joining_class, kind, priority, flags, words, signal_count, raised_at, pressed_at, sounding)";
    private static final String CHANGED = "update alarm a set priority = t.priority, state = t.state,"
            + " flags = string_to_array(t.flags, ','), trigger_words = t.words, signal_count = t.signal_count,"
            + " pressed_at = coalesce(t.pressed_at, a.pressed_at), sounding = t.sounding,"
            + " change_xid = pg_current_xact_id()"
            + " from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[],"
            + " $8::bool[]) t(id, priority, state, flags, words, signal_count, pressed_at, sounding) where a.id = t.id";
    private static final String ENTRIES = "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words,"
            + " signal_id) select alarm_id, service_id, at, kind, 'home', words, signal_id"
            + " from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::uuid[])"
            + " t(alarm_id, service_id, at, kind, words, signal_id)";

    private IntakeWriter() {}

    /** Sends all statements without waiting in between; the list holds one result each. */
    static List<Future<?>> write(PgConnection connection, GroupPlan plan) {
        List<Future<?>> sent = new ArrayList<>();
        send(connection, sent, SIGNALS, signals(plan));
        send(connection, sent, REPEATS, repeats(plan.repeats.values()));
        List<Case> opened = new ArrayList<>();
        List<Case> changed = new ArrayList<>();
        for (Case alarm : plan.book.cases()) {
            if (alarm.opening() != null) {
                opened.add(alarm);
            } else if (alarm.touched()) {
                changed.add(alarm);
            }
        }
        send(connection, sent, OPENED, opened(opened));
        send(connection, sent, CHANGED, changed(changed));
        send(connection, sent, ENTRIES, entries(plan.book.entries));
        DetailWriter.write(connection, sent, plan);
        return sent;
    }

    static void send(PgConnection connection, List<Future<?>> sent, String sql, Tuple columns) {
        if (columns.size() > 0) {
            sent.add(connection.preparedQuery(sql).execute(columns));
        }
    }

    private static Tuple signals(GroupPlan plan) {
        List<GroupPlan.FiledSignal> rows = plan.signals;
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, row -> row.signal().id(), UUID[]::new))
                .addValue(column(rows, GroupPlan.FiledSignal::serviceId, UUID[]::new))
                .addValue(column(
                        rows, row -> row.unit() == null ? null : row.unit().id(), UUID[]::new))
                .addValue(column(rows, GroupPlan.FiledSignal::homeId, UUID[]::new))
                .addValue(column(rows, GroupPlan.FiledSignal::alarmId, UUID[]::new))
                .addValue(column(rows, row -> row.signal().cid(), String[]::new))
                .addValue(column(rows, row -> row.signal().ref(), String[]::new))
                .addValue(column(rows, row -> row.signal().origin().protocol().name(), String[]::new))
                .addValue(column(rows, row -> row.signal().kind().name(), String[]::new))
                .addValue(column(rows, row -> Buffer.buffer(row.signal().key().bodyHash()), Buffer[]::new))
                .addValue(column(rows, row -> Times.toRow(row.signal().origin().receivedAt()), OffsetDateTime[]::new))
                .addValue(column(
                        rows, row -> Times.toRowOrNull(row.signal().body().unitTime()), OffsetDateTime[]::new))
                .addValue(column(rows, row -> row.signal().origin().remoteAddress(), String[]::new))
                .addValue(column(rows, row -> row.signal().origin().gatewayId(), String[]::new))
                .addValue(column(rows, row -> joined(row.doubts()), String[]::new))
                .addValue(column(rows, row -> json(row.signal().body()), String[]::new))
                .addValue(Times.toRow(plan.recordedAt()))
                .addValue(column(rows, row -> Buffer.buffer(row.signal().raw()), Buffer[]::new));
    }

    private static Tuple repeats(Collection<GroupPlan.Repeat> found) {
        // In id order: two lanes may count repeats of the same signals.
        List<GroupPlan.Repeat> rows = found.stream()
                .sorted((a, b) -> a.signalId().compareTo(b.signalId()))
                .toList();
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, GroupPlan.Repeat::signalId, UUID[]::new))
                .addValue(column(rows, GroupPlan.Repeat::serviceId, UUID[]::new))
                .addValue(column(rows, GroupPlan.Repeat::times, Integer[]::new))
                .addValue(column(rows, row -> Times.toRow(row.lastAt()), OffsetDateTime[]::new));
    }

    private static Tuple opened(List<Case> rows) {
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        List<Case.Opening> openings = rows.stream().map(Case::opening).toList();
        return Tuple.tuple()
                .addValue(column(rows, Case::id, UUID[]::new))
                .addValue(column(rows, Case::serviceId, UUID[]::new))
                .addValue(column(openings, Case.Opening::reference, String[]::new))
                .addValue(column(openings, row -> row.place().homeId(), UUID[]::new))
                .addValue(column(
                        openings, row -> row.unit() == null ? null : row.unit().id(), UUID[]::new))
                .addValue(column(openings, row -> row.signal().cid(), String[]::new))
                .addValue(column(openings, row -> row.place().joinKey(), String[]::new))
                .addValue(column(openings, row -> row.joiningClass().name(), String[]::new))
                .addValue(column(openings, row -> row.signal().kind().name(), String[]::new))
                .addValue(column(rows, row -> row.priority().number(), Integer[]::new))
                .addValue(column(rows, row -> String.join(",", row.flags()), String[]::new))
                .addValue(column(rows, Case::words, String[]::new))
                .addValue(column(rows, Case::signalCount, Integer[]::new))
                .addValue(column(
                        openings, row -> Times.toRow(row.signal().origin().receivedAt()), OffsetDateTime[]::new))
                .addValue(column(rows, row -> Times.toRowOrNull(row.pressedAt()), OffsetDateTime[]::new))
                .addValue(column(rows, Case::sounding, Boolean[]::new));
    }

    private static Tuple changed(List<Case> rows) {
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, Case::id, UUID[]::new))
                .addValue(column(rows, row -> row.priority().number(), Integer[]::new))
                .addValue(column(rows, row -> row.state().name(), String[]::new))
                .addValue(column(rows, row -> String.join(",", row.flags()), String[]::new))
                .addValue(column(rows, Case::words, String[]::new))
                .addValue(column(rows, Case::signalCount, Integer[]::new))
                .addValue(column(rows, row -> Times.toRowOrNull(row.pressedAt()), OffsetDateTime[]::new))
                .addValue(column(rows, Case::sounding, Boolean[]::new));
    }

    private static Tuple entries(List<CaseBook.Entry> rows) {
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, CaseBook.Entry::alarmId, UUID[]::new))
                .addValue(column(rows, CaseBook.Entry::serviceId, UUID[]::new))
                .addValue(column(rows, row -> Times.toRow(row.at()), OffsetDateTime[]::new))
                .addValue(column(rows, row -> row.kind().name(), String[]::new))
                .addValue(column(rows, CaseBook.Entry::words, String[]::new))
                .addValue(column(rows, CaseBook.Entry::signalId, UUID[]::new));
    }

    static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }

    private static String joined(Collection<Doubt> doubts) {
        StringBuilder names = new StringBuilder();
        for (Doubt doubt : doubts) {
            names.append(names.isEmpty() ? "" : ",").append(doubt.name());
        }
        return names.toString();
    }

    /** A NUL, which the store keeps in no text, would make the whole row unreadable: the bytes as they came have it. */
    private static String json(SignalBody body) {
        Map<String, Object> values = new HashMap<>(body.values());
        values.replaceAll((element, text) -> ((String) text).replace('\0', ' '));
        return new JsonObject(values).encode();
    }
}
