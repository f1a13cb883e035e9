package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmLifecycle.Verdict;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * Calls that people make and take: each is a line of the alarm's log when it begins, and another when it is said what came
 * of it. What the telephone system reports of the same call joins it, see {@link DialledCalls}.
 */
public final class CallLines {
    private static final int MOST = 30;

    /** Of one alarm; whoever needs more has long had to send somebody. */
    private static final int MOST_KEPT = 500;

    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_SAID = 500;

    private static final String ADD = """
            insert into call_line (id, service_id, alarm_id, direction, whom, telephone, home, contact_id, at, by, operator_id)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
            where (select count(*) from call_line where alarm_id = $3) < %d
            """.formatted(MOST_KEPT);
    private static final String WHOM = """
            select ct.name, ct.relation, ct.telephone, ct.id as contact_id, false as home from contact ct
            where ct.service_id = $1 and ct.id = $3 and (ct.home_id is null or ct.home_id = $2)
            union all
            select p.name, null, p.telephone, null, true from service_user p
            join resident r on r.service_user_id = p.id and r.home_id = $2 and (r.until is null or r.until > $4)
            where p.service_id = $1 and p.id = $3
            """;
    private static final String OF_ALARM =
            "select id, alarm_id, direction, whom, telephone, home, at, by, result, contact_id"
                    + " from call_line where alarm_id = $1 and service_id = $2 order by at desc, id desc limit " + MOST;
    private static final String RESULT = "update call_line set result = $4, result_at = $5, result_by = $6"
            + " where id = $3 and alarm_id = $1 and service_id = $2 returning whom";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public CallLines(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** What became of it. */
    public sealed interface Kept {
        /** @param id of the call */
        record Done(UUID id) implements Kept {}

        /** No such alarm, call, or person of this home. */
        record NotFound() implements Kept {}

        /** @param why a sentence for whoever tried it */
        record NotAllowed(String why) implements Kept {}
    }

    /**
     * A call that came in, or was made to somebody who is not on file.
     *
     * @param home true where it is the home itself that is spoken with
     */
    public record Call(
            CallLine.Direction direction,
            String whom,
            @Nullable String telephone,
            boolean home) {}

    /** The newest calls of an alarm of the scope's service, at most thirty. */
    public Future<List<CallLine>> ofAlarm(Scope scope, UUID alarmId) {
        return database.pool()
                .preparedQuery(OF_ALARM)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(CallLines::read).toList());
    }

    /**
     * Somebody on file is being rung: their number was clicked.
     *
     * @param whom a contact of the home or of the service, or who lives there
     */
    public Future<Kept> ring(Scope scope, UUID alarmId, UUID whom) {
        return act(
                scope,
                alarmId,
                file -> file.connection()
                        .preparedQuery(WHOM)
                        .execute(Tuple.of(scope.serviceId(), file.homeId(), whom, file.time()))
                        .compose(rows -> {
                            Optional<Row> found = rows.stream().findFirst();
                            if (found.isEmpty()) {
                                return Future.succeededFuture(new Kept.NotFound());
                            }
                            Row row = found.get();
                            String relation = row.getString("relation");
                            String name = row.getString("name") + (relation == null ? "" : ", " + relation);
                            Call call = new Call(
                                    CallLine.Direction.OUT, name, row.getString("telephone"), row.getBoolean("home"));
                            return add(file, call, row.getUUID("contact_id"));
                        }));
    }

    /** A call that nothing on file says whom it was with. */
    public Future<Kept> add(Scope scope, UUID alarmId, Call call) {
        return act(scope, alarmId, file -> add(file, call, null));
    }

    /** What came of a call; said again, the last word holds and the log has both. */
    public Future<Kept> result(Scope scope, UUID alarmId, UUID lineId, CallLine.Result result, @Nullable String note) {
        return act(scope, alarmId, file -> cameOf(file, lineId, result, note));
    }

