package org.tocsin.signal;

import static org.tocsin.signal.IntakeWriter.column;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Scheme;
import org.tocsin.platform.Times;

/** Writes what only some have: a scheme, its manager, further parts, faults, tests. Nothing where none has it. */
final class DetailWriter {
    private static final String DETAILS = """
            update alarm a set scheme_id = coalesce(t.scheme_id, a.scheme_id),
              point_name = coalesce(t.point_name, a.point_name),
              manager_until = case when t.managed_changed then t.manager_until else a.manager_until end,
              parts = case when t.parts_changed then t.parts::json else a.parts end
            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bool[], $5::timestamptz[], $6::bool[], $7::text[])
              t(id, scheme_id, point_name, managed_changed, manager_until, parts_changed, parts)
            where a.id = t.id
            """;
    private static final String DUTY = """
            insert into scheme_duty as d (scheme_id, service_id, duty, since)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])
            on conflict (scheme_id) do update set duty = excluded.duty, since = excluded.since, warned_at = null
            where d.since < excluded.since and d.duty <> excluded.duty
            """;
    private static final String FAULTS = """
            insert into fault as f (id, service_id, cid, did, dty, kind, alarm_id, lost_at, lost_unit_time, lost_sequence,
              restored_at, restored_unit_time, restored_sequence)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[],
              $8::timestamptz[], $9::timestamptz[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::text[])
            on conflict (id) do update set alarm_id = excluded.alarm_id, lost_at = excluded.lost_at,
              lost_unit_time = excluded.lost_unit_time, lost_sequence = excluded.lost_sequence,
              restored_at = excluded.restored_at, restored_unit_time = excluded.restored_unit_time,
              restored_sequence = excluded.restored_sequence
            """;

    private static final String TESTS = """
            insert into visit_heard (signal_id, service_id, home_id, visit_id, test_id, received_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[])
            """;

    private DetailWriter() {}

    static void write(PgConnection connection, List<Future<?>> sent, GroupPlan plan) {
        CaseBook book = plan.book;
        IntakeWriter.send(connection, sent, TESTS, tests(plan.tests));
        IntakeWriter.send(connection, sent, DETAILS, details(book.cases()));
        IntakeWriter.send(connection, sent, FAULTS, faults(book.faults.changed()));
        IntakeWriter.send(connection, sent, DUTY, duties(book.duties.values()));
    }

    private static Tuple tests(List<GroupPlan.HeardTest> rows) {
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, row -> row.signal().id(), UUID[]::new))
                .addValue(column(rows, GroupPlan.HeardTest::serviceId, UUID[]::new))
                .addValue(column(rows, GroupPlan.HeardTest::homeId, UUID[]::new))
                .addValue(column(rows, row -> row.asked().visitId(), UUID[]::new))
                .addValue(column(rows, row -> row.asked().testId(), UUID[]::new))
                .addValue(column(rows, row -> Times.toRow(row.signal().origin().receivedAt()), OffsetDateTime[]::new));
    }

    private static Tuple details(Collection<Case> cases) {
        List<Case> rows = cases.stream().filter(Case::hasDetails).toList();
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, Case::id, UUID[]::new))
                .addValue(column(rows, DetailWriter::schemeId, UUID[]::new))
                .addValue(column(rows, DetailWriter::point, String[]::new))
                .addValue(column(rows, Case::managedChanged, Boolean[]::new))
                .addValue(column(rows, row -> Times.toRowOrNull(row.managerUntil()), OffsetDateTime[]::new))
                .addValue(column(rows, row -> row.parts().changed(), Boolean[]::new))
                .addValue(column(rows, row -> PartsJson.write(row.parts().expected()), String[]::new));
    }

    private static @Nullable UUID schemeId(Case alarm) {
        Place.Site site = alarm.site();
        return site == null ? null : site.scheme().id();
    }

    private static @Nullable String point(Case alarm) {
        Place.Site site = alarm.site();
        return site == null ? null : site.point();
    }

    /** In id order: two groups may know something new of the same schemes. */
    private static Tuple duties(Collection<Scheme> said) {
        List<Scheme> rows =
                said.stream().sorted(Comparator.comparing(Scheme::id)).toList();
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, Scheme::id, UUID[]::new))
                .addValue(column(rows, Scheme::serviceId, UUID[]::new))
                .addValue(column(rows, row -> row.watch().duty().name(), String[]::new))
                .addValue(column(
                        rows,
                        row -> Times.toRow(Objects.requireNonNull(row.watch().since())),
                        OffsetDateTime[]::new));
    }

    private static Tuple faults(Collection<Fault> changed) {
        List<Fault> rows =
                changed.stream().sorted(Comparator.comparing(Fault::id)).toList();
        if (rows.isEmpty()) {
            return Tuple.tuple();
        }
        return Tuple.tuple()
                .addValue(column(rows, Fault::id, UUID[]::new))
                .addValue(column(rows, Fault::serviceId, UUID[]::new))
                .addValue(column(rows, row -> row.key().cid(), String[]::new))
                .addValue(column(rows, row -> row.key().did(), String[]::new))
                .addValue(column(rows, row -> row.key().dty(), String[]::new))
                .addValue(column(rows, row -> row.key().kind(), String[]::new))
                .addValue(column(rows, Fault::alarmId, UUID[]::new))
                .addValue(times(rows, Fault::lost, Moment::received))
                .addValue(times(rows, Fault::lost, Moment::unitTime))
                .addValue(sequences(rows, Fault::lost))
                .addValue(times(rows, Fault::restored, Moment::received))
                .addValue(times(rows, Fault::restored, Moment::unitTime))
                .addValue(sequences(rows, Fault::restored));
    }

    private static OffsetDateTime[] times(
            List<Fault> rows, Function<Fault, @Nullable Moment> which, Function<Moment, @Nullable Instant> time) {
        return column(
                rows,
                row -> {
                    Moment moment = which.apply(row);
                    return moment == null ? null : Times.toRowOrNull(time.apply(moment));
                },
                OffsetDateTime[]::new);
    }

    private static String[] sequences(List<Fault> rows, Function<Fault, @Nullable Moment> which) {
        return column(
                rows,
                row -> {
                    Moment moment = which.apply(row);
                    return moment == null ? null : moment.sequence();
                },
                String[]::new);
    }
}
