package org.tocsin.ops.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.tocsin.gateway.Gateway;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.Database;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.SignalIntake;
import org.tocsin.supervision.SupervisionWorker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How soon a silence is noticed among many units on file, by a gateway and the system's clock; and, by a clock of its own,
 * how many of them are called silent after ten minutes in which nobody listened, while all of them went on beating.
 */
@Command(
        name = "bench-supervision",
        mixinStandardHelpOptions = true,
        description = "How soon a silent unit is noticed, and how many are falsely silent after an outage of ours.")
public final class SupervisionBenchCommand implements Callable<Integer> {
    private static final long FIRST = 60_000_000L;
    /** An hour between two heartbeats and a minute of grace. */
    private static final int SILENT_AFTER_S = 3_660;

    private static final Duration OUTAGE = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofMinutes(1);

    private static final String STORE_SPAN =
            "insert into listening_span (id, process_id, protocols, since, until, closed)"
                    + " values (gen_random_uuid(), 'bench-history', '{SCAIP,MQTT}', $1, $2, $3)";

    @Option(names = "--units", defaultValue = "100000", description = "Units on file (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--silent", defaultValue = "1500", description = "That fall silent (default: ${DEFAULT-VALUE}).")
    private int silent;

    @Option(names = "--seconds", defaultValue = "30", description = "In which they do (default: ${DEFAULT-VALUE}).")
    private int seconds;

