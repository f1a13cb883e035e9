package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;

/** What intake reads of faults and of messages in several parts; nothing where no signal of the group needs it. */
final class CaseReader {
    // Bounded: what is lost comes first, then what was restored last.
    private static final String FAULTS = """
            select f.id, f.service_id, f.cid, f.did, f.dty, f.kind, f.alarm_id, f.lost_at, f.lost_unit_time,
              f.lost_sequence, f.restored_at, f.restored_unit_time, f.restored_sequence
            from unnest($1::text[]) c(cid) cross join lateral (
              select * from fault where fault.cid = c.cid
              order by coalesce(case when lost_at is not null then restored_at end, 'infinity') desc limit 64) f
            union
            select f.id, f.service_id, f.cid, f.did, f.dty, f.kind, f.alarm_id, f.lost_at, f.lost_unit_time,
              f.lost_sequence, f.restored_at, f.restored_unit_time, f.restored_sequence
            from alarm a cross join lateral (
              select * from fault where fault.alarm_id = a.id and fault.restored_at is null limit 64) f
            where a.join_key = any($2) and a.joining_class = 'TECHNICAL' and a.state <> 'CLOSED'
            """;
    private static final String PRESSES = """
            select e.alarm_id, s.id, s.cid, s.body, s.received_at
            from alarm a cross join lateral (
              select alarm_id, signal_id from alarm_entry
              where alarm_entry.alarm_id = a.id and alarm_entry.kind = 'SIGNAL' order by id desc limit 32) e
            join signal s on s.id = e.signal_id
            where a.join_key = any($1) and a.state <> 'CLOSED' and s.cid = any($2) and s.kind = 'ALARM'
              and s.received_at >= $3
            order by s.received_at desc
            """;

    private CaseReader() {}

    /** @param joinKeys of the whole group */
    static Future<List<Fault>> faults(PgConnection connection, List<Signal> group, String[] joinKeys) {
        String[] cids = group.stream()
                .filter(FaultKind::concerns)
                .map(Signal::cid)
                .distinct()
                .toArray(String[]::new);
        return cids.length == 0
                ? Future.succeededFuture(List.of())
                : connection
                        .preparedQuery(FAULTS)
                        .execute(Tuple.tuple().addValue(cids).addValue(joinKeys))
                        .map(rows -> IntakeStore.rows(rows, CaseReader::fault));
    }

    /** @param joinKeys of the whole group */
    static Future<List<GroupContext.Press>> presses(PgConnection connection, List<Signal> group, String[] joinKeys) {
        List<Signal> announcing = group.stream()
                .filter(signal -> Expected.furtherMessages(signal.body()) > 0)
                .toList();
        if (announcing.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        String[] cids = announcing.stream().map(Signal::cid).distinct().toArray(String[]::new);
        Instant oldest = announcing.stream()
                .map(signal -> signal.origin().receivedAt())
                .min(Instant::compareTo)
                .orElseThrow();
        return connection
                .preparedQuery(PRESSES)
                .execute(Tuple.of(joinKeys, cids, Times.toRow(oldest.minus(Expected.WINDOW))))
                .map(rows -> IntakeStore.rows(rows, CaseReader::press));
    }

    private static Fault fault(Row row) {
        return new Fault(
                row.getUUID(0),
                row.getUUID(1),
                new Fault.Key(row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
                row.getUUID(6),
                moment(row, 7),
                moment(row, 10));
    }

    private static @Nullable Moment moment(Row row, int column) {
        Instant received = Times.fromRowOrNull(row.getOffsetDateTime(column));
        return received == null
                ? null
                : new Moment(
                        received, Times.fromRowOrNull(row.getOffsetDateTime(column + 1)), row.getString(column + 2));
    }

    private static GroupContext.Press press(Row row) {
        Map<String, String> values = new HashMap<>();
        JsonObject body = row.getJsonObject(3);
        body.forEach(element -> values.put(element.getKey(), String.valueOf(element.getValue())));
        Instant at = Times.fromRow(row.getOffsetDateTime(4));
        Expected.Part part = Expected.Part.of(row.getUUID(1), row.getString(2), new SignalBody(values, null), at);
        return new GroupContext.Press(row.getUUID(0), part);
    }
}
