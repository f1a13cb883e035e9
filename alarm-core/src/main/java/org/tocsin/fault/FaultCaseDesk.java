package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * What people do about an open fault: ring the home, and write down that it was repaired. Nothing here ends it; only a signal
 * that was received does.
 */
public final class FaultCaseDesk {
    /** Nobody answered: the home is rung again so soon. */
    static final Duration AGAIN = Duration.ofMinutes(15);

    private static final int LONGEST_NOTE = 2_000;

    private static final String HOLD = """
            select c.*, s.fault_call_every_s, o.role in ('OPERATOR', 'MANAGER', 'ADMIN') as calls,
              o.role in ('OPERATOR', 'MANAGER', 'ADMIN', 'INSTALLER') as repairs, o.display_name,
              case when c.scheme_fault_id is null then 'the home' else h.line1 end as rung
            from fault_case c join service s on s.id = c.service_id join home h on h.id = c.home_id
            left join operator o on o.id = $3 and o.service_id = c.service_id and o.active
            where c.id = $1 and c.service_id = $2 for update of c
            """;
    private static final String DUE =
            "select id, alarm_id from welfare_call where fault_case_id = $1 and done_at is null";
    private static final String RECORD = """
            insert into welfare_call (id, service_id, fault_case_id, alarm_id, due_at, done_at, done_by, outcome, note)
            values ($1, $2, $3, $4, $5, $5, $6, $7, $8)
            """;
    private static final String DONE = """
            update welfare_call set done_at = $2, done_by = $3, outcome = $4, note = $5 where id = $1
            """;
    private static final String NEXT = "update fault_case set next_call_at = $2 where id = $1";
    private static final String CLOSE_ALARM = """
            update alarm set state = 'CLOSED', sounding = false, closed_at = $2, closed_by = $3, outcome = 'welfare-call',
              closing_note = $4, change_xid = pg_current_xact_id()
            where id = $1 and state <> 'CLOSED'
            """;
    private static final String REPAIRED =
            "update fault_case set repaired_at = $2, repaired_by = $3, repaired_words = $4 where id = $1";

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public FaultCaseDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** What became of an act. */
    public sealed interface Result {
        record Done() implements Result {}

        /** No such fault in this service. */
        record NotFound() implements Result {}

        /** @param why a sentence the person who tried it reads */
        record NotAllowed(String why) implements Result {}
    }

    /**
     * Writes down a call to the home; due or not. Where nobody answers it is due again in a quarter of an hour; where help is
     * needed its alarm sounds and stays.
     *
     * @param outcome WELL, NO_ANSWER or NEEDS_HELP
     */
    public Future<Result> called(Scope scope, UUID caseId, FaultCase.CallOutcome outcome, @Nullable String note) {
        return act(scope, caseId, note, "calls", held -> held.call(outcome));
    }

    /** Writes down what was done to it. The next signal from it, and only that, ends the fault. */
    public Future<Result> repaired(Scope scope, UUID caseId, String words) {
        return act(scope, caseId, words, "repairs", Held::repair);
    }

    private interface Act {
        Future<Void> on(Held held);
    }

    private Future<Result> act(Scope scope, UUID caseId, @Nullable String note, String right, Act act) {
        if (note != null && (note.length() > LONGEST_NOTE || note.indexOf(0) >= 0)) {
            return Future.succeededFuture(new Result.NotAllowed("At most " + LONGEST_NOTE + " characters."));
        }
        return pool.withTransaction(connection -> connection
                        .preparedQuery(HOLD)
                        .execute(Tuple.of(caseId, scope.serviceId(), scope.operatorId()))
                        .compose(rows -> {
                            Row row = rows.stream().findFirst().orElse(null);
                            Optional<Result> no = refusal(scope, row, right);
                            if (row == null || no.isPresent()) {
                                return Future.succeededFuture(no.orElseGet(Result.NotFound::new));
                            }
                            return act.on(new Held(connection, scope, row, note, clock.instant()))
                                    .<Result>map(v -> new Result.Done());
                        }))
                .onSuccess(result -> wakeup.ring());
    }

