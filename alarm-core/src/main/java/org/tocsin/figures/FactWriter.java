package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.figures.CaseFacts.Answer;
import org.tocsin.figures.CaseFacts.Handling;
import org.tocsin.figures.CaseFacts.Response;
import org.tocsin.platform.Times;

/** Writes what alarms and presses came to, anew where it was written before. */
final class FactWriter {
    private static final String CASES = """
            insert into figure_case (alarm_id, service_id, month, home_id, reference, kind, received_at, taken_at,
              decided_at, arrived_at, proven_at, closed_at, outcome, handled_s, handler, end_to_end, rang_999)
            select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::uuid[], $5::text[], $6::text[],
              $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[],
              $12::timestamptz[], $13::text[], $14::int[], $15::uuid[], $16::boolean[], $17::boolean[])
            on conflict (alarm_id) do update set home_id = excluded.home_id, kind = excluded.kind,
              taken_at = excluded.taken_at, decided_at = excluded.decided_at, arrived_at = excluded.arrived_at,
              proven_at = excluded.proven_at, closed_at = excluded.closed_at, outcome = excluded.outcome,
              handled_s = excluded.handled_s, handler = excluded.handler, end_to_end = excluded.end_to_end,
              rang_999 = excluded.rang_999
            """;
    private static final String PRESSES = """
            insert into figure_press (signal_id, service_id, alarm_id, month, pressed_at, kind, way, answered_at,
              opened_at, given_up_at, over_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $6::text[],
              $7::text[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
            on conflict (signal_id) do update set kind = excluded.kind, way = excluded.way,
              answered_at = excluded.answered_at, opened_at = excluded.opened_at, given_up_at = excluded.given_up_at,
              over_at = excluded.over_at
            """;

    private FactWriter() {}

    /** What one alarm comes to, in the zone its service lives in. */
    record Worked(CaseFacts facts, ZoneId zone) {
        LocalDate month(Instant at) {
            return at.atZone(zone).toLocalDate().withDayOfMonth(1);
        }
    }

    private record Pressed(Worked of, Answer answer) {}

    /** Writes all of them; the ids are those of their presses. */
    static Future<List<UUID>> write(SqlConnection connection, List<Worked> all) {
        List<Pressed> presses = all.stream()
                .flatMap(worked -> worked.facts().answers().stream().map(answer -> new Pressed(worked, answer)))
                .toList();
        return connection
                .preparedQuery(CASES)
                .execute(cases(all))
                .compose(v -> connection.preparedQuery(PRESSES).execute(presses(presses)))
                .map(presses.stream().map(one -> one.answer().signalId()).toList());
    }

    private static Tuple cases(List<Worked> all) {
        Function<Worked, CaseRecord.Head> head = worked -> worked.facts().head();
        Function<Worked, Response> response = worked -> worked.facts().response();
        Function<Worked, Handling> handling = worked -> worked.facts().handling();
        return Tuple.tuple()
                .addValue(column(all, head.andThen(CaseRecord.Head::alarmId), UUID[]::new))
                .addValue(column(all, head.andThen(CaseRecord.Head::serviceId), UUID[]::new))
                .addValue(column(all, one -> one.month(one.facts().head().raisedAt()), LocalDate[]::new))
                .addValue(column(all, head.andThen(CaseRecord.Head::homeId), UUID[]::new))
                .addValue(column(all, head.andThen(CaseRecord.Head::reference), String[]::new))
                .addValue(column(all, one -> one.facts().kind().name(), String[]::new))
                .addValue(times(all, head.andThen(CaseRecord.Head::raisedAt)))
                .addValue(times(all, handling.andThen(Handling::taken)))
                .addValue(times(all, response.andThen(Response::decided)))
                .addValue(times(all, response.andThen(Response::arrived)))
                .addValue(times(all, response.andThen(Response::proven)))
                .addValue(times(all, response.andThen(Response::closed)))
                .addValue(column(all, handling.andThen(Handling::outcome), String[]::new))
                .addValue(column(all, handling.andThen(Handling::seconds), Integer[]::new))
                .addValue(column(all, handling.andThen(Handling::handler), UUID[]::new))
                .addValue(column(all, handling.andThen(Handling::endToEnd), Boolean[]::new))
                .addValue(column(all, head.andThen(CaseRecord.Head::rang999), Boolean[]::new));
    }

    private static Tuple presses(List<Pressed> all) {
        return Tuple.tuple()
                .addValue(column(all, one -> one.answer().signalId(), UUID[]::new))
                .addValue(column(all, one -> one.of().facts().head().serviceId(), UUID[]::new))
                .addValue(column(all, one -> one.of().facts().head().alarmId(), UUID[]::new))
                .addValue(column(all, one -> one.of().month(one.answer().pressed()), LocalDate[]::new))
                .addValue(times(all, one -> one.answer().pressed()))
                .addValue(column(all, one -> one.of().facts().kind().name(), String[]::new))
                .addValue(column(all, one -> one.answer().way().name(), String[]::new))
                .addValue(times(all, one -> one.answer().answered()))
                .addValue(times(all, one -> one.answer().opened()))
                .addValue(times(all, one -> one.answer().givenUp()))
                .addValue(times(all, one -> one.of().facts().response().closed()));
    }

    private static <R> OffsetDateTime[] times(List<R> rows, Function<R, @Nullable Instant> time) {
        return column(rows, row -> Times.toRowOrNull(time.apply(row)), OffsetDateTime[]::new);
    }

    private static <R, T> T[] column(List<R> rows, Function<R, @Nullable T> value, IntFunction<T[]> array) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }
}
