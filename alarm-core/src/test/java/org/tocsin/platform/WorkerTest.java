package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever one round does, there is a next one. */
class WorkerTest {
    final Vertx vertx = Vertx.vertx();
    final AtomicInteger rounds = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_round_that_throws_is_followed_by_another_and_counts_as_failed() {
        Worker worker = worker(1, () -> {
            throw new IllegalStateException("stumbled before it had a future");
        });
        worker.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> rounds.get() > 2);
        assertThat(worker.failures()).isZero();
        ends(worker);
    }

    @Test
    void a_round_without_an_answer_is_followed_by_another() {
        Worker worker = worker(2, Future::succeededFuture);
        worker.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> rounds.get() > 3);
        ends(worker);
    }

    @Test
    void while_rounds_throw_their_number_is_told_and_it_can_be_stopped() {
        Worker worker = worker(Integer.MAX_VALUE, () -> {
            throw new IllegalStateException("stumbles each time");
        });
        worker.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> worker.failures() >= 2);
        ends(worker);
    }

    @Test
    void a_round_that_never_ends_is_given_up_and_followed_by_another() {
        Worker worker = new Worker(
                vertx,
                "test",
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                () -> rounds.incrementAndGet() == 1
                        ? Promise.<Boolean>promise().future()
                        : Future.succeededFuture(false));
        worker.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> rounds.get() > 3);
        assertThat(worker.failures()).isZero();
        ends(worker);
    }

    private Worker worker(int bad, Supplier<Future<Boolean>> badRound) {
        return new Worker(
                vertx,
                "test",
                Duration.ofMillis(10),
                () -> rounds.incrementAndGet() <= bad ? badRound.get() : Future.succeededFuture(false));
    }

    private static void ends(Worker worker) {
        await().atMost(Duration.ofSeconds(20)).until(worker.stop()::isComplete);
    }
}
