package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One thing that must hold before this process should be given work.
 *
 * @param name a short word for the list of failing checks
 * @param check succeeds when it holds; fails with one plain sentence otherwise
 * @param required false where the process should be given work all the same, and only say what is wrong
 */
public record Readiness(String name, Supplier<Future<Void>> check, boolean required) {
    private static final long ANSWER_WITHIN_MS = 1_000;
    private static final Duration MOST_SKEW = Duration.ofSeconds(2);

    public Readiness(String name, Supplier<Future<Void>> check) {
        this(name, check, true);
    }

    /** Something that is told and keeps no work away. */
    public static Readiness warning(String name, Supplier<Future<Void>> check) {
        return new Readiness(name, check, false);
    }

    /** The store answers {@code select 1} within a second. */
    public static Readiness store(Pool pool) {
        return new Readiness(
                "store",
                () -> pool.query("select 1")
                        .execute()
                        .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                        .mapEmpty()
                        .recover(e -> Future.failedFuture("the store did not answer within 1 s"))
                        .mapEmpty());
    }

    /** Our clock and the database's are at most two seconds apart: alarms are judged by the order of their times. */
    public static Readiness clock(Pool pool, InstantSource clock) {
        return new Readiness(
                "clock",
                () -> pool.query("select clock_timestamp() at time zone 'UTC'")
                        .execute()
                        .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                        .recover(e -> Future.failedFuture("the database's clock could not be read within 1 s"))
                        .compose(rows -> {
                            Duration skew = Duration.between(
                                            rows.iterator()
                                                    .next()
                                                    .getLocalDateTime(0)
                                                    .toInstant(ZoneOffset.UTC),
                                            clock.instant())
                                    .abs();
                            return skew.compareTo(MOST_SKEW) <= 0
                                    ? Future.<Void>succeededFuture()
                                    : Future.failedFuture(
                                            "this clock and the database's are %d ms apart, at most %d allowed"
                                                    .formatted(skew.toMillis(), MOST_SKEW.toMillis()));
                        }));
    }
}
