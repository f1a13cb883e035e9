package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.OneAtATime;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;
import org.tocsin.readiness.FactsReader.Home;
import org.tocsin.readiness.TriggerProof.State;

/**
 * Keeps the readiness of every home worked out: after each change of what it follows from, which the database itself
 * notes, and when a proof becomes too old. Runs in every process, one at a time.
 */
public final class ReadinessWorker {
    private static final int BATCH = 1_000;
    /** Of the lock under which one process at a time works; any number that nobody else uses. */
    private static final OneAtATime ONE_AT_A_TIME = new OneAtATime(0x746f6373696e02L);

    private static final String DUE = """
            with due as (delete from readiness_due where id in (
              select id from readiness_due order by id limit %d) returning home_id)
            select distinct home_id from due
            """.formatted(BATCH);
    private static final String OLD = "select home_id from home_readiness where next_at < $1 limit " + BATCH;
    /**
     * What a process of an earlier release may have worked out by rules that let an age pass unseen, or took what was
     * told of one line as told of the next; once in each process.
     */
    private static final String EARLIER = """
            insert into readiness_due (service_id, home_id) select r.service_id, r.home_id from home_readiness r
            where r.recheck > 0 or (r.line_confirmed_at is not null and exists (select from unit_change c
              where c.home_id = r.home_id and c.kind = 'LINE' and c.at >= r.line_confirmed_at))
            """;

    private static final String WRITE = """
            insert into home_readiness (home_id, service_id, risk, area, equipment, converter_due_on, line_provider,
              line_planned_on, line_confirmed_at, state, proof, reason, triggers, never, current, recheck, revisit,
              exception, next_at, as_of)
            select t.*, $20 from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::date[],
              $7::text[], $8::date[], $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::int[], $14::int[],
              $15::int[], $16::int[], $17::int[], $18::text[], $19::timestamptz[]) t
            on conflict (home_id) do update set service_id = excluded.service_id, risk = excluded.risk,
              area = excluded.area, equipment = excluded.equipment, converter_due_on = excluded.converter_due_on,
              line_provider = excluded.line_provider, line_planned_on = excluded.line_planned_on,
              line_confirmed_at = excluded.line_confirmed_at, state = excluded.state, proof = excluded.proof,
              reason = excluded.reason, triggers = excluded.triggers, never = excluded.never,
              current = excluded.current, recheck = excluded.recheck, revisit = excluded.revisit,
              exception = excluded.exception, next_at = excluded.next_at, as_of = excluded.as_of
            """;

    private final Database database;
    private final InstantSource clock;
    private final Worker worker;
    private volatile boolean lookedBack;

    public ReadinessWorker(Vertx vertx, Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.worker = new Worker(vertx, "readiness", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** A home and what follows for it. */
    private record Result(Home home, Readiness readiness) {}

    /** Works out what is due, up to a thousand homes; true when more may wait. */
    Future<Boolean> round() {
        Instant now = clock.instant();
        return ONE_AT_A_TIME
                .round(
                        database.pool(),
                        connection -> lookBack(connection)
                                .compose(looked -> due(connection, now))
                                .compose(homes -> work(connection, homes, now)))
                .onFailure(e -> lookedBack = false);
    }

    private Future<?> lookBack(SqlConnection connection) {
        return lookedBack
                ? Future.succeededFuture()
                : connection.query(EARLIER).execute().onSuccess(noted -> lookedBack = true);
    }

    /** What was noted is taken away before the facts are read: what is noted meanwhile stays for the next round. */
    private static Future<Set<UUID>> due(SqlConnection connection, Instant now) {
        return connection
                .query(DUE)
                .execute()
                .compose(noted -> connection
                        .preparedQuery(OLD)
                        .execute(Tuple.of(Times.toRow(now)))
                        .map(old -> {
                            Set<UUID> homes = new HashSet<>();
                            noted.forEach(row -> homes.add(row.getUUID(0)));
                            old.forEach(row -> homes.add(row.getUUID(0)));
                            return homes;
                        }));
    }

    private static Future<Boolean> work(SqlConnection connection, Set<UUID> homes, Instant now) {
        if (homes.isEmpty()) {
            return Future.succeededFuture(false);
        }
        return FactsReader.read(connection, homes, now).compose(found -> {
            List<Result> results = found.stream()
                    .map(home -> new Result(home, Readiness.of(home.facts(), home.limits(), now)))
                    .toList();
            found.forEach(home -> homes.remove(home.id()));
            return write(connection, results, now)
                    .compose(written -> connection
                            .preparedQuery("delete from home_readiness where home_id = any ($1)")
                            .execute(Tuple.of(homes.toArray(UUID[]::new))))
                    .map(true);
        });
    }

    private static Future<Void> write(SqlConnection connection, List<Result> results, Instant now) {
        Tuple columns = Tuple.tuple()
                .addValue(column(results, result -> result.home().id(), UUID[]::new))
                .addValue(column(results, result -> result.home().serviceId(), UUID[]::new))
                .addValue(
                        column(results, result -> (short) (result.home().risk().ordinal() + 1), Short[]::new))
                .addValue(column(results, result -> result.home().area(), String[]::new))
                .addValue(column(
                        results, result -> result.home().facts().equipment().name(), String[]::new))
                .addValue(column(results, result -> result.readiness().converterDueOn(), LocalDate[]::new))
                .addValue(column(results, result -> result.home().provider(), String[]::new))
                .addValue(column(results, result -> result.home().facts().line().plannedOn(), LocalDate[]::new))
                .addValue(column(
                        results,
                        result -> Times.toRowOrNull(result.home().facts().toldAt()),
                        OffsetDateTime[]::new))
                .addValue(column(results, result -> result.readiness().state().name(), String[]::new))
                .addValue(column(results, result -> result.readiness().proof().name(), String[]::new))
                .addValue(column(results, result -> reason(result), String[]::new))
                .addValue(
                        column(results, result -> result.readiness().triggers().size(), Integer[]::new));
        for (State state : List.of(State.NEVER, State.CURRENT, State.RECHECK_REMOTELY, State.REVISIT)) {
            columns.addValue(column(results, result -> result.readiness().count(state), Integer[]::new));
        }
        columns.addValue(column(results, result -> result.home().exception(), String[]::new))
                .addValue(column(
                        results, result -> Times.toRowOrNull(result.readiness().nextAt()), OffsetDateTime[]::new))
                .addValue(Times.toRow(now));
        return results.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(WRITE).execute(columns).mapEmpty();
    }

    private static @Nullable String reason(Result result) {
        TriggerProof.Reason reason = result.readiness().reason();
        return reason == null ? null : reason.name();
    }

    private static <T> T[] column(List<Result> results, Function<Result, T> value, IntFunction<T[]> array) {
        return results.stream().map(value).toArray(array);
    }
}
