package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.TestDatabase;
import org.tocsin.platform.Wakeup;

/** One lane when things go badly, on a real PostgreSQL. */
class CommitLaneTest {
    private final TestDatabase test = TestDatabase.create();
    private final Vertx vertx = Vertx.vertx();
    private final Database database = Database.open(vertx, test.url(), 2);
    private final GroupCommit commit =
            new GroupCommit(InstantSource.system(), new LastCommit(), new Wakeup(vertx, database));
    private final CommitLane lane = new CommitLane(database, commit, 1_000);

    @BeforeEach
    void open() throws Exception {
        test.execute("insert into service (id, code, name, created_at) values ('%s', 'demo', 'Demo', '2026-01-01Z')"
                .formatted(Ids.next()));
        vertx.deployVerticle(lane).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoever_fails_at_hearing_an_answer_stops_nobody_else() {
        lane.submit(Signals.press("100", "a")).onComplete(any -> {
            throw new IllegalStateException("cannot be answered");
        });
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            lane.submit(Signals.press("10" + i, "b")).onSuccess(receipt -> answered.incrementAndGet());
        }
        await().until(() -> answered.get() == 20);
        lane.submit(Signals.press("200", "c")).onSuccess(receipt -> answered.incrementAndGet());
        await().until(() -> answered.get() == 21);
        assertThat(lane.size()).isZero();
    }

    @Test
    void a_store_that_is_slow_for_everybody_still_takes_most() {
        test.execute(
                "create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(1); return null;"
                        + " end'; create trigger slow before insert on signal for each statement execute function slow()");
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger positive = new AtomicInteger();
        AtomicInteger negative = new AtomicInteger();
        vertx.setPeriodic(50, timer -> {
            if (sent.incrementAndGet() == 120) {
                vertx.cancelTimer(timer);
            }
            long at = System.nanoTime();
            lane.submit(Signals.press("3" + sent.get(), "a")).onSuccess(receipt -> {
                boolean inTime = System.nanoTime() - at < Duration.ofSeconds(2).toNanos();
                (receipt.positive() && inTime ? positive : negative).incrementAndGet();
            });
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> positive.get() + negative.get() == 120);
        assertThat(positive.get()).isGreaterThan(50);
    }
}
