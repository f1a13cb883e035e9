package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.signal.SignalKind;

/** One open fault, looked at under its lock: was it heard again, is a call due, must the manager know. */
final class FaultCaseLook {
    private static final String HOLD = """
            select c.*, f.restored_at, s.fault_call_every_s, s.fault_manager_after_s, u.id as unit_id, u.scheme_id,
              h.ended_at is not null as ended, h.risk_tier = 'CRITICAL' or exists (
                select from fault_case k join home kh on kh.id = k.home_id where k.scheme_fault_id = c.scheme_fault_id
                  and k.closed_at is null and kh.risk_tier = 'CRITICAL') as critical,
              (select count(*)::int from peripheral p where p.home_id = c.home_id and p.service_id = c.service_id
                and p.dty = c.dty and p.until is null) as on_file
            from fault_case c join service s on s.id = c.service_id join home h on h.id = c.home_id
            left join fault f on f.id = coalesce(c.scheme_fault_id, c.fault_id)
            left join home_unit u on u.cid = c.cid and u.service_id = c.service_id
            where c.id = $1 and c.closed_at is null for update of c
            """;
    // Of every unit that stands in the home now: a trigger may have been taught to a new one. Of a controller, which
    // speaks
    // for the neighbours too, only what names the same device.
    private static final String HEARD = """
            select s.id, s.kind, s.cid, s.body, s.received_at from signal s
            where s.service_id = $1 and s.received_at > $3 and s.kind in ('ALARM', 'TEST', 'RESTORAL', 'RESET')
              and s.cid in (select cid from home_unit where home_id = $2 and service_id = $1 union select $4)
              and ($5::text is null or s.cid <> $4
                or ltrim(upper(btrim(s.body ->> 'did')), '0') = ltrim(upper(btrim($5::text)), '0'))
              and not s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS']
            order by s.received_at desc, s.id desc limit 50
            """;
    private static final String CLOSE = """
            update fault_case set closed_at = $2, closed_signal_id = $3, closed_words = $4 where id = $1
            """;
    /**
     * What was heard from is not lost any more, whether the unit ever says so or not: the next loss is another one, with a
     * case of its own. That a unit or a trigger is silent has its own end. Gives the alarm in which nothing is lost any more.
     */
    private static final String OVER = """
            with over as (
              update fault set restored_at = $2 where id = $1 and restored_at is null
                and kind not in ('SILENT', 'PERIPHERAL_SILENT') returning id, alarm_id)
            select o.alarm_id from over o join alarm a on a.id = o.alarm_id and a.state <> 'CLOSED'
            where not exists (select from fault f where f.alarm_id = o.alarm_id and f.id <> o.id and f.restored_at is null)
            """;

    private static final String DUE = """
            select w.id, w.alarm_id, a.state, a.outcome, a.spoken_to, a.closed_at,
              (select username from operator where id = a.closed_by) as closed_by
            from welfare_call w left join alarm a on a.id = w.alarm_id where w.fault_case_id = $1 and w.done_at is null
            """;
    private static final String CALL = """
            insert into welfare_call (id, service_id, fault_case_id, alarm_id, due_at) values ($1, $2, $3, $4, $5)
            """;
    private static final String DONE = """
            update welfare_call set done_at = $2, done_by = $3, outcome = $4, note = $5 where id = $1
            """;
    private static final String NEXT = "update fault_case set next_call_at = $2 where id = $1";
    private static final String ESCALATED = "update fault_case set escalated_at = $2, manager_at = $3 where id = $1";

    private final SqlConnection connection;
    private final Row row;
    private final Instant now;

    private FaultCaseLook(SqlConnection connection, Row row, Instant now) {
        this.connection = connection;
        this.row = row;
        this.now = now;
    }

