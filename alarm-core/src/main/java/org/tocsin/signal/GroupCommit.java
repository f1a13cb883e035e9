package org.tocsin.signal;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Wakeup;

/**
 * One group of signals, one transaction: who sent them, lock their homes, plan, write, commit. A data error bisects the
 * group until the offender is alone; that one is committed as unreadable with its raw bytes, its neighbours normally.
 */
final class GroupCommit {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int TRIES = 3;

    private final IntakeStore store = new IntakeStore();
    private final AlarmNumbers numbers = new AlarmNumbers();
    private final InstantSource clock;
    private final LastCommit lastCommit;
    private final Wakeup wakeup;

    GroupCommit(InstantSource clock, LastCommit lastCommit, Wakeup wakeup) {
        this.clock = clock;
        this.lastCommit = lastCommit;
        this.wakeup = wakeup;
    }

    /**
     * Commits the group on this connection.
     *
     * @param alive false once the caller has given the group up: nothing more is tried then
     * @return one receipt a signal, in order; fails when the store cannot be used, and then nothing is known to be stored
     */
    Future<List<Receipt>> commit(PgConnection connection, List<Signal> group, BooleanSupplier alive) {
        return attempt(connection, group, alive, 1);
    }

    private Future<List<Receipt>> attempt(
            PgConnection connection, List<Signal> group, BooleanSupplier alive, int number) {
        return numbers.atLeast(connection, group.size())
                .compose(ready -> transaction(connection, group))
                .recover(error -> {
                    if (!alive.getAsBoolean() || !(error instanceof PgException problem)) {
                        return Future.failedFuture(error);
                    }
                    if (isConflict(problem) && number < TRIES) {
                        return attempt(connection, group, alive, number + 1);
                    }
                    return isDataError(problem)
                            ? isolate(connection, group, alive, problem)
                            : Future.failedFuture(error);
                });
    }

    private Future<List<Receipt>> transaction(PgConnection connection, List<Signal> group) {
        Future<?> begun = connection.query("begin").execute();
        return store.senders(connection, group)
                .compose(senders -> begun.compose(b -> store.lockAndRead(connection, group, senders)))
                .compose(context -> write(connection, group, context))
                .recover(error -> connection.query("rollback").execute().transform(done -> Future.failedFuture(error)));
    }

    private Future<List<Receipt>> write(PgConnection connection, List<Signal> group, GroupContext context) {
        GroupPlan plan = GroupPlan.of(group, context, clock.instant(), numbers::next);
        List<Future<?>> sent = new ArrayList<>(IntakeWriter.write(connection, plan));
        sent.add(connection.query("commit").execute());
        // COMMIT of a failed transaction answers without an error: only all of them together mean stored. Joined, not
        // raced, so that the cause and not its consequences is reported and nothing is in flight afterwards.
        return Future.join(sent)
                .recover(any -> Future.failedFuture(first(sent, any)))
                .map(all -> {
                    lastCommit.committed();
                    if (plan.changesAlarms()) {
                        wakeup.ring();
                    }
                    return plan.receipts;
                });
    }

    private static Throwable first(List<Future<?>> sent, Throwable otherwise) {
        for (Future<?> future : sent) {
            if (future.failed()) {
                return future.cause();
            }
        }
        return otherwise;
    }

    private Future<List<Receipt>> isolate(
            PgConnection connection, List<Signal> group, BooleanSupplier alive, PgException problem) {
        if (group.size() > 1) {
            int half = group.size() / 2;
            return attempt(connection, group.subList(0, half), alive, 1)
                    .compose(first -> attempt(connection, group.subList(half, group.size()), alive, 1)
                            .map(second -> {
                                List<Receipt> both = new ArrayList<>(first);
                                both.addAll(second);
                                return both;
                            }));
        }
        Signal offender = group.get(0);
        if (offender.kind() == SignalKind.UNREADABLE && offender.body() == SignalBody.EMPTY) {
            return Future.failedFuture(problem);
        }
        LOG.atWarn()
                .addKeyValue("signalId", offender.id())
                .addKeyValue("error", problem.getSqlState())
                .log("a signal could not be stored as read and is kept as unreadable");
        return attempt(connection, List.of(offender.asUnreadable()), alive, 1);
    }

    /** Deadlock, serialization failure, or two processes opening one home's alarm at once. */
    private static boolean isConflict(PgException problem) {
        String state = problem.getSqlState();
        return "40P01".equals(state) || "40001".equals(state) || "23505".equals(state);
    }

    /** The content is at fault, not the store: data exception, integrity violation. */
    private static boolean isDataError(PgException problem) {
        String state = problem.getSqlState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }
}