    private final Verdicts verdicts = new Verdicts();

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            Database owner = Database.open(stage.vertx(), stage.postgres().ownerUrl(), 4);
            BenchGround.enrol(owner, FIRST, units, "MQTT");
            execute(owner, "update home_unit set heartbeat_s = 3600");
            execute(
                    owner,
                    "insert into supervision_rule select gen_random_uuid(), id, null, 'STANDARD', null, 0, 60 from service");
            long falsely = notice(owner, stage.postgres(), stage.vertx());
            falsely += outage(owner, stage.postgres(), stage.vertx());
            verdicts.atMost("falsely silent", falsely, 0, "units");
            return verdicts.exitCode();
        });
    }

    private long notice(Database owner, EmbeddedPostgresServer postgres, Vertx vertx) throws Exception {
        Instant begun = Instant.now();
        // As if somebody had listened for days.
        execute(owner, STORE_SPAN, begun.minus(Duration.ofDays(2)), begun.plus(Duration.ofDays(2)), true);
        execute(
                owner,
                "insert into sign_of_life select id, service_id, $1::timestamptz - make_interval(secs => 3000 * random())"
                        + " from home_unit",
                begun);
        execute(owner, "analyze");
        Gateway gateway =
                BenchGround.await(Gateway.start(vertx, BenchGround.config(postgres), new SimpleMeterRegistry()));
        try {
            until(owner, "select count(*) from unit_watch where due_at < '1971-01-01Z'", 0);
            say("  %,d units looked at for the first time in %s", units, since(begun));
            Instant from = Instant.now().plusSeconds(5);
            execute(
                    owner,
                    "with chosen as (select id, random() as r from home_unit order by cid limit %d), seen as ("
                                    .formatted(silent)
                            + " update sign_of_life l set last_seen_at = $1::timestamptz - make_interval(secs => "
                            + SILENT_AFTER_S + " - " + seconds + " * c.r) from chosen c where l.unit_id = c.id"
                            + " returning l.unit_id, l.last_seen_at)"
                            + " update unit_watch w set heard_at = null, due_at = least(w.due_at, $1::timestamptz - interval '4 s') from seen"
                            + " where w.unit_id = seen.unit_id",
                    from);
            until(owner, "select count(*) from silence where raised_at is not null", silent);
            Row row = row(owner, """
                    select percentile_cont(array[0.5, 0.99, 1]) within group (order by extract(epoch from noticed_at - began_at))
                      as noticed,
                      percentile_cont(array[0.5, 0.99, 1]) within group (order by extract(epoch from raised_at - began_at))
                      as raised, count(*) as all
                    from silence""");
            say("  %,d fell silent within %d s among them", silent, seconds);
            say("  noticed after  %s", times(row, "noticed"));
            say("  alarm after    %s", times(row, "raised"));
            verdicts.atMost("noticed after its deadline, p99", row.getArrayOfDoubles("noticed")[1], 1, "s");
            long falsely = row.getLong("all") - silent;
            say("  falsely silent %,d", falsely);
            return falsely;
        } finally {
            BenchGround.await(gateway.stop());
        }
    }

    private long outage(Database owner, EmbeddedPostgresServer postgres, Vertx vertx) throws Exception {
        Instant start = Instant.now();
        AtomicReference<Instant> clock = new AtomicReference<>(start);
        execute(owner, "delete from listening_span");
        execute(owner, STORE_SPAN, start.minus(Duration.ofDays(2)), start, true);
        execute(owner, "update unit_watch set silence_id = null, state = 'ALIVE', due_at = $1", start);
        execute(owner, "delete from silence");
        beats(owner, start.minus(Duration.ofHours(1)), start);
        Database database = Database.open(vertx, postgres.runtimeUrl(), 4);
        Wakeup wakeup = new Wakeup(vertx, database);
        SignalIntake intake = BenchGround.await(SignalIntake.forThePlatform(vertx, database, clock::get, wakeup));
        Readiness trusted = new Readiness("clock", Future::succeededFuture);
        SupervisionWorker worker = new SupervisionWorker(vertx, database, clock::get, trusted, intake, "bench");
        worker.start();
        try {
            Instant back = start.plus(OUTAGE);
            clock.set(back);
            execute(owner, STORE_SPAN, back, back, false);
            long naive = 0;
            for (Instant now = back; now.isBefore(back.plus(Duration.ofMinutes(75))); now = now.plus(STEP)) {
                Instant next = now.plus(STEP);
                beats(owner, now, next);
                execute(owner, "update listening_span set until = $1 where not closed", next);
                clock.set(next);
                until(
                        owner,
                        "select count(*) from unit_watch where due_at <= (select until from listening_span where not closed)",
                        0);
                long late = row(
                                owner,
                                "select count(*) as all from sign_of_life where last_seen_at <= $1",
                                next.minusSeconds(SILENT_AFTER_S))
                        .getLong("all");
                naive = Math.max(naive, late);
            }
            long falsely = row(owner, "select count(*) as all from silence").getLong("all");
            say("  ten minutes nobody listened: %,d falsely silent (by the wall clock alone: %,d)", falsely, naive);
            return falsely;
        } finally {
            BenchGround.await(worker.stop());
            BenchGround.await(intake.close());
            wakeup.close();
            BenchGround.await(database.close());
        }
    }

    /** Each unit beats at its own second of the hour. */
    private static void beats(Database owner, Instant from, Instant until) throws Exception {
        execute(owner, """
                update sign_of_life l set last_seen_at = t.at
                from (select unit_id, to_timestamp(floor((extract(epoch from $2::timestamptz) - s) / 3600) * 3600 + s) as at
                  from (select unit_id, abs(hashtext(unit_id::text)) % 3600 as s from sign_of_life) phase) t
                where t.unit_id = l.unit_id and t.at > $1 and t.at <= $2
                """, from, until);
    }

    private static void until(Database owner, String count, long wanted) throws Exception {
        long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (BenchGround.await(owner.pool().query(count).execute())
                        .iterator()
                        .next()
                        .getLong(0)
                != wanted) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("not reached within two minutes: " + wanted + " of " + count);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static Row row(Database owner, String sql, Object... values) throws Exception {
        return BenchGround.await(owner.pool().preparedQuery(sql).execute(tuple(values)))
                .iterator()
                .next();
    }

    private static void execute(Database owner, String sql, Object... values) throws Exception {
        BenchGround.await(owner.pool().preparedQuery(sql).execute(tuple(values)));
    }

    private static Tuple tuple(Object... values) {
        Tuple tuple = Tuple.tuple();
        for (Object value : values) {
            tuple.addValue(value instanceof Instant at ? Times.toRow(at) : value);
        }
        return tuple;
    }

    private static String times(Row row, String column) {
        Double[] all = row.getArrayOfDoubles(column);
        return String.format(
                Locale.ROOT, "p50 %.0f ms, p99 %.0f ms, longest %.0f ms", all[0] * 1e3, all[1] * 1e3, all[2] * 1e3);
    }

    private static String since(Instant begun) {
        return String.format(
                Locale.ROOT, "%.1f s", Duration.between(begun, Instant.now()).toMillis() / 1e3);
    }

    private static void say(String words, Object... values) {
        System.out.println(String.format(Locale.ROOT, words, values));
    }
}
