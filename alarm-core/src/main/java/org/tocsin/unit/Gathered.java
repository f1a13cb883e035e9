package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Small changes of many rows: while one write is under way others gather and go together in the next, so that thousands
 * at once cost a few statements, and one alone is written at once. From any thread.
 */
public final class Gathered<T> {
    private static final int LARGEST_WRITE = 1_000;
    /** Beyond this a change is refused at once. */
    private static final int MOST_WAITING = 50_000;

    private final Function<T, UUID> row;
    private final Function<List<T>, Future<Set<UUID>>> write;
    private final Deque<Change<T>> waiting = new ArrayDeque<>();
    private boolean writing;

    private record Change<T>(T what, Promise<Boolean> changed) {}

    /**
     * @param row which row a change is of; a second one of the same row waits for the first
     * @param write writes them all or fails; gives the rows that were changed
     */
    public Gathered(Function<T, UUID> row, Function<List<T>, Future<Set<UUID>>> write) {
        this.row = row;
        this.write = write;
    }

    /** Committed when it succeeds; false when the row was not as the change needs it. */
    public Future<Boolean> add(T what) {
        Change<T> change = new Change<>(what, Promise.promise());
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                return Future.failedFuture("too many changes are waiting to be written");
            }
            waiting.add(change);
        }
        write();
        return change.changed.future();
    }

    private void write() {
        List<Change<T>> batch = nextBatch();
        if (batch.isEmpty()) {
            return;
        }
        write.apply(batch.stream().map(Change::what).toList()).onComplete(done -> {
            synchronized (this) {
                writing = false;
            }
            write();
            for (Change<T> change : batch) {
                if (done.succeeded()) {
                    change.changed.complete(done.result().contains(row.apply(change.what)));
                } else {
                    change.changed.fail(done.cause());
                }
            }
        });
    }

    private synchronized List<Change<T>> nextBatch() {
        List<Change<T>> batch = new ArrayList<>();
        if (writing) {
            return batch;
        }
        Set<UUID> rows = new HashSet<>();
        Iterator<Change<T>> next = waiting.iterator();
        while (next.hasNext() && batch.size() < LARGEST_WRITE) {
            Change<T> change = next.next();
            if (rows.add(row.apply(change.what))) {
                batch.add(change);
                next.remove();
            }
        }
        writing = !batch.isEmpty();
        return batch;
    }
}