    /**
     * Somebody who is not on file was rung, and what came of it: 999, a doctor, the gas emergency, whoever is on call.
     *
     * @param result null where that is said later
     * @param said what was said, in words; kept with the result only
     */
    public Future<Kept> rang(
            Scope scope, UUID alarmId, Call call, CallLine.@Nullable Result result, @Nullable String said) {
        Optional<String> unfit = unfit("Whom", call.whom(), LONGEST_NAME)
                .or(() -> unfit("The number", call.telephone(), LONGEST_NUMBER))
                .or(() -> unfit("What was said", said, LONGEST_SAID))
                .or(() -> call.whom().isBlank() ? Optional.of("Say whom you rang.") : Optional.empty());
        if (unfit.isPresent()) {
            return Future.succeededFuture(new Kept.NotAllowed(unfit.get()));
        }
        return act(
                scope,
                alarmId,
                file -> add(file, call, null)
                        .compose(kept -> kept instanceof Kept.Done done && result != null
                                ? cameOf(file, done.id(), result, said)
                                : Future.succeededFuture(kept)));
    }

    private static Optional<String> unfit(String what, @Nullable String text, int longest) {
        if (text != null && text.indexOf(0) >= 0) {
            return Optional.of("A character in it cannot be kept.");
        }
        return text != null && text.length() > longest
                ? Optional.of(what + ": at most " + longest + " characters.")
                : Optional.empty();
    }

    private static Future<Kept> cameOf(CaseFile file, UUID lineId, CallLine.Result result, @Nullable String note) {
        Scope scope = file.scope();
        return file.connection()
                .preparedQuery(RESULT)
                .execute(Tuple.of(file.id(), scope.serviceId(), lineId, result.name())
                        .addValue(file.time())
                        .addString(scope.actor()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(new Kept.NotFound())
                        : file.change(Act.NOTE)
                                .compose(v -> file.log(
                                        EntryKind.CALL,
                                        rows.iterator().next().getString(0) + ": " + result.words()
                                                + (note == null ? "" : "; " + note)))
                                .map(v -> new Kept.Done(lineId)));
    }

    /** A call within an act of the caller's. */
    public static Future<Kept> add(CaseFile file, Call call, @Nullable UUID contactId) {
        UUID id = Ids.next();
        Scope scope = file.scope();
        return file.connection()
                .preparedQuery(ADD)
                .execute(Tuple.of(
                                id,
                                scope.serviceId(),
                                file.id(),
                                call.direction().name())
                        .addString(call.whom())
                        .addString(call.telephone())
                        .addBoolean(call.home())
                        .addUUID(contactId)
                        .addValue(file.time())
                        .addString(scope.actor())
                        .addUUID(scope.operatorId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(new Kept.NotAllowed("This alarm has " + MOST_KEPT + " calls already."))
                        : file.change(Act.NOTE)
                                .compose(v -> file.log(EntryKind.CALL, words(call)))
                                .map(v -> new Kept.Done(id)));
    }

    private static String words(Call call) {
        String number = call.telephone() == null ? "" : ", " + call.telephone();
        return (call.direction() == CallLine.Direction.OUT ? "Rings " : "Call from ") + call.whom() + number;
    }

    private Future<Kept> act(Scope scope, UUID alarmId, Function<CaseFile, Future<Kept>> work) {
        return database.pool()
                .withTransaction(connection -> CaseFile.open(connection, scope, alarmId, clock.instant())
                        .compose(file -> file.map(open -> allowed(open, work))
                                .orElseGet(() -> Future.succeededFuture(new Kept.NotFound()))))
                .onSuccess(kept -> {
                    if (kept instanceof Kept.Done) {
                        wakeup.ring();
                    }
                });
    }

    private static Future<Kept> allowed(CaseFile file, Function<CaseFile, Future<Kept>> work) {
        if (file.verdict(Act.NOTE) instanceof Verdict.Refused refused) {
            return Future.succeededFuture(new Kept.NotAllowed(refused.why()));
        }
        CaseFile.Person actor = file.actor();
        boolean may = file.scope().operatorId() == null
                || (actor != null && actor.role().worksOnAlarms());
        return may
                ? work.apply(file)
                : Future.succeededFuture(new Kept.NotAllowed("Only an operator of this service works on alarms."));
    }

    private static CallLine read(Row row) {
        String result = row.getString("result");
        return new CallLine(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                CallLine.Direction.valueOf(row.getString("direction")),
                row.getString("whom"),
                row.getString("telephone"),
                row.getBoolean("home"),
                Times.fromRow(row.getOffsetDateTime("at")),
                row.getString("by"),
                result == null ? null : CallLine.Result.valueOf(result),
                row.getUUID("contact_id"));
    }
}
