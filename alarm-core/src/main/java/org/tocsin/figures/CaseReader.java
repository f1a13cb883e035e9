package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.JoiningClass;
import org.tocsin.alarm.Rang999;
import org.tocsin.figures.CaseRecord.Call;
import org.tocsin.figures.CaseRecord.Ending;
import org.tocsin.figures.CaseRecord.Head;
import org.tocsin.figures.CaseRecord.Opening;
import org.tocsin.figures.CaseRecord.Press;
import org.tocsin.figures.CaseRecord.Sending;
import org.tocsin.platform.Times;
import org.tocsin.signal.SignalBody;
import org.tocsin.speech.SpeechRules;

/** Reads the record of some alarms: a few statements for all of them, none of which takes a lock. */
final class CaseReader {
    private static final String HEADS = """
            select a.id, a.service_id, a.home_id, a.reference, a.joining_class, a.raised_at, a.closed_at, a.closed_by,
              a.outcome, o.rule, s.time_zone, s.calls_reported, %s as rang_999
            from alarm a join service s on s.id = a.service_id
            left join outcome_code o on o.service_id = a.service_id and o.code = a.outcome
            where a.id = any($1)
            """.formatted(Rang999.EVER);
    private static final String LINES = """
            select e.alarm_id, e.at, e.kind, e.actor, o.id as operator_id, s.id as signal_id, s.kind as signal_kind,
              s.received_at, s.body ->> 'mty' as mty, s.body ->> 'stc' as stc, s.body ->> 'crd' as crd,
              s.body ->> 'mreq' as mreq
            from alarm_entry e
            left join signal s on s.id = e.signal_id and e.kind = 'SIGNAL' and s.protocol <> 'PLATFORM'
            left join operator o on o.service_id = e.service_id and e.actor = 'operator:' || o.username
            where e.alarm_id = any($1) and e.kind in ('SIGNAL', 'TAKEN', 'HANDED_OVER', 'PARK_ENDED', 'CLOSED',
              'PARKED', 'HANDED_BACK', 'RELEASED', 'RETURNED', 'NO_SPEECH', 'MANAGER_OVER', 'ACCEPTED')
            """;
    private static final String CALLS =
            "select alarm_id, ringing_at, connected_at, cleared_at from phone_call where alarm_id = any($1)";
    private static final String SENDINGS =
            "select alarm_id, offered_at, arrived_at, arrival_press_at from callout where alarm_id = any($1)";
    private static final String REPORTED =
            "select service_id, at, reported from calls_reported_change where service_id = any($1)";

    private static final Set<String> OPENINGS = Set.of("TAKEN", "HANDED_OVER", "PARK_ENDED", "CLOSED");
    /** Who is no person, nor a program that acts for one. */
    private static final Set<String> NOBODY = Set.of("home", "platform");

    private final SqlConnection connection;

    CaseReader(SqlConnection connection) {
        this.connection = connection;
    }

    /** A record and the zone its service lives in. */
    record Read(CaseRecord record, ZoneId zone) {}

    Future<List<Read>> read(List<UUID> alarmIds) {
        Tuple ids = Tuple.of(alarmIds.toArray(UUID[]::new));
        return connection.preparedQuery(HEADS).execute(ids).compose(found -> {
            Map<UUID, Row> heads = new LinkedHashMap<>();
            found.forEach(row -> heads.put(row.getUUID("id"), row));
            UUID[] services = heads.values().stream()
                    .map(row -> row.getUUID("service_id"))
                    .distinct()
                    .toArray(UUID[]::new);
            Future<Map<UUID, List<Row>>> lines = byAlarm(LINES, ids);
            Future<Map<UUID, List<Row>>> calls = byAlarm(CALLS, ids);
            Future<Map<UUID, List<Row>>> sendings = byAlarm(SENDINGS, ids);
            Future<Map<UUID, List<ReportedCalls.Change>>> reported = reported(services);
            return Future.all(lines, calls, sendings, reported)
                    .map(all -> heads.values().stream()
                            .map(head -> {
                                UUID id = head.getUUID("id");
                                ReportedCalls hook = new ReportedCalls(
                                        head.getBoolean("calls_reported"),
                                        reported.result().getOrDefault(head.getUUID("service_id"), List.of()));
                                CaseRecord record = record(
                                        head,
                                        lines.result().getOrDefault(id, List.of()),
                                        hook,
                                        calls.result().getOrDefault(id, List.of()).stream()
                                                .map(CaseReader::call)
                                                .toList(),
                                        sendings.result().getOrDefault(id, List.of()).stream()
                                                .map(CaseReader::sending)
                                                .toList());
                                return new Read(record, ZoneId.of(head.getString("time_zone")));
                            })
                            .toList());
        });
    }