    /** True when a board should look. */
    static Future<Boolean> look(SqlConnection connection, UUID caseId, Instant now) {
        return connection
                .preparedQuery(HOLD)
                .execute(Tuple.of(caseId))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(false)
                        : new FaultCaseLook(connection, rows.iterator().next(), now).look());
    }

    private Future<Boolean> look() {
        return connection
                .preparedQuery(HEARD)
                .execute(Tuple.of(service(), home(), row.getOffsetDateTime("lost_at"), row.getString("cid"), point()))
                .compose(heard -> {
                    Proof proof = proof(heard).orElse(null);
                    if (proof != null) {
                        return close(proof);
                    }
                    return row.getBoolean("ended") ? nobodyThere() : callAndTell();
                });
    }

    private record Proof(UUID signalId, OffsetDateTime heardAt, String words) {}

    /** The newest signal that ends it. */
    private Optional<Proof> proof(RowSet<Row> heard) {
        ReTest.Open open = new ReTest.Open(
                row.getString("cid"),
                row.getString("dty"),
                row.getString("did"),
                row.getInteger("on_file"),
                row.getString("kind"),
                Times.fromRow(row.getOffsetDateTime("lost_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("restored_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("repaired_at")));
        for (Row signal : heard) {
            JsonObject body = signal.getJsonObject("body");
            ReTest.Heard said = new ReTest.Heard(
                    SignalKind.valueOf(signal.getString("kind")),
                    signal.getString("cid"),
                    body.getString("dty", ""),
                    body.getString("did", ""),
                    Times.fromRow(signal.getOffsetDateTime("received_at")));
            Optional<String> words = ReTest.closes(open, said);
            if (words.isPresent()) {
                return Optional.of(
                        new Proof(signal.getUUID("id"), signal.getOffsetDateTime("received_at"), words.get()));
            }
        }
        return Optional.empty();
    }

    private Future<Boolean> close(Proof proof) {
        String words = row.getString("what") + ": " + proof.words();
        return connection
                .preparedQuery(CLOSE)
                .execute(Tuple.of(id(), Times.toRow(now), proof.signalId(), words))
                .compose(v -> connection.preparedQuery(OVER).execute(Tuple.of(fault(), proof.heardAt())))
                .compose(over -> over.size() == 0
                        ? Future.succeededFuture()
                        : settle(over.iterator().next().getUUID(0), "Restored. " + words))
                .compose(v -> noCall(words))
                .map(true);
    }

    /** The home is not one of the service's any more: nobody is rung, and what is open is never said to be well. */
    private Future<Boolean> nobodyThere() {
        return noCall("This home has ended.");
    }

    /** True where one was due. */
    private Future<Boolean> noCall(String words) {
        return due().compose(due -> due == null
                ? Future.succeededFuture(false)
                : done(due, "platform", FaultCase.CallOutcome.NOT_NEEDED, words)
                        .compose(v -> FaultAlarms.standsForNone(connection, due.getUUID("alarm_id")))
                        .compose(last -> last
                                ? settle(due.getUUID("alarm_id"), "No call is needed any more. " + words)
                                : Future.succeededFuture())
                        .map(true));
    }

    private Future<Void> settle(UUID alarm, String words) {
        return FaultAlarms.settle(connection, alarm)
                .compose(v -> FaultAlarms.log(
                        connection, service(), alarm, new FaultAlarms.Line(now, "NOTE", "platform", words)));
    }

    private Future<Boolean> callAndTell() {
        return due().compose(due -> {
                    boolean closedThere = due != null && "CLOSED".equals(due.getString("state"));
                    if (due != null && closedThere && !common()) {
                        return closedOnBoard(due);
                    }
                    // Whoever closes what stands for many calls has not made them: they are still due.
                    boolean isDue = (due == null || closedThere)
                            && !Times.fromRow(row.getOffsetDateTime("next_call_at"))
                                    .isAfter(now);
                    return isDue ? call() : Future.succeededFuture(false);
                })
                .compose(called -> tellManager().map(told -> called || told));
    }

    private Future<@Nullable Row> due() {
        return connection
                .preparedQuery(DUE)
                .execute(Tuple.of(id()))
                .map(rows -> rows.stream().findFirst().orElse(null));
    }

    /** Whoever closes the call's alarm has made the call: that, too, is on its record. */
    private Future<Boolean> closedOnBoard(Row due) {
        String spokenTo = due.getString("spoken_to");
        String words = due.getString("outcome") + (spokenTo == null ? "" : ", spoken to " + spokenTo);
        String by = due.getString("closed_by");
        return done(due, by == null ? "platform" : "operator:" + by, FaultCase.CallOutcome.CLOSED_ON_BOARD, words)
                .compose(v -> connection
                        .preparedQuery(NEXT)
                        .execute(Tuple.of(id(), Times.toRow(now.plusSeconds(row.getInteger("fault_call_every_s"))))))
                .map(false);
    }

    private Future<Void> done(Row due, String by, FaultCase.CallOutcome outcome, String note) {
        return connection
                .preparedQuery(DONE)
                .execute(Tuple.of(due.getUUID("id"), Times.toRow(now), by, outcome.name(), note))
                .mapEmpty();
    }

    private Future<Boolean> call() {
        FaultAlarms.Words alarm = new FaultAlarms.Words(
                where(),
                "welfare:" + key(),
                row.getBoolean("critical") ? 2 : 3,
                (common() ? "Welfare calls due: " : "Welfare call due: ") + row.getString("what"));
        return FaultAlarms.sound(connection, alarm, now)
                .compose(alarmId -> common()
                        ? SchemeFault.callsDue(connection, fault(), alarmId, now)
                        : connection
                                .preparedQuery(CALL)
                                .execute(Tuple.of(
                                        Ids.next(), service(), id(), alarmId, row.getOffsetDateTime("next_call_at")))
                                .mapEmpty())
                .map(true);
    }

    private Future<Boolean> tellManager() {
        if (Times.fromRow(row.getOffsetDateTime("manager_at")).isAfter(now)) {
            return Future.succeededFuture(false);
        }
        long hours = Duration.between(Times.fromRow(row.getOffsetDateTime("lost_at")), now)
                .toHours();
        FaultAlarms.Words alarm = new FaultAlarms.Words(
                where(),
                "fault-case:" + key(),
                2,
                "For the manager: " + row.getString("what") + ", open for " + hours + " hours and not heard again");
        Instant next = now.plusSeconds(row.getInteger("fault_manager_after_s"));
        return FaultAlarms.sound(connection, alarm, now)
                .compose(v -> common()
                        ? SchemeFault.managerTold(connection, fault(), now, next)
                        : connection
                                .preparedQuery(ESCALATED)
                                .execute(Tuple.of(id(), Times.toRow(now), Times.toRow(next)))
                                .<Void>mapEmpty())
                .map(true);
    }

    /** Whether it is one of many, of a scheme's controller. */
    private boolean common() {
        return row.getUUID("scheme_fault_id") != null;
    }

    private UUID fault() {
        return common() ? row.getUUID("scheme_fault_id") : row.getUUID("fault_id");
    }

    /** Of the alarms about it: all cases of one fault share theirs. */
    private UUID key() {
        return common() ? fault() : id();
    }

    private FaultAlarms.Where where() {
        return common()
                ? new FaultAlarms.Where(
                        service(), null, row.getUUID("unit_id"), row.getUUID("scheme_id"), row.getString("cid"))
                : new FaultAlarms.Where(service(), home(), null, null, row.getString("cid"));
    }

    /** The device that a controller has to name: it speaks for the neighbours too. Null where it need not. */
    private @Nullable String point() {
        boolean controller = row.getUUID("scheme_id") != null;
        return controller && LifeCritical.isTrigger(row.getString("dty")) ? row.getString("did") : null;
    }

    private UUID id() {
        return row.getUUID("id");
    }

    private UUID service() {
        return row.getUUID("service_id");
    }

    private UUID home() {
        return row.getUUID("home_id");
    }
}
