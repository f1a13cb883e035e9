package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;

/**
 * A bounded queue in front of one database connection. While one group is being committed, signals gather; when it ends,
 * all that wait go in the next. Idle, a lone signal is committed at once. Every signal has its answer within
 * {@link #ANSWER_LIMIT}: stored, or refused.
 */
final class CommitLane extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLane.class);
    /** The unit is answered within 2 s: this much for the store, the rest for the way back. */
    static final Duration ANSWER_LIMIT = Duration.ofMillis(1_700);

    private static final int LARGEST_GROUP = 512;
    /** From so many on it is the load, not one slow answer of the store. */
    private static final int CROWD = 64;

    private static final int STATEMENT_MS = 1_500;
    private static final int LOCK_MS = 1_000;
    private static final Receipt UNAVAILABLE = new Receipt.Refused(Receipt.Reason.STORE_UNAVAILABLE);
    private static final Duration CONNECTING_LIMIT = Duration.ofSeconds(10);

    private final Database database;
    private final GroupCommit groupCommit;
    private final int capacity;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean closed;
    // Below: only on this lane's own context.
    private boolean busy;
    private List<Waiting> beingCommitted = List.of();
    private @Nullable Future<PgConnection> connection;
    private long connectingSince;
    private volatile long lastGroupNanos;
    /** When the group now being committed began, by {@link System#nanoTime}; 0 when there is none. */
    private volatile long groupBegun;

    private record Waiting(Signal signal, long deadline, Promise<Receipt> receipt) {}

    CommitLane(Database database, GroupCommit groupCommit, int capacity) {
        this.database = database;
        this.groupCommit = groupCommit;
        this.capacity = capacity;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(100, timer -> expire());
        // so that the first alarm does not wait for a connection; where it cannot be had now, it is tried when needed
        connected();
        return Future.succeededFuture();
    }

    /** Takes a signal from any thread; the answer comes on this lane's thread. */
    Future<Receipt> submit(Signal signal) {
        if (closed) {
            return refused(Receipt.Reason.SHUTTING_DOWN);
        }
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            return refused(Receipt.Reason.OVERLOADED);
        }
        Promise<Receipt> receipt = Promise.promise();
        queue.add(new Waiting(signal, System.nanoTime() + ANSWER_LIMIT.toNanos(), receipt));
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(go -> pump());
        }
        return receipt.future();
    }

    /** How many wait or are being committed. */
    int size() {
        return waiting.get();
    }

    /**
     * How long whoever comes now would wait, in nanoseconds, judged by the last group and by the one under way; 0 while
     * few are waiting, whatever the store is doing.
     */
    long expectedWait() {
        long begun = groupBegun;
        if (begun == 0 || waiting.get() < CROWD) {
            return 0;
        }
        long group = Math.max(lastGroupNanos, System.nanoTime() - begun);
        return group * (1 + waiting.get() / LARGEST_GROUP);
    }

    /** Refuses what comes from now on; what is inside is still committed and answered. */
    void close() {
        closed = true;
    }

    private void pump() {
        woken.set(false);
        if (busy) {
            return;
        }
        List<Waiting> group = gather();
        if (group.isEmpty()) {
            return;
        }
        busy = true;
        beingCommitted = group;
        long begun = System.nanoTime();
        groupBegun = begun;
        commit(group).onComplete(done -> {
            lastGroupNanos = System.nanoTime() - begun;
            groupBegun = 0;
            busy = false;
            beingCommitted = List.of();
            pump();
        });
    }

    /**
     * The next group. When more waits than one group holds, whoever would get an answer too late is refused now: stored
     * late and refused, each would only make the next ones late as well.
     */
    private List<Waiting> gather() {
        boolean overloaded = waiting.get() > LARGEST_GROUP;
        long latest = System.nanoTime() + Math.min(lastGroupNanos, ANSWER_LIMIT.toNanos() / 2);
        List<Waiting> group = new ArrayList<>();
        Waiting next;
        while (group.size() < LARGEST_GROUP && (next = queue.poll()) != null) {
            if (overloaded && next.deadline() - latest < 0) {
                waiting.decrementAndGet();
                answer(next, new Receipt.Refused(Receipt.Reason.OVERLOADED));
            } else {
                group.add(next);
            }
        }
        return group;
    }

    private Future<Void> commit(List<Waiting> group) {
        Promise<Void> ended = Promise.promise();
        AtomicBoolean alive = new AtomicBoolean(true);
        List<Signal> signals = group.stream().map(Waiting::signal).toList();
        // Given up when it is too late for the last of them. Ended with the time of its oldest, a group behind a slow
        // store would never be stored.
        long left = TimeUnit.NANOSECONDS.toMillis(group.get(group.size() - 1).deadline() - System.nanoTime());
        long timer = vertx.setTimer(Math.max(1, left), late -> {
            if (alive.compareAndSet(true, false)) {
                LOG.atWarn().log("the store did not answer in time, its connection is given up");
                giveUpConnection();
                answer(group, null);
                ended.complete();
            }
        });
        connected()
                .compose(open -> alive.get()
                        ? groupCommit.commit(open, signals, alive::get)
                        : Future.failedFuture("given up while connecting"))
                .onComplete(result -> {
                    if (!alive.compareAndSet(true, false)) {
                        return;
                    }
                    vertx.cancelTimer(timer);
                    if (result.failed()) {
                        LOG.atWarn()
                                .addKeyValue(
                                        "error", String.valueOf(result.cause().getMessage()))
                                .log("a group of signals was refused by the store");
                        giveUpConnection();
                    }
                    answer(group, result.succeeded() ? result.result() : null);
                    ended.complete();
                });
        return ended.future();
    }

    /** @param receipts null: none of the group is known to be stored */
    private void answer(List<Waiting> group, @Nullable List<Receipt> receipts) {
        waiting.addAndGet(-group.size());
        for (int i = 0; i < group.size(); i++) {
            answer(group.get(i), receipts == null ? UNAVAILABLE : receipts.get(i));
        }
    }

    /** Whoever stumbles over an answer must not keep the others from theirs. */
    private void answer(Waiting one, Receipt receipt) {
        try {
            one.receipt().tryComplete(receipt);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("signalId", one.signal().id())
                    .setCause(e)
                    .log("the answer to a signal could not be given");
        }
    }

    /** Those in a slow group, and those behind it, are refused in time, each by its own clock. */
    private void expire() {
        long now = System.nanoTime();
        for (Waiting one : beingCommitted) {
            if (one.deadline() - now < 0) {
                answer(one, UNAVAILABLE);
            }
        }
        Waiting oldest;
        List<Waiting> late = new ArrayList<>();
        while ((oldest = queue.peek()) != null && oldest.deadline() - now < 0) {
            queue.poll();
            late.add(oldest);
        }
        answer(late, null);
    }

    private Future<PgConnection> connected() {
        boolean stuck = connection != null
                && !connection.isComplete()
                && System.nanoTime() - connectingSince > CONNECTING_LIMIT.toNanos();
        if (stuck) {
            giveUpConnection();
        }
        if (connection == null || connection.failed()) {
            connectingSince = System.nanoTime();
            Future<PgConnection> opening = database.intakeConnection(STATEMENT_MS, LOCK_MS);
            connection = opening;
            opening.onSuccess(open -> open.closeHandler(gone -> {
                if (connection == opening) {
                    connection = null;
                }
            }));
        }
        return connection;
    }

    /** A connection whose last answer is unknown is never used again. One still being opened is kept: it may come up. */
    private void giveUpConnection() {
        Future<PgConnection> used = connection;
        if (used == null) {
            return;
        }
        boolean opening = !used.isComplete() && System.nanoTime() - connectingSince <= CONNECTING_LIMIT.toNanos();
        if (!opening) {
            connection = null;
            used.onSuccess(PgConnection::close);
        }
    }

    private static Future<Receipt> refused(Receipt.Reason reason) {
        return Future.succeededFuture(new Receipt.Refused(reason));
    }
}