    private Future<Map<UUID, List<Row>>> byAlarm(String sql, Tuple ids) {
        return connection.preparedQuery(sql).execute(ids).map(rows -> {
            Map<UUID, List<Row>> byAlarm = new HashMap<>();
            rows.forEach(row -> byAlarm.computeIfAbsent(row.getUUID("alarm_id"), id -> new ArrayList<>())
                    .add(row));
            return byAlarm;
        });
    }

    private Future<Map<UUID, List<ReportedCalls.Change>>> reported(UUID[] services) {
        return connection.preparedQuery(REPORTED).execute(Tuple.of(services)).map(rows -> {
            Map<UUID, List<ReportedCalls.Change>> changes = new HashMap<>();
            rows.forEach(row -> changes.computeIfAbsent(row.getUUID("service_id"), id -> new ArrayList<>())
                    .add(new ReportedCalls.Change(
                            Times.fromRow(row.getOffsetDateTime("at")), row.getBoolean("reported"))));
            return changes;
        });
    }

    private static CaseRecord record(
            Row head, List<Row> lines, ReportedCalls hook, List<Call> calls, List<Sending> sendings) {
        List<Press> presses = new ArrayList<>();
        List<Opening> openings = new ArrayList<>();
        List<Instant> pauses = new ArrayList<>();
        for (Row line : lines) {
            String kind = line.getString("kind");
            Instant at = Times.fromRow(line.getOffsetDateTime("at"));
            if (line.getUUID("signal_id") != null) {
                presses.add(press(line, hook));
            } else if (OPENINGS.contains(kind) && !NOBODY.contains(line.getString("actor"))) {
                openings.add(new Opening(at, line.getUUID("operator_id")));
            } else if (!kind.equals("SIGNAL") && !OPENINGS.contains(kind)) {
                pauses.add(at);
            }
        }
        return new CaseRecord(
                new Head(
                        head.getUUID("id"),
                        head.getUUID("service_id"),
                        head.getUUID("home_id"),
                        head.getString("reference"),
                        JoiningClass.valueOf(head.getString("joining_class")),
                        Times.fromRow(head.getOffsetDateTime("raised_at")),
                        head.getBoolean("rang_999")),
                ending(head),
                presses,
                openings,
                pauses,
                calls,
                sendings);
    }

    private static @Nullable Ending ending(Row head) {
        Instant at = Times.fromRowOrNull(head.getOffsetDateTime("closed_at"));
        return at == null
                ? null
                : new Ending(at, head.getString("outcome"), head.getString("rule"), head.getUUID("closed_by"));
    }

    /** Of what could not be read nobody knows whether it speaks: that it was opened is what can be asked for. */
    private static Press press(Row line, ReportedCalls hook) {
        Map<String, String> said = new HashMap<>();
        for (String element : List.of("mty", "stc", "crd", "mreq")) {
            String text = line.getString(element);
            if (text != null) {
                said.put(element, text);
            }
        }
        Instant at = Times.fromRow(line.getOffsetDateTime("received_at"));
        boolean speaks =
                line.getString("signal_kind").equals("ALARM") && SpeechRules.speaks(new SignalBody(said, null));
        return new Press(line.getUUID("signal_id"), at, speaks, hook.at(at));
    }

    private static Call call(Row row) {
        return new Call(
                Times.fromRowOrNull(row.getOffsetDateTime("ringing_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("connected_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("cleared_at")));
    }

    private static Sending sending(Row row) {
        return new Sending(
                Times.fromRow(row.getOffsetDateTime("offered_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("arrived_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("arrival_press_at")));
    }
}