    private static Optional<Result> refusal(Scope scope, @Nullable Row row, String right) {
        if (row == null) {
            return Optional.of(new Result.NotFound());
        }
        if (scope.operatorId() != null && !Boolean.TRUE.equals(row.getBoolean(right))) {
            return Optional.of(new Result.NotAllowed("That is not for you to do."));
        }
        return row.getOffsetDateTime("closed_at") == null
                ? Optional.empty()
                : Optional.of(new Result.NotAllowed("It was heard again: this fault is closed."));
    }

    private record Held(
            SqlConnection connection,
            Scope scope,
            Row row,
            @Nullable String note,
            Instant now) {
        Future<Void> call(FaultCase.CallOutcome outcome) {
            Duration every = Duration.ofSeconds(row.getInteger("fault_call_every_s"));
            boolean again = outcome == FaultCase.CallOutcome.NO_ANSWER && AGAIN.compareTo(every) < 0;
            return connection
                    .preparedQuery(DUE)
                    .execute(Tuple.of(row.getUUID("id")))
                    .compose(rows -> rows.size() == 0
                            ? unasked(outcome)
                            : asked(rows.iterator().next(), outcome))
                    .compose(v -> connection
                            .preparedQuery(NEXT)
                            .execute(Tuple.of(row.getUUID("id"), Times.toRow(now.plus(again ? AGAIN : every)))))
                    .mapEmpty();
        }

        private Future<Void> asked(Row due, FaultCase.CallOutcome outcome) {
            UUID alarm = due.getUUID("alarm_id");
            boolean help = outcome == FaultCase.CallOutcome.NEEDS_HELP;
            return connection
                    .preparedQuery(DONE)
                    .execute(Tuple.of(due.getUUID("id"), Times.toRow(now), scope.actor(), outcome.name(), note))
                    .compose(v -> help ? FaultAlarms.sound(connection, needsHelp(), now) : Future.succeededFuture())
                    .compose(v -> FaultAlarms.standsForNone(connection, alarm))
                    .compose(last -> line(alarm, help ? "RETURNED" : last ? "CLOSED" : "NOTE", outcome)
                            .compose(v -> last ? over(alarm, outcome) : Future.succeededFuture()));
        }

        /** It stands for no call any more. */
        private Future<Void> over(UUID alarm, FaultCase.CallOutcome outcome) {
            return outcome == FaultCase.CallOutcome.NEEDS_HELP
                    ? FaultAlarms.settle(connection, alarm)
                    : connection
                            .preparedQuery(CLOSE_ALARM)
                            .execute(Tuple.of(alarm, Times.toRow(now), scope.operatorId(), outcome.words()))
                            .mapEmpty();
        }

        private Future<Void> unasked(FaultCase.CallOutcome outcome) {
            Future<UUID> alarm = outcome == FaultCase.CallOutcome.NEEDS_HELP
                    ? FaultAlarms.sound(connection, needsHelp(), now)
                    : Future.succeededFuture(row.getUUID("id"));
            return alarm.compose(id -> connection
                            .preparedQuery(RECORD)
                            .execute(Tuple.of(Ids.next(), row.getUUID("service_id"), row.getUUID("id"), id)
                                    .addOffsetDateTime(Times.toRow(now))
                                    .addString(scope.actor())
                                    .addString(outcome.name())
                                    .addString(note)))
                    .mapEmpty();
        }

        private FaultAlarms.Words needsHelp() {
            return new FaultAlarms.Words(
                    new FaultAlarms.Where(
                            row.getUUID("service_id"), row.getUUID("home_id"), null, null, row.getString("cid")),
                    "welfare-help:" + row.getUUID("id"),
                    2,
                    "Help needed, said at the welfare call: " + row.getString("what"));
        }

        Future<Void> repair() {
            return connection
                    .preparedQuery(REPAIRED)
                    .execute(Tuple.of(row.getUUID("id"), Times.toRow(now), scope.actor(), note == null ? "" : note))
                    .mapEmpty();
        }

        private Future<Void> line(UUID alarm, String kind, FaultCase.CallOutcome outcome) {
            String who = row.getString("display_name");
            String words = (who == null ? scope.actor() : who) + " rang " + row.getString("rung") + ": "
                    + outcome.words() + (note == null ? "" : "; " + note);
            return FaultAlarms.log(
                    connection,
                    row.getUUID("service_id"),
                    alarm,
                    new FaultAlarms.Line(now, kind, scope.actor(), words));
        }
    }
}
