package org.tocsin.platform;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks about once a second for what is due, in every process, one round after another. A round that fails, whether by
 * its future or by an exception, makes the pause before the next longer, up to half a minute; none ends the worker.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
    private static final long LONGEST_PAUSE_MS = 30_000;
    /** Longer than a single statement may take; a round that is only slow goes on beside the next and harms nobody. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String name;
    private final Supplier<Future<Boolean>> round;
    private final long usualPause;
    private final long longestRound;
    private final Promise<Void> stopped = Promise.promise();
    private volatile int failures;
    // Below: only ever touched on the context.
    private final Context context;
    private boolean stopping;
    private boolean running;
    private long timer = -1;
    private long pause;

    /**
     * @param name in the log
     * @param round looks once; true when more is waiting and the next look should follow at once
     */
    public Worker(Vertx vertx, String name, Supplier<Future<Boolean>> round) {
        this(vertx, name, USUAL_PAUSE, round);
    }

    /** @param pause between two looks, where somebody is kept waiting by a second */
    public Worker(Vertx vertx, String name, Duration pause, Supplier<Future<Boolean>> round) {
        this(vertx, name, pause, Duration.ZERO, round);
    }

    /**
     * One on whose rounds somebody's help depends. A round that has not ended after half a minute, because the database's
     * machine is gone and has not said so, counts as failed and is followed by the next, which may run beside it: as in
     * another process.
     */
    public static Worker bounded(Vertx vertx, String name, Supplier<Future<Boolean>> round) {
        return new Worker(vertx, name, USUAL_PAUSE, LONGEST_ROUND, round);
    }

    /** @param longest after which a round counts as failed; zero for never */
    Worker(Vertx vertx, String name, Duration pause, Duration longest, Supplier<Future<Boolean>> round) {
        this.vertx = vertx;
        this.name = name;
        this.round = round;
        this.usualPause = pause.toMillis();
        this.longestRound = longest.toMillis();
        this.pause = usualPause;
        this.context = vertx.getOrCreateContext();
    }

    /** Begins to look. Called once. */
    public void start() {
        context.runOnContext(v -> look());
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        context.runOnContext(v -> {
            stopping = true;
            vertx.cancelTimer(timer);
            if (!running) {
                stopped.tryComplete();
            }
        });
        return stopped.future();
    }

    /** How many rounds in a row have failed. */
    public int failures() {
        return failures;
    }

    private void look() {
        if (stopping) {
            return;
        }
        running = true;
        tried().onComplete(done -> context.runOnContext(v -> {
            if (done.failed()) {
                failures++;
                pause = Math.min(LONGEST_PAUSE_MS, Math.max(pause, 100) * 2);
                LOG.atWarn()
                        .addKeyValue("worker", name)
                        .addKeyValue("error", LoggedError.of(done.cause()))
                        .log("what is due could not be read");
            } else {
                failures = 0;
                pause = usualPause;
            }
            rest(done.succeeded() && Boolean.TRUE.equals(done.result()) ? 1 : pause);
        }));
    }

    /** A round that stumbles before it has a future has failed like any other: the next one is tried. */
    private Future<Boolean> tried() {
        try {
            Future<Boolean> begun = round.get();
            return longestRound == 0 ? begun : begun.timeout(longestRound, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void rest(long ms) {
        running = false;
        if (stopping) {
            stopped.tryComplete();
            return;
        }
        // Spread, so that the processes do not all look at the same moment.
        timer = vertx.setTimer(ms + ThreadLocalRandom.current().nextLong(1 + ms / 5), t -> look());
    }
}
