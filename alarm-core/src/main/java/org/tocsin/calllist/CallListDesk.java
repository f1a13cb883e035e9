package org.tocsin.calllist;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.calllist.ListedCall.Outcome;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/** Writes down what came of listed calls. */
public final class CallListDesk {
    private static final int LONGEST = 1_000;

    private static final String LOCK = """
            select c.*, p.kind, coalesce(r.made_within_s, 3600) as made_within_s, coalesce(r.attempts, 2) as most_attempts,
              coalesce(r.retry_after_s, 900) as retry_after_s, o.display_name
            from listed_call c join call_plan p on p.id = c.plan_id
            left join call_list_rule r on r.service_id = c.service_id and r.kind = p.kind
            left join operator o on o.id = $3 and o.service_id = c.service_id
            where c.id = $1 and c.service_id = $2 for update of c
            """;
    private static final String DONE = """
            update listed_call set done_at = $2, done_by = $3, outcome = $4, spoken_to = $5, note = $6, alarm_id = $7
            where id = $1
            """;
    private static final String TRY = "update listed_call set attempts = attempts + 1, try_at = $2 where id = $1";
    private static final String TRIED =
            "insert into listed_call_try (call_id, service_id, at, actor, words) values ($1, $2, $3, $4, $5)";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AuditTrail audit;

    public CallListDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.audit = new AuditTrail(database, clock);
    }

    /** What became of it. */
    public sealed interface Result {
        /** @param alarmId what sounds on the board now because of it */
        record Done(@Nullable UUID alarmId) implements Result {}

        /** No such call in this service. */
        record NotFound() implements Result {}

        /** @param why a sentence the person who tried it reads */
        record NotAllowed(String why) implements Result {}
    }

    /** Somebody was spoken to and is well. */
    public Future<Result> spoken(Scope scope, UUID callId, @Nullable String who, @Nullable String note) {
        return who == null || who.isBlank()
                ? refused("Say who was spoken to, by name.")
                : act(scope, callId, new Said(Outcome.SPOKEN, who.strip(), note));
    }

    /** Help is needed: it sounds on the board at once, as urgent as a press. */
    public Future<Result> needsHelp(Scope scope, UUID callId, @Nullable String note) {
        return act(scope, callId, new Said(Outcome.NEEDS_HELP, null, note));
    }

    /** It need not be made, in hospital for instance. */
    public Future<Result> notNeeded(Scope scope, UUID callId, @Nullable String why) {
        return why == null || why.isBlank()
                ? refused("Say why it is not needed.")
                : act(scope, callId, new Said(Outcome.NOT_NEEDED, null, why));
    }

    /** Nobody answered: it is tried again, or after the last try it sounds on the board. */
    public Future<Result> noAnswer(Scope scope, UUID callId, @Nullable String note) {
        return act(scope, callId, new Said(null, null, note));
    }

    /** @param outcome null: nobody answered */
    private record Said(
            @Nullable Outcome outcome,
            @Nullable String who,
            @Nullable String note) {
        boolean unfit() {
            return unfit(who) || unfit(note);
        }

        private static boolean unfit(@Nullable String text) {
            return text != null && (text.length() > LONGEST || text.indexOf(0) >= 0);
        }
    }

    private Future<Result> act(Scope scope, UUID callId, Said said) {
        if (said.unfit()) {
            return refused("At most " + LONGEST + " plain characters.");
        }
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(callId, scope.serviceId(), scope.operatorId()))
                        .compose(rows -> {
                            Optional<Row> row = rows.stream().findFirst();
                            if (row.isEmpty()) {
                                return Future.succeededFuture(new Result.NotFound());
                            }
                            return row.get().getOffsetDateTime("done_at") == null
                                    ? new Held(connection, scope, row.get(), now).settle(said)
                                    : refused("This call is settled already.");
                        })
                        .compose(result -> audit.record(connection, scope, "listed-call", "listed-call:" + callId, null)
                                .map(result)))
                .onSuccess(result -> wakeup.ring());
    }

    private static Future<Result> refused(String why) {
        return Future.succeededFuture(new Result.NotAllowed(why));
    }

    private record Held(SqlConnection connection, Scope scope, Row row, Instant now) {
        Future<Result> settle(Said said) {
            Outcome outcome = said.outcome();
            if (outcome == null) {
                return unanswered(said);
            }
            return outcome == Outcome.NEEDS_HELP
                    ? onTheBoard(said, Outcome.NEEDS_HELP, 1, "Help needed, said at a call: " + words(said))
                    : done(said, outcome, null);
        }

        private Future<Result> unanswered(Said said) {
            CallRule rule = rule(row);
            int tried = row.getInteger("attempts") + 1;
            Tuple line = Tuple.of(row.getUUID("id"), scope.serviceId(), Times.toRow(now), scope.actor())
                    .addString("Nobody answered" + (said.note() == null ? "" : ": " + said.note()));
            Future<Void> noted = connection
                    .preparedQuery(TRIED)
                    .execute(line)
                    .compose(v -> connection
                            .preparedQuery(TRY)
                            .execute(Tuple.of(row.getUUID("id"), Times.toRow(now.plus(rule.retryAfter())))))
                    .mapEmpty();
            return noted.compose(v -> rule.givenUp(tried)
                    ? onTheBoard(said, Outcome.MISSED, 2, kind().words() + ": nobody answers, tried " + times(tried))
                    : Future.succeededFuture(new Result.Done(null)));
        }

        private Future<Result> onTheBoard(Said said, Outcome outcome, int priority, String words) {
            CallAlarm.About about = new CallAlarm.About(
                    scope.serviceId(), row.getUUID("home_id"), row.getUUID("plan_id"), priority, words);
            return CallAlarm.sound(connection, about, scope.actor(), now).compose(alarm -> done(said, outcome, alarm));
        }

        private Future<Result> done(Said said, Outcome outcome, @Nullable UUID alarm) {
            Tuple values = Tuple.of(row.getUUID("id"), Times.toRow(now), scope.actor(), outcome.name())
                    .addString(said.who())
                    .addString(said.note())
                    .addUUID(alarm);
            return connection.preparedQuery(DONE).execute(values).map(v -> new Result.Done(alarm));
        }

        private String words(Said said) {
            return said.note() == null ? kind().words() : said.note();
        }

        private CallKind kind() {
            return CallKind.valueOf(row.getString("kind"));
        }
    }

    static CallRule rule(Row row) {
        return new CallRule(
                Duration.ofSeconds(row.getInteger("made_within_s")),
                row.getInteger("most_attempts"),
                Duration.ofSeconds(row.getInteger("retry_after_s")));
    }

    private static String times(int number) {
        return number == 1 ? "once" : number + " times";
    }
}
