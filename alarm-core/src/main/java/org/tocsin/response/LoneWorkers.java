package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.signal.PlatformSignal;
import org.tocsin.signal.PlatformSignal.Subject;
import org.tocsin.signal.PlatformSignal.Trigger;
import org.tocsin.signal.PlatformSignal.Word;
import org.tocsin.signal.SignalIntake;

/**
 * Who is alone in a home and has given no word: a life alarm of its own, also when the home's case has been closed; again
 * every few minutes until there is one. That they were heard from is a line in it; a person closes it.
 */
final class LoneWorkers {
    /** From one alarm to the next while there is still no word. */
    static final Duration AGAIN = Duration.ofMinutes(5);

    private static final int AT_ONCE = 100;
    private static final String RESPONDER = "P102";

    private static final String CLAIM = """
            with due as (
              select id from callout
              where (check_in_due_at is not null or check_in_alarms > check_in_heard)
                and (check_in_due_at <= $1 or (check_in_alarms > check_in_heard and checked_in_at >= check_in_alarmed_at))
                and (lease_until is null or lease_until < clock_timestamp())
              order by check_in_due_at limit $2 for update skip locked),
            claimed as (
              update callout c set lease_until = clock_timestamp() + interval '30 seconds' from due where c.id = due.id
              returning c.*)
            select c.id, c.check_in_due_at <= $1 as overdue, c.check_in_alarms, k.operator_id, k.name, k.telephone,
              h.line1, h.postcode, s.code
            from claimed c join contact k on k.id = c.contact_id join service s on s.id = c.service_id
            join alarm a on a.id = c.alarm_id left join home h on h.id = a.home_id
            """;
    private static final String ALARMED = "update callout set check_in_alarms = check_in_alarms + 1,"
            + " check_in_alarmed_at = $3, check_in_due_at = case when check_in_due_at is null then null else $4 end,"
            + " lease_until = null, change_xid = pg_current_xact_id() where id = $1 and check_in_alarms = $2";
    private static final String HEARD = "update callout set check_in_heard = $2, lease_until = null where id = $1";

    private final Database database;
    private final InstantSource clock;
    private final SignalIntake intake;
    private final String processId;

    LoneWorkers(Database database, InstantSource clock, SignalIntake intake, String processId) {
        this.database = database;
        this.clock = clock;
        this.intake = intake;
        this.processId = processId;
    }

    private record Alone(UUID id, boolean overdue, int alarms, Subject subject) {}

    /** One look; true when more may be waiting. What is refused stays for the next time. */
    Future<Boolean> look() {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(now), AT_ONCE))
                .compose(rows -> {
                    List<Future<?>> told = new ArrayList<>();
                    rows.forEach(row -> told.add(tell(alone(row), now)));
                    return told.isEmpty()
                            ? Future.succeededFuture(false)
                            : Future.all(told).map(all -> rows.size() == AT_ONCE);
                });
    }

    private Future<Void> tell(Alone one, Instant now) {
        // A reference of its own for each time: said twice by two processes it is taken once.
        return one.overdue
                ? say(one, Word.RESPONDER_OVERDUE, "overdue-" + one.id + "-" + (one.alarms + 1), now)
                        .compose(known -> !known
                                ? Future.succeededFuture()
                                : run(
                                        ALARMED,
                                        Tuple.of(one.id, one.alarms, Times.toRow(now), Times.toRow(now.plus(AGAIN)))))
                : say(one, Word.RESPONDER_HEARD, "heard-" + one.id + "-" + one.alarms, now)
                        .compose(known -> !known ? Future.succeededFuture() : run(HEARD, Tuple.of(one.id, one.alarms)));
    }

    private Future<Boolean> say(Alone one, Word word, String ref, Instant at) {
        return intake.submit(
                        PlatformSignal.of(word, one.subject, ref, one.alarms + 1L, processId, at),
                        one.subject.cid(),
                        SignalIntake.Lane.LIFE)
                .map(receipt -> receipt.positive());
    }

    private Future<Void> run(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).mapEmpty();
    }

    private static Alone alone(Row row) {
        String where = Stream.of(row.getString("line1"), row.getString("postcode"), row.getString("telephone"))
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(", "));
        return new Alone(
                row.getUUID("id"),
                Boolean.TRUE.equals(row.getBoolean("overdue")),
                row.getInteger("check_in_alarms"),
                new Subject(
                        "responder-" + row.getUUID("operator_id"),
                        new Trigger(RESPONDER, null, row.getString("name"), where),
                        row.getString("code")));
    }
}
